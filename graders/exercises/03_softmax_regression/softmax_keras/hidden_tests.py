"""Hidden checks of softmax_keras: what `softmax_model` is, what it computes, and that it learns."""

import numpy as np

from utils.checks import Answer, quiet, require
from utils.describe import shown
from utils.model_checks import (
    dense_layers,
    expect_biases,
    expect_forward,
    expect_layers,
    expect_plain_loss,
    keras_model,
)

NAME = "softmax_model"
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
    """One layer of ten softmax units on 784 pixels: 7850 parameters, all of them free to learn."""
    model = keras_model(target, 784, NAME)
    layers = dense_layers(model, NAME)
    expect_layers(layers, [(10, "softmax")], NAME)
    expect_biases(layers, NAME)
    for layer in layers:
        # Zero weights are a fine start for a model without a hidden layer, so only being frozen counts.
        require(layer.trainable, f"`{NAME}` is frozen (trainable is False), so training would never change it.")
    require(
        model.count_params() == 7850, f"`{NAME}` has {model.count_params()} parameters; expected 784 * 10 + 10 = 7850."
    )


def check_computes(target, rng):
    """The output is softmax(X @ W + b), row by row."""
    model = keras_model(target, 784, NAME)
    layers = dense_layers(model, NAME)
    X = rng.uniform(size=(5, 784))
    expect_forward(model, layers, X, NAME)
    with quiet():
        sums = np.asarray(model(X.astype("float32"))).sum(axis=1)
    require(
        np.allclose(sums, 1, atol=1e-4), f"The rows of `{NAME}`'s output sum to {shown(sums)}; probabilities sum to 1."
    )


def check_compiled(target, rng):
    """Compiled with the categorical cross-entropy of probabilities, and with RMSprop or Adam."""
    expect_compiled(keras_model(target, 784, NAME), NAME, rng, optimizers=("RMSprop", "Adam"))


def check_learns(target, rng):
    """A short training on a few images brings the loss well below log(10) and most of them right."""
    model = keras_model(target, 784, NAME)
    expect_compiled(model, NAME, rng)
    share = accuracy_after_training(model, int(rng.integers(2**31)), enough=75)
    require(
        share >= 75,
        f"Trained for a moment on {IMAGES} digits, a copy of `{NAME}` gets {share:.0f} % of 300 others right; at least "
        "75 % was expected. Look at the optimizer and at its learning rate: the default is a good one.",
    )
