"""Training a fresh copy of a model: in NumPy as in Keras, and in Keras alone what NumPy does not know."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graders.course_checks import numpy_training, training
from graders.rpc.compile_settings import OPTIMIZERS
from utils import data
from utils.checks import CheckFailed

keras = pytest.importorskip("keras")


@pytest.fixture(scope="module")
def images():
    return data.load_images("digits")


def model(hidden=32, optimizer="adam", loss="categorical_crossentropy", activation="relu", last=None, **options):
    """Make a compiled model; options are those of the last layer."""
    layers = [keras.Input((784,))]
    if hidden:
        layers.append(keras.layers.Dense(hidden, activation=activation))
    layers.append(last or keras.layers.Dense(10, **{"activation": "softmax", **options}))
    made = keras.Sequential(layers)
    made.compile(optimizer=optimizer, loss=loss)
    return made


def steps(net, lesson):
    """Take ten steps with a `numpy_training.Net`; give what it then makes of other images."""
    for batch in next(lesson.epochs())[:10]:
        net.step(lesson.X[batch], lesson.Y[batch])
    return net.outputs(lesson.others)[-1]


def keras_steps(made, lesson):
    """Take the same steps with Keras's own `train_on_batch`."""
    for batch in next(lesson.epochs())[:10]:
        made.train_on_batch(lesson.X[batch], lesson.Y[batch])
    return np.asarray(made(lesson.others))


def same_start(made):
    """Read a model as a plain one that starts from the model's own weights."""
    net = numpy_training.read(made)
    for own, layer in zip(net.layers, made.layers, strict=True):
        own[0][:], own[1][:] = np.asarray(layer.kernel), np.asarray(layer.bias)
    return net


@pytest.mark.parametrize("hidden", [0, 20])
@pytest.mark.parametrize("optimizer", ["sgd", "rmsprop", "adam"])
def test_training_in_numpy_gives_what_keras_gives(images, optimizer, hidden):
    made, lesson = model(hidden, optimizer), training.Lesson.of(images, 3)
    keras.utils.set_random_seed(3)
    ours = [p.copy() for p in itertools.islice(training.in_numpy(numpy_training.read(made), lesson), 2)]
    keras.utils.set_random_seed(3)
    theirs = list(itertools.islice(training.in_tensorflow(made, lesson), 2))
    for own, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(own, other, atol=1e-4)
        assert own.sum(axis=1) == pytest.approx(1, abs=1e-4)
    assert np.abs(ours[0] - ours[1]).max() > 0.01  # it does go on


@settings(max_examples=12, deadline=None)
@given(
    kind=st.sampled_from(["SGD", "RMSprop", "Adam"]),
    rate=st.floats(1e-4, 3e-3),
    first=st.floats(0.5, 0.95),
    epsilon=st.floats(1e-8, 1e-2),
    hidden=st.sampled_from([0, 15]),
)
def test_steps_of_any_setting_are_those_of_keras(images, kind, rate, first, epsilon, hidden):
    more = {"SGD": {}, "RMSprop": {"rho": first, "epsilon": epsilon}, "Adam": {"beta_1": first, "epsilon": epsilon}}
    made = model(hidden, getattr(keras.optimizers, kind)(rate, **more[kind]))
    lesson = training.Lesson.of(images, 5)
    net = same_start(made)
    np.testing.assert_allclose(steps(net, lesson), keras_steps(made, lesson), atol=2e-4)


@pytest.mark.parametrize(
    "loss", ["CategoricalCrossentropy", keras.losses.CategoricalCrossentropy(), keras.losses.categorical_crossentropy]
)
def test_the_loss_may_be_said_in_any_way(images, loss):
    made, lesson = model(15, loss=loss), training.Lesson.of(images, 6)
    np.testing.assert_allclose(steps(same_start(made), lesson), keras_steps(made, lesson), atol=2e-4)


SCHEDULE = {"decay_steps": 5, "decay_rate": 0.5}
MORE_THAN_PLAIN = {
    "momentum": lambda: model(optimizer=keras.optimizers.SGD(momentum=0.9)),
    "clipped": lambda: model(optimizer=keras.optimizers.Adam(clipnorm=0.1)),
    "decay": lambda: model(optimizer=keras.optimizers.Adam(weight_decay=0.01)),
    "schedule": lambda: model(
        optimizer=keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.1, **SCHEDULE))
    ),
    "remembers for ever": lambda: model(optimizer=keras.optimizers.Adam(beta_1=1.0)),
    "grows": lambda: model(optimizer=keras.optimizers.Adam(beta_2=1.1)),
    "next to one": lambda: model(optimizer=keras.optimizers.RMSprop(rho=0.99999999)),
    "no rate": lambda: model(optimizer=keras.optimizers.SGD(float("nan"))),
    "other optimizer": lambda: model(optimizer="nadam"),
    "decay apart": lambda: model(optimizer="adamw"),
    "smoothed": lambda: model(loss=keras.losses.CategoricalCrossentropy(label_smoothing=0.1)),
    "other loss": lambda: model(loss="mse"),
    "own loss": lambda: model(loss=lambda y, p: keras.losses.categorical_crossentropy(y, p)),
    "activation": lambda: model(activation="tanh"),
    "softmax apart": lambda: model(last=keras.Sequential([keras.layers.Dense(10), keras.layers.Softmax()])),
    "regularizer": lambda: model(kernel_regularizer="l2"),
    "activity": lambda: model(activity_regularizer="l2"),
    "constraint": lambda: model(kernel_constraint="max_norm"),
    "no bias": lambda: model(use_bias=False),
    "frozen": lambda: model(trainable=False),
    "double precision": lambda: model(dtype="float64"),
    "own initializer": lambda: model(kernel_initializer=lambda shape, dtype=None: keras.ops.ones(shape) / 100),
}


@pytest.mark.parametrize("made", MORE_THAN_PLAIN.values(), ids=MORE_THAN_PLAIN)
def test_what_is_more_than_plain_is_left_to_keras(made):
    assert numpy_training.read(made()) is None


@pytest.mark.parametrize("entry", [{"shape": (784,), "dtype": "uint8"}, {"shape": (784,), "dtype": "float64"}])
def test_what_changes_the_images_first_is_left_to_keras(entry):
    made = keras.Sequential([keras.Input(**entry), keras.layers.Dense(10, activation="softmax")])
    made.compile(optimizer="adam", loss="categorical_crossentropy")
    assert numpy_training.read(made) is None


@pytest.mark.parametrize("units", [1, 9, 11])
def test_another_number_of_classes_is_a_mistake_and_no_fault(images, units):
    with pytest.raises(CheckFailed, match=f"gives {units} numbers"):
        training.accuracy_after_training(model(last=keras.layers.Dense(units, "softmax")), images, seed=1, enough=60)


@pytest.mark.parametrize("kind", sorted(OPTIMIZERS))
def test_every_optimizer_that_may_come_can_train(images, kind):
    made = model(15, getattr(keras.optimizers, kind)())
    assert 0 <= training.accuracy_after_training(made, images, seed=2, enough=0) <= 100


@pytest.mark.parametrize("name", ["remembers for ever", "grows", "no rate"])
def test_settings_beyond_reason_do_not_learn_and_are_no_fault(images, name):
    assert training.accuracy_after_training(MORE_THAN_PLAIN[name](), images, seed=1, enough=75) < 60


@pytest.mark.parametrize("kind", ["functional", "subclass"])
def test_models_of_other_classes_are_left_to_keras(kind):
    class Own(keras.Sequential):
        """A student's own class."""

    if kind == "subclass":
        made = Own([keras.Input((784,)), keras.layers.Dense(10, activation="softmax")])
    else:
        inputs = keras.Input((784,))
        made = keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(inputs))
    made.compile(optimizer="adam", loss="categorical_crossentropy")
    assert numpy_training.read(made) is None


@pytest.mark.parametrize("name", ["momentum", "regularizer", "softmax apart"])
def test_what_is_left_to_keras_learns(images, name):
    made = MORE_THAN_PLAIN[name]()
    assert training.accuracy_after_training(made, images, seed=1, enough=60) >= 60


def test_frozen_and_wildly_trained_models_do_not_learn(images):
    frozen = model(0, trainable=False)
    assert training.accuracy_after_training(frozen, images, seed=1, enough=75) < 40
    wild = model(20, keras.optimizers.SGD(1000.0))
    assert numpy_training.read(wild) is not None
    assert training.accuracy_after_training(wild, images, seed=1, enough=75) < 40


def test_the_model_itself_is_not_changed(images):
    for made in (model(), MORE_THAN_PLAIN["momentum"]()):
        before = [np.array(w) for w in made.get_weights()]
        training.accuracy_after_training(made, images, seed=1, enough=50)
        assert all(np.array_equal(a, b) for a, b in zip(before, made.get_weights(), strict=True))
        assert int(made.optimizer.iterations) == 0


@pytest.mark.parametrize("options", [{}, {"optimizer": "nadam"}])
def test_training_stops_once_it_is_enough_and_is_repeatable(images, monkeypatch, options):
    taken = []
    epochs = training.Lesson.epochs

    def counted(self):
        for batches in epochs(self):
            taken.append(len(batches))
            yield batches

    monkeypatch.setattr(training.Lesson, "epochs", counted)
    made = model(**options)
    first = training.accuracy_after_training(made, images, seed=4, enough=60)
    assert first >= 60
    assert 1 <= len(taken) < 4
    taken.clear()
    whole = training.accuracy_after_training(made, images, seed=4, enough=101)
    assert len(taken) == training.EPOCHS
    assert whole > 85
    assert set(taken) == {training.IMAGES // training.BATCH}
    assert training.accuracy_after_training(made, images, seed=4, enough=60) == pytest.approx(first)


def test_fresh_weights_are_drawn_by_the_seed_and_by_the_layers_initializer():
    made = model(16, kernel_initializer=keras.initializers.Constant(0.25), bias_initializer="ones")
    keras.utils.set_random_seed(8)
    one = numpy_training.read(made)
    keras.utils.set_random_seed(8)
    copy = keras.models.clone_model(made)
    for (W, b), layer in zip(one.layers, copy.layers, strict=True):
        assert np.array_equal(W, np.asarray(layer.kernel))
        assert np.array_equal(b, np.asarray(layer.bias))
    assert np.all(one.layers[1][0] == 0.25)
    assert np.all(one.layers[1][1] == 1)
    assert np.std(one.layers[0][0]) > 0.01
