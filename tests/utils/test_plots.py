"""The pictures: what is drawn where, what is written on it, and that nothing of it is cut off."""

import io
import os
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import nbclient
import nbformat
import numpy as np
import pytest
from matplotlib.figure import Figure

from utils import plots

pytestmark = pytest.mark.ports  # its kernels' own

ROOT = Path(__file__).resolve().parents[2]
CLOTHES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)


@pytest.fixture(autouse=True)
def untouched_settings():
    """Close all pictures, and make sure that no function changed matplotlib's settings."""
    before = dict(matplotlib.rcParams)
    yield
    plt.close("all")
    assert dict(matplotlib.rcParams) == before


@pytest.fixture
def images():
    return np.random.default_rng(0).random((70, 36))


def texts(axes):
    return [ax.get_title() for ax in np.ravel(axes) if ax.images]


def assert_nothing_cut_off(axes):
    """Draw the picture and compare the place of every text with the edge of the paper."""
    figure = np.ravel(axes)[0].figure
    figure.savefig(io.BytesIO(), format="png")
    renderer = figure.canvas.get_renderer()
    paper = figure.bbox
    for ax in figure.axes:
        box = ax.get_tightbbox(renderer)
        if box is not None and (ax.axison or ax.images):
            assert box.x0 >= paper.x0 - 1
            assert box.y0 >= paper.y0 - 1
            assert box.x1 <= paper.x1 + 1
            assert box.y1 <= paper.y1 + 1


def assert_no_captions_touch(axes):
    figure = np.ravel(axes)[0].figure
    figure.canvas.draw()
    boxes = [ax.title.get_window_extent() for ax in np.ravel(axes) if ax.get_title()]
    for k, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[k + 1 :])


# Grids of images


def test_grid_shows_the_first_images_with_labels(images):
    labels = np.arange(70).reshape(-1, 1) % 10
    axes = plots.show_digits(images, labels)
    assert axes.shape == (8, 8)
    assert texts(axes) == [str(k % 10) for k in range(64)]
    np.testing.assert_array_equal(axes[1, 2].images[0].get_array(), images[10].reshape(6, 6))
    assert_nothing_cut_off(axes)
    assert_no_captions_touch(axes)


def test_random_grid_keeps_images_and_labels_together(images):
    first = plots.show_digits(images, np.arange(70), rows=3, cols=4, seed=1)
    again = plots.show_digits(images.reshape(-1, 6, 6), np.arange(70), rows=3, cols=4, seed=1)
    other = plots.show_digits(images, np.arange(70), rows=3, cols=4, seed=2)
    assert texts(first) == texts(again) != texts(other)
    assert len(set(texts(first))) == 12
    for ax in first.flat:
        np.testing.assert_array_equal(ax.images[0].get_array(), images[int(ax.get_title())].reshape(6, 6))


def test_wrong_predictions_are_marked_by_more_than_colour(images):
    labels, predictions = np.array([[3], [4], [5]]), np.array([3, 9, 5])
    axes = plots.show_digits(images[:3], labels, predictions, class_names=None)
    assert texts(axes) == ["3 → 3", "✗ 4 → 9", "5 → 5"]
    right, wrong = axes[0, 0], axes[0, 1]
    assert not right.axison
    assert wrong.axison
    assert wrong.spines["top"].get_linewidth() > 2
    assert wrong.title.get_fontweight() == "bold"
    assert_nothing_cut_off(axes)


def test_long_names_fit(images):
    labels = np.arange(70) % 10
    axes = plots.show_digits(images, labels, labels[::-1], 4, 6, CLOTHES, title="Clothes")
    assert texts(axes)[0] == "✗ T-shirt/top\n→ Ankle boot"
    assert_nothing_cut_off(axes)
    assert_no_captions_touch(axes)


def test_few_images_leave_cells_empty(images):
    axes = plots.show_digits(images[:5], cols=3)
    assert axes.shape == (2, 3)
    assert texts(axes) == [""] * 5
    assert not axes[1, 2].axison
    assert texts(plots.show_digits(images[:2], predictions=[1, 2])) == ["→ 1", "→ 2"]


def test_one_range_of_grey_for_all(images):
    axes = plots.show_digits(np.stack([images[0] * 0.1, images[1]]))
    assert axes[0, 0].images[0].get_clim() == axes[0, 1].images[0].get_clim()


@pytest.mark.parametrize(
    ("X", "labels", "says"),
    [
        (np.zeros((0, 16)), None, "no images"),
        (np.zeros((3, 15)), None, "not square"),
        (np.zeros(16), None, r"shape \(16,\)"),
        (np.zeros((3, 16)), [1, 2], "each of 3 images"),
    ],
    ids=["empty", "not-square", "vector", "labels"],
)
def test_bad_images(X, labels, says):
    with pytest.raises(ValueError, match=says):
        plots.show_digits(X, labels)


def test_errors_shows_only_the_wrong_ones(images, capsys):
    labels = np.arange(70) % 10
    predictions = labels.copy()
    predictions[[7, 31]] = [0, 8]
    axes = plots.show_errors(images, labels.reshape(-1, 1), predictions)
    assert capsys.readouterr().out == "2 of 70 wrong\n"
    assert texts(axes) == ["✗ 7 → 0", "✗ 1 → 8"]
    np.testing.assert_array_equal(np.ravel(axes)[1].images[0].get_array(), images[31].reshape(6, 6))
    assert_nothing_cut_off(axes)


def test_errors_draws_no_more_than_asked(images, capsys):
    axes = plots.show_errors(images, np.zeros(70), np.ones(70), most=10, class_names=CLOTHES)
    assert len(texts(axes)) == 10
    assert "the first 10 of 70" in axes.flat[0].figure.get_suptitle()
    assert capsys.readouterr().out == "70 of 70 wrong\n"
    assert_nothing_cut_off(axes)


def test_no_errors_is_said(images, capsys):
    axes = plots.show_errors(images, np.ones(70), np.ones((70, 1)))
    assert capsys.readouterr().out == "0 of 70 wrong\n"
    assert axes.flat[0].texts[0].get_text() == "All 70 images are classified correctly."
    assert_nothing_cut_off(axes)


# Single images and weights


def test_one_image_has_a_scale():
    ax = plots.show_image(np.arange(16.0), title="An image")
    assert ax.images[0].get_array().shape == (4, 4)
    assert ax.get_title() == "An image"
    assert len(ax.figure.axes) == 2
    assert_nothing_cut_off(ax)
    assert plots.show_image(np.zeros((3, 5))).images[0].get_array().shape == (3, 5)


def test_patch_writes_every_value_in_its_place():
    image = np.arange(100, dtype=np.uint8).reshape(10, 10)
    ax = plots.show_patch(image, top=2, left=5, height=3, width=4)
    written = {text.get_position(): text.get_text() for text in ax.texts}
    assert written == {(c, r): str(image[r, c]) for r in range(2, 5) for c in range(5, 9)}
    assert ax.get_xlim() == (4.5, 8.5)
    assert ax.get_ylim() == (4.5, 1.5)
    assert_nothing_cut_off(ax)
    floats = plots.show_patch(np.linspace(0, 1, 16), 0, 0, 2, 2)
    assert [text.get_text() for text in floats.texts] == ["0.00", "0.07", "0.27", "0.33"]


@pytest.mark.parametrize("place", [(0, 0, 0, 1), (-1, 0, 2, 2), (8, 0, 3, 1), (0, 9, 1, 2)])
def test_patch_outside_the_image(place):
    with pytest.raises(ValueError, match="10x10"):
        plots.show_patch(np.zeros((10, 10)), *place)


def test_weights_share_a_scale_around_zero():
    W = np.random.default_rng(1).normal(size=(12, 7))
    W[0, 0] = -4.0
    axes = plots.show_weights(W, shape=(3, 4), cols=5, names=[f"unit {k}" for k in range(7)])
    assert axes.shape == (2, 5)
    assert texts(axes) == [f"unit {k}" for k in range(7)]
    np.testing.assert_array_equal(axes[1, 1].images[0].get_array(), W[:, 6].reshape(3, 4))
    assert {ax.images[0].get_clim() for ax in axes.flat if ax.images} == {(-4.0, 4.0)}
    assert_nothing_cut_off(axes)
    assert plots.show_weights(np.zeros((784, 10)))[0, 0].images[0].get_clim() == (-1.0, 1.0)
    with pytest.raises(ValueError, match=r"expected \(784, C\)"):
        plots.show_weights(W)


def test_a_huge_weight_does_not_pale_the_others():
    W = np.random.default_rng(1).normal(size=(784, 3))
    W[0, 0] = -900.0
    axes = plots.show_weights(W)
    (limits,) = {ax.images[0].get_clim() for ax in axes.flat}
    assert limits[1] == -limits[0]
    assert 2.0 < limits[1] < 6.0
    assert axes[0, -1].images[0].colorbar.extend == "both"
    W[1:] = 0.0  # then the 99th percentile is 0, and no scale at all
    assert plots.show_weights(W)[0, 0].images[0].get_clim() == (-900.0, 900.0)


# Curves and counts


def test_activations():
    axes = plots.plot_activations()
    names = ("linear", "sigmoid", "ReLU")
    for ax, name, left, middle, right in zip(axes, names, (-6, 0, 0), (0, 0.5, 0), (6, 1, 6), strict=True):
        assert ax.get_title().startswith(name)
        _, g = ax.lines[-1].get_data()
        np.testing.assert_allclose([g[0], g[len(g) // 2], g[-1]], [left, middle, right], atol=0.01)
    assert_nothing_cut_off(axes)


class History:
    """Stands for what model.fit returns: an object with a dictionary."""

    history = {"loss": [3.0, 2.0, 1.0], "val_loss": [3.5, 2.5, 2.0], "accuracy": [0.1, 0.5, 0.9]}  # noqa: RUF012


def test_loss_from_every_kind_of_record():
    ax = plots.plot_loss(History())
    assert [line.get_label() for line in ax.lines] == ["training", "validation"]
    np.testing.assert_array_equal(ax.lines[1].get_data(), [[1, 2, 3], [3.5, 2.5, 2.0]])
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("epoch", "loss")
    assert len(plots.plot_loss(History().history, ylabel="accuracy").lines) == 1
    plain = plots.plot_loss([2.3, 2.1], validation=np.array([[2.4], [2.2]]))
    np.testing.assert_array_equal(plain.lines[1].get_ydata(), [2.4, 2.2])
    assert plain.get_xlabel() == "step"
    assert_nothing_cut_off(plain)
    _, given = plt.subplots()
    assert plots.plot_loss([1.0], ax=given) is given


def test_loss_with_nothing_to_draw():
    with pytest.raises(ValueError, match="at least one epoch"):
        plots.plot_loss([])
    with pytest.raises(ValueError, match="'loss', 'val_loss', 'accuracy'"):
        plots.plot_loss(History(), ylabel="acc")


def test_costs_together():
    ax = plots.plot_costs_together(
        {"loop": [3, 2, 1], "pair": ([0, 10], [1, 2]), "rows": [[1], [2]]}, xlabel="iteration"
    )
    assert [line.get_label() for line in ax.lines] == ["loop", "pair", "rows"]
    assert len({line.get_linestyle() for line in ax.lines}) == 3
    np.testing.assert_array_equal(ax.lines[1].get_xdata(), [0, 10])
    np.testing.assert_array_equal(ax.lines[2].get_data(), [[1, 2], [1, 2]])
    assert ax.get_xlabel() == "iteration"
    # A list of two numbers is a curve, not a pair.
    np.testing.assert_array_equal(plots.plot_costs_together({"two": (5.0, 4.0)}).lines[0].get_ydata(), [5, 4])
    with pytest.raises(ValueError, match="'bad' has 1 x values and 2 y values"):
        plots.plot_costs_together({"bad": ([1], [1, 2])})


def test_confusion_counts():
    ax = plots.plot_confusion([[0], [0], [1], [2]], [0, 2, 1, 2])
    written = {text.get_position(): text.get_text() for text in ax.texts}
    assert written == {(0, 0): "1", (2, 0): "1", (1, 1): "1", (2, 2): "1"}
    assert ax.get_title() == "3 of 4 right"
    labels = np.arange(200) % 10
    assert_nothing_cut_off(plots.plot_confusion(labels, np.roll(labels, 3), CLOTHES))
    with pytest.raises(ValueError, match=r"run from 0 to 2"):
        plots.plot_confusion([0, 2], [0, 0], ["a", "b"])
    with pytest.raises(ValueError, match="each of 2"):
        plots.plot_confusion([0, 2], [0])
    with pytest.raises(ValueError, match="no labels"):
        plots.plot_confusion([], [])


# The softmax


def heights(ax):
    return [bar.get_height() for bar in ax.patches]


def test_softmax_bars():
    pair = plots.plot_softmax([1, 2, 3, 4])
    assert heights(pair[0]) == [1, 2, 3, 4]
    np.testing.assert_allclose(heights(pair[1]), [0.0321, 0.0871, 0.2369, 0.6439], atol=5e-5)
    assert [text.get_text() for text in pair[1].texts] == ["0.032", "0.087", "0.237", "0.644"]
    assert_nothing_cut_off(pair)
    large = plots.plot_softmax([1000.0, -1000.0], ax=plt.subplots(1, 2)[1])
    assert heights(large[1]) == [1.0, 0.0]
    with pytest.raises(ValueError, match="vector"):
        plots.plot_softmax([[1.0, 2.0]])
    with pytest.raises(ValueError, match="two"):
        plots.plot_softmax([1.0], ax=plt.subplots()[1])


def test_explorer_in_plain_python_draws_examples():
    axes = plots.softmax_explorer(3)
    assert axes.shape == (3, 2)
    np.testing.assert_allclose(heights(axes[0, 1]), heights(axes[1, 1]))
    assert heights(axes[2, 1])[2] > heights(axes[0, 1])[2]
    assert_nothing_cut_off(axes)
    with pytest.raises(ValueError, match="from 2 to 10"):
        plots.softmax_explorer(1)


def run_notebook(monkeypatch, *cells, **environment):
    """Run cells in a real kernel through nbclient and return them with their outputs."""
    for name in ("JPY_SESSION_NAME", "MPLBACKEND"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    client = nbclient.NotebookClient(
        notebook, kernel_name="python3", timeout=120, resources={"metadata": {"path": str(ROOT)}}
    )
    client.execute()
    return notebook.cells


def pictures(cell):
    return [out.data["image/png"] for out in cell.outputs if "image/png" in out.get("data", {})]


def sliders(cell):
    return [out for out in cell.outputs if "application/vnd.jupyter.widget-view+json" in out.get("data", {})]


EXPLORE = "from utils.plots import softmax_explorer\naxes = softmax_explorer()"


@pytest.mark.parametrize("backend", ["inline", "agg"])
def test_explorer_under_nbclient_is_one_static_picture(monkeypatch, backend):
    chosen = {"MPLBACKEND": "agg"} if backend == "agg" else {}
    first, second = run_notebook(monkeypatch, EXPLORE, "print(axes.shape)", **chosen)
    assert len(pictures(first)) == 1
    assert len(first.outputs) == 1
    assert second.outputs[0].text == "(3, 2)\n"


def test_explorer_in_a_live_session_redraws_its_picture(monkeypatch):
    find = (
        "import gc, ipywidgets\n"
        "found = {w.description: w for w in gc.get_objects() if type(w) is ipywidgets.FloatSlider}\n"
        "print(sorted(found))\n"
    )
    plain, _ = run_notebook(monkeypatch, EXPLORE, find, JPY_SESSION_NAME="02.ipynb")
    moved, printed = run_notebook(monkeypatch, EXPLORE, find + "found['z[0]'].value = 9.0", JPY_SESSION_NAME="02.ipynb")
    assert len(pictures(plain)) == len(pictures(moved)) == 1
    assert len(sliders(plain)) == len(sliders(moved)) == 1
    assert "['z[0]', 'z[1]', 'z[2]', 'z[3]']" in printed.outputs[0].text
    # The slider moved in the second cell; the picture of the first cell followed, in its place.
    assert pictures(plain) != pictures(moved)
    assert not pictures(printed)


def test_explorer_without_ipywidgets_falls_back(monkeypatch):
    block = "import sys\nsys.modules['ipywidgets'] = None\n"
    (cell,) = run_notebook(monkeypatch, block + EXPLORE, JPY_SESSION_NAME="02.ipynb")
    assert len(pictures(cell)) == 1
    assert not sliders(cell)


def test_functions_draw_without_showing(monkeypatch, images):
    monkeypatch.setattr(plt, "show", lambda *_, **__: pytest.fail("plt.show was called"))
    assert isinstance(plots.show_digits(images, rows=1).flat[0].figure, Figure)
    plots.plot_activations()
    plots.softmax_explorer()
