"""TensorFlow's and Keras's values across the channel, in both directions."""

import numpy as np
import pytest
import tensorflow as tf

from graders.course_checks.keras_compile import expect_compiled
from graders.judge.single_answer import define_references
from graders.rpc.framing import WireError
from utils.checks import CheckFailed, Function
from utils.model_checks import dense_layers, expect_forward, expect_layers, keras_model, loss_weight
from utils.tensor_checks import TensorFunction, adam, sgd

pytestmark = pytest.mark.filterwarnings("default")

MODELS = {
    "sequential": "Sequential([keras.Input((4,)), Dense(3, 'relu'), Dense(2)])",
    "functions": "Sequential([keras.Input((4,)), Dense(3, tf.nn.relu), Dense(2, activation=lambda z: z)])",
    "own layers": "Sequential([keras.Input((4,)), Dense(3), keras.layers.ReLU(), Dense(2), keras.layers.Activation('linear')])",
    "lambda layer": "Sequential([keras.Input((4,)), Dense(3), keras.layers.Lambda(lambda z: tf.maximum(z, 0)), Dense(2)])",
    "deferred": "Sequential([Dense(3, 'relu'), Dense(2)])",
    "nested": "Sequential([keras.Input((4,)), Sequential([Dense(3, 'relu')]), Dense(2)])",
    "functional": "(lambda x: keras.Model(x, Dense(2)(Dense(3, 'relu')(x))))(keras.Input((4,)))",
}


@pytest.mark.parametrize("name", MODELS)
def test_a_model_is_rebuilt_whatever_its_spelling(student, name):
    peer = student(
        f"import keras, tensorflow as tf\nfrom keras import Sequential\nfrom keras.layers import Dense\nmodel = {MODELS[name]}\n"
        "def same(X):\n    return model(X).numpy()\n",
        keras=True,
    )
    model = keras_model(peer.get("model"), 4)
    layers = dense_layers(model)
    expect_layers(layers, [(3, "relu"), (2, "linear")])
    X = np.random.default_rng(0).normal(size=(5, 4))
    expect_forward(model, layers, X)
    if name != "deferred":  # it has no weights before it knows its input
        theirs = peer.get("same")(X.astype(np.float32))
        np.testing.assert_allclose(np.asarray(model(X.astype(np.float32))), theirs, rtol=1e-5)


def test_a_model_of_an_own_class_is_taken_by_what_it_computes(student):
    peer = student(
        "import keras\nfrom keras.layers import Dense\n"
        "class Net(keras.Model):\n"
        "    def __init__(self):\n        super().__init__()\n        self.one, self.two = Dense(3, 'relu'), Dense(2)\n"
        "    def call(self, x):\n        return self.two(self.one(x))\n"
        "class Liar(Net):\n    def call(self, x):\n        return 7 * super().call(x)\n"
        "model, liar = Net(), Liar()\nmodel.build((None, 4))\nliar.build((None, 4))",
        keras=True,
    )
    # With five rows all three ReLU units are 0 in one draw of 2,400, and seven times that is the same.
    X = np.random.default_rng(0).normal(size=(200, 4))
    model = keras_model(peer.get("model"), 4)
    expect_forward(model, dense_layers(model), X)
    liar = keras_model(peer.get("liar"), 4)
    with pytest.raises(CheckFailed, match="does not compute its Dense layers"):
        expect_forward(liar, dense_layers(liar), X)


def test_an_optimizer_of_an_own_class_is_a_mistake_and_no_fault(student):
    peer = student(
        "import keras\nclass Mine(keras.optimizers.SGD):\n    pass\n"
        "model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(10, 'softmax')])\n"
        "model.compile(Mine(), 'categorical_crossentropy')",
        keras=True,
    )
    with pytest.raises(CheckFailed, match=r"compiled with .* Mine, which is none of Keras's optimizers"):
        expect_compiled(peer.get("model"), "model", np.random.default_rng(1))


def test_the_wrapper_of_half_precision_is_not_taken_for_the_optimizer(student):
    peer = student(
        "import keras\nkeras.mixed_precision.set_global_policy('mixed_float16')\n"
        "model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(10, 'softmax')])\n"
        "model.compile(keras.optimizers.Adam(0.001), 'categorical_crossentropy')",
        keras=True,
    )
    model = peer.get("model")
    assert type(model.optimizer).__name__ == "Adam"
    expect_compiled(model, "model", np.random.default_rng(1), ["Adam"])


def test_other_layers_are_told_by_name(student):
    peer = student(
        "import keras\n"
        "class Mine(keras.layers.Layer):\n    def call(self, x):\n        return x\n"
        "def with_layer(layer):\n    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(3), layer])\n"
        "mine, dropout = with_layer(Mine()), with_layer(keras.layers.Dropout(0.5))",
        keras=True,
    )
    for name, kind in (("mine", "Mine"), ("dropout", "Dropout")):
        with pytest.raises(CheckFailed, match=f"has a {kind} layer"):
            dense_layers(keras_model(peer.get(name), 4))


def test_compile_settings_come_with_the_model(student):
    peer = student(
        "import keras\nfrom keras.layers import Dense\n"
        "def made(**settings):\n    m = keras.Sequential([keras.Input((4,)), Dense(2)])\n    m.compile(**settings)\n    return m\n"
        "objects = made(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), optimizer=keras.optimizers.Adam(0.01))\n"
        "names = made(loss='mse', optimizer='rmsprop')\n"
        "own = made(loss=lambda y, z: keras.ops.mean((y - z) ** 2), optimizer=keras.optimizers.SGD(0.5))\n"
        "plain = keras.Sequential([keras.Input((4,)), Dense(2)])",
        keras=True,
    )
    objects = peer.get("objects")
    assert type(objects.loss).__name__ == "SparseCategoricalCrossentropy"
    assert objects.loss.from_logits is True or objects.loss.get_config()["from_logits"] is True
    assert type(objects.optimizer).__name__ == "Adam"
    assert float(np.asarray(objects.optimizer.learning_rate)) == pytest.approx(0.01)
    assert peer.get("names").loss == "mse"
    own = peer.get("own")
    assert (
        float(
            Function(own.loss, "loss", "y z")(np.ones((1, 2), np.float32), np.zeros((1, 2), np.float32)).array().value
        )
        == 1
    )
    assert not peer.get("plain").compiled


@pytest.mark.parametrize(("said", "weight"), [("[0.0]", 0), ("0.5", 0.5), ("{'dense': 2.0}", 2), ("None", 1)])
def test_loss_weights_come_with_the_model(student, said, weight):
    peer = student(
        "import keras\nmodel = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, name='dense')])\n"
        f"model.compile(loss='mse', optimizer='sgd', loss_weights={said})",
        keras=True,
    )
    assert loss_weight(peer.get("model")) == weight


def test_loss_weights_that_are_no_numbers_are_refused(student):
    peer = student(
        "import keras\nmodel = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])\n"
        "model.compile(loss='mse', optimizer='sgd')\nmodel._compile_config.config['loss_weights'] = ['much']",
        keras=True,
    )
    with pytest.raises(WireError, match="loss_weights that are not numbers"):
        peer.get("model")


def test_a_layer_derived_from_dense_is_taken_by_what_it_computes(student):
    peer = student(
        "import keras\nfrom keras.layers import Dense\n"
        "class Hidden(Dense):\n    def __init__(self, units):\n        super().__init__(units, activation='relu')\n"
        "class Twice(Dense):\n    def call(self, x):\n        return 2 * super().call(x)\n"
        "class Square(Dense):\n    def build(self, shape):\n        self._kernel = self.add_weight(shape=(7, 7))\n"
        "        self.bias = self.add_weight(shape=(2,))\n        self.built = True\n"
        "    def call(self, x):\n        return x[:, :2]\n"
        "def with_last(layer):\n    return keras.Sequential([keras.Input((4,)), Hidden(3), layer])\n"
        "honest, twice, square = with_last(Dense(2)), with_last(Twice(2)), with_last(Square(2))",
        keras=True,
    )
    X = np.random.default_rng(0).normal(size=(5, 4))
    honest = keras_model(peer.get("honest"), 4)
    expect_layers(dense_layers(honest), [(3, "relu"), (2, "linear")])
    expect_forward(honest, dense_layers(honest), X)
    twice = keras_model(peer.get("twice"), 4)
    with pytest.raises(CheckFailed, match="does not compute its Dense layers"):
        expect_forward(twice, dense_layers(twice), X)
    with pytest.raises(WireError, match="other shapes than the layer"):
        peer.get("square")


def test_a_step_changes_the_judges_variables_with_the_judges_optimizer(student):
    peer = student(
        "import tensorflow as tf\n"
        "def train_step(X, W, optimizer):\n"
        "    with tf.GradientTape() as tape:\n        loss = tf.reduce_sum((X @ W) ** 2)\n"
        "    optimizer.apply_gradients([(tape.gradient(loss, W), W)])\n    return loss",
        keras=True,
    )
    X, W = np.eye(2, dtype=np.float32), np.array([[1.0], [2.0]])
    step = TensorFunction(peer.get("train_step"), "train_step", "X W optimizer", variables="W")
    assert step(X, W, sgd(0.1)).number().value == pytest.approx(5)
    np.testing.assert_allclose(step.after["W"], [[0.8], [1.6]], rtol=1e-5)
    step(X, W, adam(0.05))
    np.testing.assert_allclose(step.after["W"], W - 0.05, rtol=1e-4)


def test_a_gradient_goes_through_a_reference_that_stands_in(student):

    peer = student(keras=True)

    def cross_entropy(z, Y):
        return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=Y, logits=z)), tf.argmax(z, axis=1)

    define_references(peer, {"cross_entropy"}, {"cross_entropy": cross_entropy})
    peer.run(
        "import tensorflow as tf\n"
        "def gradient(z, Y):\n"
        "    with tf.GradientTape() as tape:\n        loss, _ = cross_entropy(2 * z, Y)\n    return tape.gradient(loss, z)\n"
        "@tf.function\ndef compiled(z, Y):\n"
        "    with tf.GradientTape() as tape:\n        tape.watch(z)\n        loss, _ = cross_entropy(2 * z, Y)\n"
        "    return tape.gradient(loss, z)",
        "<answer>",
    )
    z, Y = tf.Variable([[0.5, -1.0, 2.0]]), np.array([[0, 1, 0]], dtype=np.float32)
    right = 2 * (np.asarray(tf.nn.softmax(2 * z)) - Y)
    np.testing.assert_allclose(np.asarray(peer.get("gradient")(z, Y)), right, rtol=1e-5)
    np.testing.assert_allclose(np.asarray(peer.get("compiled")(tf.constant(z), tf.constant(Y))), right, rtol=1e-5)


def test_a_gradient_goes_through_named_arguments(student):
    peer = student(keras=True)
    define_references(peer, {"half"}, {"half": lambda z, scale: scale * tf.reduce_sum(z**2) / 2})
    peer.run(
        "import tensorflow as tf\n"
        "def gradient(z):\n"
        "    with tf.GradientTape() as tape:\n        value = half(scale=3.0, z=z)\n    return tape.gradient(value, z)",
        "<answer>",
    )
    found = peer.get("gradient")(tf.Variable([1.0, -2.0]))
    np.testing.assert_allclose(np.asarray(found), [3.0, -6.0])


@pytest.mark.parametrize("call", ["step(X, W, optimizer)", "step(X=X, optimizer=optimizer, W=W)"])
def test_a_reference_that_takes_a_step_may_be_compiled(student, call):
    taken = []

    def step(X, W, optimizer):
        taken.append(float(tf.reduce_sum(X)))
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum((X @ W) ** 2)
        optimizer.apply_gradients([(tape.gradient(loss, W), W)])
        return loss

    peer = student(keras=True)
    define_references(peer, {"step"}, {"step": step})
    peer.run(
        "import keras, tensorflow as tf\n"
        "def trained(X):\n"
        "    W, optimizer = tf.Variable([[1.0], [2.0]]), keras.optimizers.SGD(0.1)\n"
        f"    compiled = tf.function(lambda X: {call})\n"
        "    first, second = compiled(X), compiled(X)\n    return W, first, second",
        "<answer>",
    )
    W, first, second = peer.get("trained")(tf.eye(2))
    assert (float(first), float(second)) == pytest.approx((5, 3.2))
    np.testing.assert_allclose(np.asarray(W), [[0.64], [1.28]], rtol=1e-5)
    assert taken.count(2.0) == 2  # what finds out the kinds of results takes no step with the learner's numbers


def test_a_learning_rate_that_the_learner_changes_counts_from_then_on(student):
    def step(W, optimizer):
        optimizer.apply_gradients([(tf.ones_like(W), W)])

    peer = student(keras=True)
    define_references(peer, {"step"}, {"step": step})
    peer.run(
        "import keras, tensorflow as tf\n"
        "def moved():\n"
        "    W, optimizer = tf.Variable([0.0]), keras.optimizers.SGD(0.1)\n"
        "    step(W, optimizer)\n    optimizer.learning_rate = 0.01\n    step(W, optimizer)\n    step(W, optimizer)\n"
        "    return W",
        "<answer>",
    )
    np.testing.assert_allclose(np.asarray(peer.get("moved")()), [-0.12], rtol=1e-5)


def test_a_function_of_tensors_that_returns_nothing_gives_none(student):
    peer = student("def f(z):\n    z + 1\n", keras=True)
    assert peer.get("f")(tf.constant([1.0])) is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("spec['config']['layers'][1]['class_name'] = 'TFSMLayer'", "not allowed"),
        ("spec['config']['layers'][1]['config']['units'] = 10**9", "above 4,096"),
        ("spec['config']['layers'][1]['module'] = 'os'", ""),
        ("spec['config']['layers'] = 7", "cannot be built"),
        ("spec['weights'] = {'d': [1, 2]}", "not numbers"),
        ("spec['config'] = None", "without its configuration"),
    ],
)
def test_a_forged_model_is_refused_or_harmless(student, change, words):
    peer = student(
        "import keras, graders.rpc.keras_models as models\n"
        "model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, name='d')])\n"
        "real = models.encode\n"
        f"def forged(*a):\n    spec = real(*a)\n    {change}\n    return spec\n"
        "models.encode = forged",
        keras=True,
    )
    if words:
        with pytest.raises(WireError, match=words):
            peer.get("model")
    else:
        assert peer.get("model").count_params() == 10
