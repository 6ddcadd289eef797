"""Assignment 05 on the real MNIST: its reference solution learns as well as the notebook promises."""

import re
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from utils.data import load_images

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "source" / "05_shallow_backprop" / "05_shallow_backprop.ipynb"
DATA = ROOT.parent / "shared" / "data"
EPOCHS = 5

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not (DATA / "mnist").is_dir(), reason=f"needs the real data in {DATA.parent.name}/{DATA.name}"),
]


@pytest.fixture(scope="module")
def reference() -> dict[str, Any]:
    """The functions of the source notebook: every answer, and `init_shallow`, which is given."""
    names: dict[str, Any] = {"np": np}
    for cell in nbformat.read(NOTEBOOK, as_version=4).cells:
        marks = cell.metadata.get("nbgrader", {})
        answer = cell.cell_type == "code" and marks.get("solution")
        if answer or marks.get("grade_id") == "init_shallow":
            code = re.sub(r"(?m)^\s*### (BEGIN|END) SOLUTION$\n?", "", cell.source)
            exec(compile(code, f"<{marks['grade_id']}>", "exec"), names)
    return names


@pytest.fixture(scope="module")
def mnist(reference: dict[str, Any]) -> dict[str, Any]:
    """All of MNIST as the network takes it, examples as columns."""
    images = load_images("mnist", train=None, test=None, folder=DATA)
    return {
        "x": reference["normalize_images"](images.x_train.reshape(-1, 784).T),
        "d": reference["label2onehot"](images.y_train),
        "x_test": reference["normalize_images"](images.x_test.reshape(-1, 784).T),
        "lbl_test": images.y_test,
    }


def test_the_arrays_have_examples_as_columns(mnist: dict[str, Any]) -> None:
    assert mnist["x"].shape == (784, 60000)
    assert mnist["d"].shape == (10, 60000)
    assert (mnist["x"].min(), mnist["x"].max()) == (-1.0, 1.0)


def test_the_initial_network_has_a_loss_of_a_quarter(reference: dict[str, Any], mnist: dict[str, Any]) -> None:
    y = reference["forwardprop_shallow"](mnist["x"], reference["net_init"])
    assert 0.25 < reference["eval_loss"](y, mnist["d"]) < 0.30


def test_five_mini_batch_epochs_bring_the_test_error_below_six_percent(
    reference: dict[str, Any], mnist: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    # Matrices as small as these are multiplied faster by one thread than by several that wait for each other.
    with threadpool_limits(1):
        net, losses = reference["backprop_minibatch_shallow"](mnist["x"], mnist["d"], reference["net_init"], EPOCHS)
    error = reference["eval_perfs"](reference["forwardprop_shallow"](mnist["x_test"], net), mnist["lbl_test"])
    with capsys.disabled():
        print(f"\nMNIST, {EPOCHS} epochs of mini-batches: {error:.2f} % test error, losses {np.round(losses, 4)}")
    assert len(losses) == EPOCHS
    assert losses[-1] < losses[0]
    assert error < 6.0
