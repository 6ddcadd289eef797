"""Checks of a learner's Keras model: its structure and what it computes."""

from utils.model_checks.expectations import (
    expect_biases,
    expect_forward,
    expect_layers,
    expect_plain_loss,
    expect_ready_to_learn,
    expect_units,
)
from utils.model_checks.layers import DenseLayer, dense_layers, forward, keras_model, loss_weight

__all__ = [
    "DenseLayer",
    "dense_layers",
    "expect_biases",
    "expect_forward",
    "expect_layers",
    "expect_plain_loss",
    "expect_ready_to_learn",
    "expect_units",
    "forward",
    "keras_model",
    "loss_weight",
]
