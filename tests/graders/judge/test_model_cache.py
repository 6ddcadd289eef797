"""A model that comes again as it was is not built again; one that came otherwise, or that a check has changed, is."""

from types import SimpleNamespace
from typing import ClassVar

import keras
import numpy as np
import pytest

from graders.judge.model_cache import ModelCache
from graders.rpc.codec import Decoder
from graders.rpc.framing import WireError, pack

PEER = SimpleNamespace(name_activation=lambda function: "", resolve=None)


class FromPeer(Decoder):
    """Decodes a compiled model's optimizer, too; as with a peer, each is made once."""

    made: ClassVar = {}

    def decode(self, content, depth=0):
        """Decode one value."""
        if isinstance(content, dict) and "optimizer" in content:
            rate = content["optimizer"]
            return self.made.setdefault(rate, keras.optimizers.SGD(rate))
        return super().decode(content, depth)


@pytest.fixture(autouse=True)
def another_peer():
    """Begin without optimizers."""
    FromPeer.made.clear()


def come(cache, W=1.0, rate=0.1, **more):
    """Have a compiled model come from the other side."""
    config = {
        "name": "m",
        "layers": [
            {"class_name": "InputLayer", "config": {"batch_shape": [None, 3], "dtype": "float32", "name": "x"}},
            {"class_name": "Dense", "module": "keras.layers", "config": {"units": 2, "name": "d"}},
        ],
        "build_input_shape": [None, 3],
    }
    content = {
        "model": "Sequential",
        "config": config,
        "weights": {"d": [{"array": 0}, {"array": 1}]},
        "compiled": {"optimizer": {"optimizer": rate}, "loss": "mse", "weights": None},
        "forward": {"function": len(come.asked), "name": "model"},
        **more,
    }
    come.asked.append(content)
    return cache.model(content, PEER, FromPeer(PEER, [pack(np.full((3, 2), W)), pack(np.zeros(2))]))


come.asked = []


def test_the_same_is_built_once():
    cache = ModelCache()
    first = come(cache)
    assert come(cache) is first
    assert come(ModelCache()) is not first


def test_what_comes_otherwise_is_built_anew():
    cache = ModelCache()
    first = come(cache)
    heavier = come(cache, W=2.0)
    assert heavier is not first
    assert np.all(np.asarray(heavier.layers[0].kernel) == 2)
    assert np.all(np.asarray(first.layers[0].kernel) == 1)
    faster = come(cache, W=2.0, rate=0.5)
    assert faster is not heavier
    assert float(faster.optimizer.learning_rate) == 0.5


def recompile(model):
    """Compile with another optimizer."""
    model.compile(optimizer="adam", loss="mse")


def reweigh(model):
    """Compile anew with what there is, and weigh the loss."""
    model.compile(optimizer=model.optimizer, loss=model.loss, loss_weights=[2.0])


CHANGES = {
    "weights": lambda model: model.layers[0].kernel.assign(np.zeros((3, 2))),
    "compile": recompile,
    "loss weights": reweigh,
    "regularizer": lambda model: setattr(model.layers[0], "kernel_regularizer", keras.regularizers.L2(0.1)),
    "loss": lambda model: setattr(model, "loss", "mae"),
    "learning rate": lambda model: model.optimizer.learning_rate.assign(9.0),
    "frozen": lambda model: setattr(model.layers[0], "trainable", False),
    "activation": lambda model: setattr(model.layers[0], "activation", keras.activations.relu),
    "step": lambda model: model.optimizer.apply(
        [np.zeros((3, 2), "float32"), np.zeros(2, "float32")], model.trainable_variables
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_a_check_has_changed_comes_as_it_was_sent(change):
    cache = ModelCache()
    first = come(cache)
    change(first)
    again = come(cache)
    assert again is not first
    assert np.all(np.asarray(again.layers[0].kernel) == 1)
    assert again.layers[0].trainable
    assert again.loss == "mse"
    assert again.optimizer is FromPeer.made[0.1]
    assert come(cache) is again


def test_a_call_changes_nothing():
    cache = ModelCache()
    first = come(cache)
    first(np.ones((1, 3)))
    first.predict(np.ones((1, 3)), verbose=0)
    assert come(cache) is first


def test_the_learners_own_code_is_asked_for_each_time():
    cache = ModelCache()
    functions = {"a layer": None}
    assert come(cache, functions=functions) is not come(cache, functions=functions)


def test_a_model_that_cannot_be_built_leaves_none_behind():
    cache = ModelCache()
    first = come(cache)
    with pytest.raises(WireError):
        come(cache, config={"name": "m", "layers": [{"class_name": "Nothing", "config": {}}]})
    assert come(cache) is not first
