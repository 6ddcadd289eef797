"""Assignment 03 on the real Fashion-MNIST: its reference solution gives the figures that the notebook promises."""

from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest

from utils.data import load_images

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "source" / "03_softmax_regression" / "03_softmax_regression.ipynb"
DATA = ROOT.parent / "shared" / "data"
ANSWERS = ("one_hot", "softmax", "example_gradient", "loop_step", "vectorized_step", "train", "accuracy")
COSTS = [
    2.3025850929940366,
    2.146205548481119,
    2.030819399467471,
    1.9311838198434277,
    1.8436117384575559,
    1.7662245987459277,
    1.6975659726233228,
    1.636412794191129,
    1.581725819043199,
    1.5326221800639164,
]

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(
        not (DATA / "fashion").is_dir(), reason=f"needs the real data in {DATA.parent.name}/{DATA.name}"
    ),
]


@pytest.fixture(scope="module")
def reference() -> dict[str, Any]:
    """The NumPy answers of the source notebook, without the lines that mark their solutions."""
    cells = {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in nbformat.read(NOTEBOOK, as_version=4).cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
    names: dict[str, Any] = {"np": np}
    for key in ANSWERS:
        lines = [line for line in cells[key].split("\n") if not line.strip().startswith("### ")]
        exec(compile("\n".join(lines), f"<{key}>", "exec"), names)
    return names


@pytest.fixture(scope="module")
def fashion(reference: dict[str, Any]) -> dict[str, Any]:
    """All of Fashion-MNIST as the notebook has it: raw pixels in rows, labels one-hot."""
    images = load_images("fashion", train=None, test=None, folder=DATA)
    return {
        "X": images.x_train.reshape(-1, 784).astype(np.float64),
        "Y": reference["one_hot"](images.y_train.reshape(-1, 1), 10),
        "X_test": images.x_test.reshape(-1, 784).astype(np.float64),
        "Y_test": reference["one_hot"](images.y_test.reshape(-1, 1), 10),
    }


def accuracies(reference: dict[str, Any], fashion: dict[str, Any], w: Any, b: Any) -> tuple[float, float]:
    return tuple(
        reference["accuracy"](reference["softmax"](fashion[f"X{part}"] @ w + b), fashion[f"Y{part}"])
        for part in ("", "_test")
    )


def test_ten_steps_give_the_known_costs_and_accuracies(reference, fashion, capsys):
    w, b, costs = reference["train"](fashion["X"], fashion["Y"], 1e-6, 10)
    with capsys.disabled():
        print(f"\nFashion-MNIST, ten steps: costs differ by {np.max(np.abs(np.subtract(costs, COSTS))):.1e} at most")
    np.testing.assert_allclose(costs, COSTS, rtol=0, atol=1e-9)
    train, test = accuracies(reference, fashion, w, b)
    assert train == pytest.approx(66.35166666666667, abs=1e-9)
    assert test == pytest.approx(65.38, abs=1e-9)


def test_hundred_steps_reach_the_known_cost(reference, fashion):
    w, b, costs = reference["train"](fashion["X"], fashion["Y"], 1e-6, 100)
    assert costs[-1] == pytest.approx(0.78984, abs=5e-6)  # as everywhere, the cost before the step
    train, test = accuracies(reference, fashion, w, b)
    assert train == pytest.approx(74.98, abs=0.005)
    assert test == pytest.approx(73.63, abs=0.005)


def test_the_loop_agrees_with_the_vectorised_step(reference, fashion):
    X, Y = fashion["X"][:300], fashion["Y"][:300]
    w, b = np.full((784, 10), 1e-5) * np.arange(10), np.linspace(-1, 1, 10).reshape(1, 10)
    for slow, fast in zip(
        reference["loop_step"](X, Y, w, b, 1e-6), reference["vectorized_step"](X, Y, w, b, 1e-6), strict=True
    ):
        np.testing.assert_allclose(slow, fast, rtol=1e-9, atol=1e-12)
