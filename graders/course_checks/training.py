"""Training a fresh copy of a student's model: how many images that it has not seen it then gets right.

A plain model is trained in NumPy: before a graph of TensorFlow takes its first step, NumPy has taken all of them. Every
other one is trained by Keras and TensorFlow, which know all layers, losses and optimizers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graders.course_checks import numpy_training
from graders.course_checks.keras_compile import CLASSES
from utils.checks import quiet, require
from utils.data import ImageSet

IMAGES, OTHERS = 1200, 300
EPOCHS, BATCH = 12, 16  # at most 900 steps, as many as in the notebook

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Lesson:
    """What a model is trained and tried with.

    Attributes
    ----------
    X : ndarray of shape (m, n)
        Images to learn from, one per row, in [0, 1].
    Y : ndarray of shape (m, 10)
        Their labels, one-hot.
    others : ndarray of shape (k, n)
        Images that are not learned from.
    seed : int
        Of the order in which images are shown.
    """

    X: Array
    Y: Array
    others: Array
    seed: int

    @classmethod
    def of(cls, images: ImageSet, seed: int) -> "Lesson":
        """Take a lesson from a data set."""
        X, others = (
            part.reshape(len(part), -1).astype(np.float32) / np.float32(255)
            for part in (images.x_train[:IMAGES], images.x_test[:OTHERS])
        )
        return cls(X, np.eye(CLASSES, dtype=np.float32)[images.y_train[:IMAGES]], others, seed)

    def epochs(self) -> Iterator[NDArray[np.int64]]:
        """Yield the order of the images for each epoch, shape (batches, images of a batch)."""
        for epoch in range(EPOCHS):
            order = np.random.default_rng([self.seed, epoch]).permutation(len(self.X))
            yield order[: len(order) - len(order) % BATCH].reshape(-1, BATCH)


def accuracy_after_training(model: Any, images: ImageSet, seed: int, enough: float) -> float:
    """Train a copy of a model with fresh weights until it gets enough of other images right, or for a moment.

    Parameters
    ----------
    model : keras.Model
        Compiled; takes images in rows and gives ten probabilities. It is not changed.
    images : ImageSet
        The data.
    seed : int
        Of the first weights and of the order of the images.
    enough : float
        The percentage at which training stops.

    Returns
    -------
    float
        The best percentage that it got right after any epoch.

    Raises
    ------
    CheckFailed
        If the model does not give ten numbers for an image.
    """
    import keras

    given = model.output_shape[-1]
    require(given == CLASSES, f"The model gives {given} numbers for an image; expected {CLASSES}, one for each digit.")

    with quiet():
        lesson, labels = Lesson.of(images, seed), images.y_test[:OTHERS]
        keras.utils.set_random_seed(seed)
        share = 0.0
        for guesses in _trained(model, lesson):
            share = max(share, 100 * float(np.mean(guesses.argmax(axis=1) == labels)))
            if share >= enough:
                break
    return share


def _trained(model: Any, lesson: Lesson) -> Iterator[Array]:
    """Train; yield the probabilities of the other images after each epoch."""
    net = numpy_training.read(model)
    return in_numpy(net, lesson) if net is not None else in_tensorflow(model, lesson)


def in_numpy(net: numpy_training.Net, lesson: Lesson) -> Iterator[Array]:
    """Train a plain model; yield the probabilities of the other images after each epoch."""
    for batches in lesson.epochs():
        for batch in batches:
            net.step(lesson.X[batch], lesson.Y[batch])
        yield net.outputs(lesson.others)[-1]


def in_tensorflow(model: Any, lesson: Lesson) -> Iterator[Array]:
    """Train a copy of any model; yield the probabilities of the other images after each epoch."""
    import keras
    import tensorflow as tf

    copy, loss = keras.models.clone_model(model), keras.losses.get(model.loss)
    optimizer = type(model.optimizer).from_config(model.optimizer.get_config())
    optimizer.build(copy.trainable_variables)
    X, Y = tf.constant(lesson.X), tf.constant(lesson.Y)

    # One graph for all steps of an epoch, written as a graph's loop: `fit`, or a loop to be rewritten as one, takes
    # several times as long to get ready as all the steps do.
    @tf.function(autograph=False)
    def train(batches: Any) -> None:
        def step(k: Any) -> Any:
            batch = batches[k]
            with tf.GradientTape() as tape:
                error = tf.reduce_mean(loss(tf.gather(Y, batch), copy(tf.gather(X, batch), training=True)))
                error += sum(copy.losses)
            if copy.trainable_variables:
                gradients = tape.gradient(error, copy.trainable_variables)
                optimizer.apply_gradients(zip(gradients, copy.trainable_variables, strict=True))
            return k + 1

        tf.while_loop(lambda k: k < batches.shape[0], step, [0])

    for batches in lesson.epochs():
        train(tf.constant(batches))
        yield np.asarray(copy(lesson.others))
