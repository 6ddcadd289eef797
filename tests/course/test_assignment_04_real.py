"""Assignment 04 on the real MNIST: its reference solution reaches the accuracies that the notebook promises."""

from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest

from utils.data import load_images

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "source" / "04_tensorflow_training" / "04_tensorflow_training.ipynb"
DATA = ROOT.parent / "shared" / "data"

pytestmark = [
    pytest.mark.real,
    pytest.mark.filterwarnings("default"),
    pytest.mark.skipif(not (DATA / "mnist").is_dir(), reason=f"needs the real data in {DATA.parent.name}/{DATA.name}"),
]


@pytest.fixture(scope="module")
def reference() -> dict[str, Any]:
    """The answers of the source notebook and its function `evaluate`, without the lines that mark solutions."""
    import keras
    import tensorflow as tf

    from utils.placeholder import Placeholder

    names: dict[str, Any] = {"np": np, "tf": tf, "keras": keras, "Placeholder": Placeholder}
    names.update(Sequential=keras.Sequential, Dense=keras.layers.Dense, Input=keras.layers.Input)
    keras.utils.set_random_seed(4)
    for cell in nbformat.read(NOTEBOOK, as_version=4).cells:
        field = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and (field.get("solution") or field.get("grade_id") == "evaluate"):
            lines = [line for line in cell.source.split("\n") if not line.strip().startswith("### ")]
            exec(compile("\n".join(lines), f"<{field['grade_id']}>", "exec"), names)
    return names


@pytest.fixture(scope="module")
def mnist() -> dict[str, Any]:
    """MNIST as the notebook has it: float32 rows between 0 and 1, one-hot labels, 50,000 and 10,000 images."""
    images = load_images("mnist", train=60_000, test=10_000, folder=DATA)
    X = images.x_train.reshape(-1, 784).astype(np.float32) / 255
    Y = np.eye(10, dtype=np.float32)[images.y_train]
    return {"X": X[:50_000], "Y": Y[:50_000], "X_val": X[50_000:], "Y_val": Y[50_000:]}


def said(capsys, model, history):
    """Print what was reached, so that the figures of a run can be quoted."""
    loss, accuracy = history["val_loss"][-1], history["val_accuracy"][-1]
    with capsys.disabled():
        print(f"\nMNIST, {model}: validation loss {loss:.4f}, accuracy {accuracy:.4f}")


@pytest.mark.timeout(1800)  # four thousand steps: a minute and a half by itself, much longer on a busy machine
def test_the_linear_model_reaches_092(reference, mnist, capsys):
    epochs: list[int] = []
    W, b, history = reference["linear_fit"](
        **mnist, epochs=40, batch_size=512, learning_rate=0.01, on_epoch=lambda epoch, row: epochs.append(epoch)
    )
    said(capsys, "linear model", history)
    assert epochs == list(range(1, 41))
    assert W.shape == (784, 10)
    assert b.shape == (10,)
    assert history["val_accuracy"][-1] >= 0.92
    assert history["val_loss"][-1] < 0.35
    assert history["loss"][-1] < history["loss"][0]


def test_the_perceptron_reaches_0965(reference, mnist, capsys):
    import keras

    model = reference["mlp_model"]
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.005),
        loss=keras.losses.CategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        steps_per_execution=10,
    )
    validation = (mnist["X_val"], mnist["Y_val"])
    fitted = model.fit(mnist["X"], mnist["Y"], batch_size=512, epochs=25, validation_data=validation, verbose=0)
    said(capsys, "perceptron", fitted.history)
    assert fitted.history["val_accuracy"][-1] >= 0.965
