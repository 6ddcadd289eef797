"""Live training curves: one picture that follows the training, in a notebook and outside."""

import os
from pathlib import Path

import matplotlib.pyplot as plt
import nbclient
import nbformat
import numpy as np
import pytest

from utils.training import LiveCurves

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def close_pictures():
    yield
    plt.close("all")


def run_notebook(monkeypatch, *cells):
    """Run cells in a real kernel through nbclient and return them with their outputs."""
    monkeypatch.delenv("MPLBACKEND", raising=False)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    client = nbclient.NotebookClient(
        notebook, kernel_name="python3", timeout=120, resources={"metadata": {"path": str(ROOT)}}
    )
    client.execute()
    return notebook.cells


def test_nothing_is_drawn_before_the_end():
    curves = LiveCurves(total=3)
    for epoch in (1, 2, 3):
        curves.update(epoch, loss=3.0 / epoch, val_loss=np.float32(4.0 / epoch), accuracy=epoch / 4)
        assert plt.get_fignums() == []
    axes = curves.finish()
    assert [ax.get_ylabel() for ax in axes] == ["loss", "accuracy"]
    loss, accuracy = axes
    np.testing.assert_allclose(loss.lines[0].get_data(), [[1, 2, 3], [3, 1.5, 1]])
    np.testing.assert_allclose(loss.lines[1].get_data(), [[1, 2, 3], [4, 2, 4 / 3]])
    assert [line.get_label() for line in loss.lines] == ["training: 1.0000", "validation: 1.3333"]
    assert len(accuracy.lines) == 1
    assert loss.lines[0].get_marker() != loss.lines[1].get_marker()


def test_the_axis_has_its_full_length_from_the_start():
    curves = LiveCurves(total=40)
    curves.update(1, loss=1.0)
    (ax,) = curves.finish()
    left, right = ax.get_xlim()
    assert left < 1
    assert right > 40


def test_panels_without_values_are_left_out():
    curves = LiveCurves(metrics=("loss", "error rate", "accuracy"))
    curves.update(1, val_loss=2.0, accuracy=0.5)
    assert [ax.get_ylabel() for ax in curves.finish()] == ["loss", "accuracy"]


def test_nothing_to_draw_is_said():
    (ax,) = LiveCurves().finish()
    assert ax.texts[0].get_text() == "There are no values to draw."


def test_mistakes_of_the_call():
    with pytest.raises(TypeError, match="'acuracy' is not one of the curves loss, accuracy, val_loss, val_accuracy"):
        LiveCurves().update(1, acuracy=0.5)
    with pytest.raises(ValueError, match="every is 0"):
        LiveCurves(every=0)
    with pytest.raises(ValueError, match="metrics is empty"):
        LiveCurves(metrics=())


TRAIN = """
from utils.training import LiveCurves

curves = LiveCurves(total=6, every={every})
for epoch in range(1, 7):
    curves.update(epoch, loss=1 / epoch, accuracy=1 - 1 / epoch)
{end}
"""


def outputs(cell):
    assert [out.output_type for out in cell.outputs] == ["display_data"]
    return cell.outputs[0]


def test_a_notebook_keeps_one_picture(monkeypatch):
    finished, unfinished, sparse, never = run_notebook(
        monkeypatch,
        TRAIN.format(every=1, end="curves.finish();"),
        TRAIN.format(every=1, end=""),
        TRAIN.format(every=4, end=""),
        TRAIN.format(every=9, end="axes = curves.finish()\nassert len(axes) == 2"),
    )
    last = outputs(finished)
    assert "image/png" in last.data
    # All four trained alike: the last state is the same, but for the one that stopped drawing at the fourth epoch.
    assert outputs(unfinished).data["image/png"] == last.data["image/png"]
    assert outputs(never).data["image/png"] == last.data["image/png"]
    assert outputs(sparse).data["image/png"] != last.data["image/png"]


def test_keras_feeds_the_curves():
    keras = pytest.importorskip("keras")
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(
        "adam",
        loss,
        metrics=[keras.metrics.SparseCategoricalAccuracy(), keras.metrics.SparseTopKCategoricalAccuracy(1, "top")],
    )
    X, y = np.random.default_rng(0).normal(size=(20, 3)), np.arange(20) % 2
    curves = LiveCurves(total=3)
    history = model.fit(X, y, epochs=3, validation_split=0.25, verbose=0, callbacks=[curves.keras()]).history
    loss_ax, accuracy_ax = curves.finish()
    np.testing.assert_allclose(loss_ax.lines[0].get_data(), [[1, 2, 3], history["loss"]])
    np.testing.assert_allclose(loss_ax.lines[1].get_ydata(), history["val_loss"])
    np.testing.assert_allclose(accuracy_ax.lines[0].get_ydata(), history["sparse_categorical_accuracy"])
    np.testing.assert_allclose(accuracy_ax.lines[1].get_ydata(), history["val_sparse_categorical_accuracy"])
