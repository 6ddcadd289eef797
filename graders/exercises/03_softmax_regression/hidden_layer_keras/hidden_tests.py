"""Hidden checks of hidden_layer_keras: what `hidden_model` is, and that it reaches 80 %."""

import numpy as np

from utils.checks import Answer, quiet, require
from utils.model_checks import (
    dense_layers,
    expect_biases,
    expect_forward,
    expect_layers,
    expect_plain_loss,
    expect_ready_to_learn,
    keras_model,
)

NAME = "hidden_model"
IMAGES, EPOCHS = 1200, 12  # at most 900 steps, as many as in the notebook


def expect_compiled(model, name, rng, optimizers=()):
    """Ask for the categorical cross-entropy of probabilities and, where they are given, one of some optimizers."""
    import keras

    optimizer = getattr(model, "optimizer", None)
    require(
        model.compiled and optimizer is not None, f"`{name}` is not compiled: call `{name}.compile(...)` in your cell."
    )
    require(model.loss, f"`{name}` is compiled without a loss.")
    expect_plain_loss(model, name)
    y, p = np.eye(10)[rng.integers(10, size=7)], rng.dirichlet(np.ones(10), size=7) * 0.9 + 0.01
    log_sum = np.log(np.exp(p).sum(axis=1, keepdims=True))
    try:
        with quiet():
            value = np.mean(keras.losses.get(model.loss)(y.astype("float32"), p.astype("float32")))
    except Exception:  # a loss that wants other shapes, such as the sparse one
        value = np.nan
    require(
        np.isfinite(value),
        f"The loss of `{name}` does not take one-hot labels. Use the categorical cross-entropy; the sparse one is for "
        "integer labels.",
    )
    Answer(value, f"The loss of `{name}`").close(
        -np.mean(np.sum(y * np.log(p), axis=1)),
        mistakes={
            "this is the binary cross-entropy: ten classes need the categorical one": -np.mean(
                y * np.log(p) + (1 - y) * np.log(1 - p)
            ),
            "`from_logits=True` takes a second softmax: this model's last layer has one already": -np.mean(
                np.sum(y * (p - log_sum), axis=1)
            ),
            "this is the mean squared error: classes need a cross-entropy": np.mean((y - p) ** 2),
        },
        hint="Use the categorical cross-entropy, as it is by default.",
        rtol=1e-3,
    )
    known = tuple(getattr(keras.optimizers, optimizer_name) for optimizer_name in optimizers)
    require(
        not known or isinstance(optimizer, known),
        f"`{name}` is compiled with {type(optimizer).__name__}; expected {' or '.join(optimizers)}.",
    )


def accuracy_after_training(model, seed, enough):
    """Train a copy of the model with fresh weights until it gets enough of other images right, or for a moment.

    Gives the best percentage that it got right after any epoch.
    """
    import keras
    import tensorflow as tf

    from utils import data

    with quiet():
        images = data.load_images("digits")  # as the notebook does, so that they are drawn once for all
        keras.utils.set_random_seed(seed)
        copy, loss = keras.models.clone_model(model), keras.losses.get(model.loss)
        optimizer = type(model.optimizer).from_config(model.optimizer.get_config())
        optimizer.build(copy.trainable_variables)
        X = tf.constant(images.x_train[:IMAGES].reshape(IMAGES, -1), tf.float32) / 255
        labels = tf.one_hot(images.y_train[:IMAGES], 10)
        others = images.x_test[:300].reshape(300, 784).astype("float32") / 255

        # One graph for all steps of an epoch, written as a graph's loop: `fit`, or a loop to be rewritten as one, takes
        # several times as long to get ready as all the steps do.
        @tf.function(autograph=False)
        def train(batches):
            def step(k):
                batch = batches[k]
                with tf.GradientTape() as tape:
                    error = tf.reduce_mean(loss(tf.gather(labels, batch), copy(tf.gather(X, batch), training=True)))
                    error += sum(copy.losses)
                if copy.trainable_variables:
                    gradients = tape.gradient(error, copy.trainable_variables)
                    optimizer.apply_gradients(zip(gradients, copy.trainable_variables, strict=True))
                return k + 1

            tf.while_loop(lambda k: k < batches.shape[0], step, [0])

        share = 0.0
        for epoch in range(EPOCHS):
            order = np.random.default_rng([seed, epoch]).permutation(IMAGES)
            train(tf.constant(order.reshape(-1, 16)))
            guesses = np.asarray(copy(others)).argmax(axis=1)
            share = max(share, 100 * float(np.mean(guesses == images.y_test[:300])))
            if share >= enough:
                break
    return share


def check_structure(target, rng):
    """One hidden ReLU layer of 15 to 256 units and ten softmax units, free to learn, one after the other."""
    model = keras_model(target, 784, NAME)
    layers = dense_layers(model, NAME)
    units = layers[0].units if layers else 15
    expect_layers(layers, [(units, "relu"), (10, "softmax")], NAME)
    require(15 <= units <= 256, f"The hidden layer of `{NAME}` has {units} units; take 15 to 256.")
    expect_biases(layers, NAME)
    expect_ready_to_learn(layers, NAME)
    expect_forward(model, layers, rng.uniform(size=(5, 784)), NAME)


def check_compiled(target, rng):
    """Compiled with the categorical cross-entropy of probabilities."""
    expect_compiled(keras_model(target, 784, NAME), NAME, rng)


def check_reaches_80(target, rng):
    """A copy with fresh weights, trained for a moment, gets 80 % of images right that it has not seen."""
    model = keras_model(target, 784, NAME)
    expect_compiled(model, NAME, rng)
    share = 0.0
    for seed in rng.integers(2**31, size=2):  # with few units a draw of the first weights may be an unlucky one
        share = max(share, accuracy_after_training(model, int(seed), enough=80))
        if share >= 80:
            break
    require(
        share >= 80,
        f"Trained for a moment on {IMAGES} digits, a copy of `{NAME}` with fresh weights gets {share:.0f} % of 300 "
        "others right; at least 80 % was expected. Look at the number of units, at the weights it starts from, and at the "
        "optimizer and its learning rate: the defaults are good ones.",
    )
