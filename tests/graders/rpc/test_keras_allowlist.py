"""Models that come from a student's side: only Keras's own layers, and none that would not fit into memory."""

import time
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from graders.judge.memory_limit import resident
from graders.rpc import keras_allowlist, keras_models
from graders.rpc.codec import Decoder
from graders.rpc.framing import WireError, pack

PEER = SimpleNamespace(name_activation=lambda function: "", resolve=None)


def sequential(*entries, shape=(4,)):
    """Make the configuration of a Sequential as a student's side could send it."""
    first = {"class_name": "InputLayer", "config": {"batch_shape": [None, *shape], "dtype": "float32", "name": "x"}}
    return {"name": "m", "layers": [first, *entries], "build_input_shape": [None, *shape]}


def layer(kind, **config):
    """Make one layer's configuration."""
    config.setdefault("name", f"l{len(str(config))}")
    return {"class_name": kind, "module": "keras.layers", "config": config, "registered_name": None}


def build(config, weights=None, blobs=()):
    """Build a model as the judge does."""
    content = {"model": "Sequential", "config": config, "weights": weights or {}}
    return keras_models.build(content, PEER, Decoder(PEER, list(blobs)))


def dense(units, name="d"):
    """Make a Dense layer's configuration."""
    return layer("Dense", units=units, name=name)


def test_an_ordinary_model_is_built():
    model = build(sequential(dense(3)), {"d": [{"array": 0}, {"array": 1}]}, [pack(np.ones((4, 3))), pack(np.zeros(3))])
    np.testing.assert_allclose(np.asarray(model(np.ones((2, 4)))), 4)
    wide = build(sequential(dense(2_000)))
    assert wide.count_params() == 5 * 2_000


TOO_LARGE = [
    sequential(*[dense(4_096, f"d{n}") for n in range(20)]),
    sequential(layer("Conv2D", filters=4_096, kernel_size=[90, 90], name="c"), shape=(100, 100, 64)),
    sequential(layer("Flatten", name="f"), dense(4_000), shape=(300, 300, 30)),
    sequential(layer("LSTM", units=4_096, name="r"), shape=(5, 4_096)),
    sequential(layer("Embedding", input_dim=4_096, output_dim=4_096, name="e"), dense(4_096), dense(4_096, "g")),
]


@pytest.mark.parametrize("config", TOO_LARGE)
def test_a_model_that_would_fill_memory_is_refused_before_it_is_built(config):
    before, started = resident(), time.process_time()
    with pytest.raises(WireError, match=r"weights; at most|cannot be built"):
        build(config)
    assert resident() - before < 150_000_000
    assert time.process_time() - started < 20
    with keras.StatelessScope():  # at whose end Keras makes every weight that still waits
        keras.layers.Dense(2).build((None, 2))
    assert resident() - before < 150_000_000  # none of the refused model's was among them


@pytest.mark.parametrize(
    ("config", "told"),
    [
        (sequential(*[dense(2, f"d{n}") for n in range(60)]), "more than 50 layers"),
        (sequential(dense(5_000)), "units above 4,096"),
        (sequential(layer("Lambda", function="f")), "not allowed here, Lambda"),
        (sequential(layer("TorchModuleWrapper")), "not allowed here"),
        (sequential(layer("Dense", units=2, activation={"class_name": "function", "config": "x", "module": "os"})), "not allowed"),
        (sequential(layer("Dense", units=2, kernel_initializer={"class_name": "system", "module": "keras.initializers", "config": {}})), "unknown part"),
        (sequential(layer("Dense", units=2, kernel_initializer={"class_name": "__tensor__", "config": {}})), "arrays"),
        ({"layers": [[]]}, "cannot be built"),
        ({}, "cannot be built"),
    ],
)  # fmt: skip
def test_what_is_not_allowed_is_refused_with_its_name(config, told):
    with pytest.raises(WireError, match=told):
        build(config)


def test_weights_do_not_make_a_layer_larger_than_they_are():
    config = {"name": "m", "layers": [dense(4_096)]}
    with pytest.raises(WireError, match="other shapes"):
        build(config, {"d": [{"array": 0}]}, [pack(np.ones((4_000_000, 2), np.int8))])


def test_a_layer_of_the_students_own_never_has_the_name_of_one_of_keras():
    for kind, name in (("Dense", "OwnDense"), ("MyLayer", "MyLayer"), ("not a name", "Layer")):
        assert type(keras_allowlist.foreign()(kind=kind)).__name__ == name
