"""The loaders' bundled digits, which need no file and no network."""

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from utils.data import DataError, ImageSet, bundled, load_binary_digits, load_digits, load_images

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.usefixtures("no_settings")


def test_default_digits(one_line):
    X, y = load_digits()
    assert X.shape == (5000, 400)
    assert X.dtype == np.float64
    assert X.min() == 0.0
    assert X.max() == 1.0
    assert y.shape == (5000, 1)
    assert y.dtype == np.int64
    np.testing.assert_array_equal(y.ravel(), np.repeat(np.arange(10), 500))
    assert one_line() == (
        "Bundled digits: 5000 images of 20x20, 500 of each of 0..9 (1797 originals, the rest shifted and rotated copies of "
        "them)."
    )


def test_binary_digits_are_the_zeros_and_ones_of_all_digits(one_line):
    X, y = load_binary_digits()
    assert X.shape == (1000, 400)
    np.testing.assert_array_equal(y, np.repeat([[0], [1]], 500, axis=0))
    assert "1000 images of 20x20, 500 of each of 0, 1" in one_line()
    np.testing.assert_array_equal(X, load_digits()[0][:1000])


def test_classes_keep_the_order_asked_for(capsys):
    X, y = load_digits(per_class=5, classes=(7, 3))
    assert y.ravel().tolist() == [7] * 5 + [3] * 5
    np.testing.assert_array_equal(X[5:], load_digits(per_class=5, classes=[3])[0])
    assert "(all originals)" in capsys.readouterr().out


def test_same_seed_same_bytes_even_in_another_process():
    X, _ = load_digits(per_class=200, classes=(0, 8), seed=4)
    program = (
        "import hashlib; from utils.data import load_digits; "
        "print(hashlib.sha256(load_digits(per_class=200, classes=(0, 8), seed=4)[0].tobytes()).hexdigest())"
    )
    out = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert out.split()[-1] == hashlib.sha256(X.tobytes()).hexdigest()


def test_another_seed_changes_the_copies_and_not_the_originals():
    first, second = load_digits(classes=[6], seed=0)[0], load_digits(classes=[6], seed=1)[0]
    originals = int((bundled.originals()[1] == 6).sum())
    np.testing.assert_array_equal(first[:originals], second[:originals])
    assert (first[originals:] != second[originals:]).any(axis=1).all()


def test_small_size_is_the_box_inside_the_large_one():
    small = load_digits(size=20, per_class=200, classes=[2])[0].reshape(-1, 20, 20)
    large = load_digits(size=28, per_class=200, classes=[2])[0].reshape(-1, 28, 28)
    np.testing.assert_allclose(large[:, 4:24, 4:24], small, atol=1e-12)


def test_originals_have_a_margin_of_four_and_fill_the_box():
    large = load_digits(size=28, per_class=170)[0].reshape(-1, 28, 28)
    ink = large.sum(axis=(1, 2))
    margin = ink - large[:, 4:24, 4:24].sum(axis=(1, 2))
    # The soft edge of a stroke reaches a little into the margin, no more.
    assert (margin < 0.08 * ink).all()
    assert (large[:, :2] == 0).all()
    rows = np.flatnonzero(large.mean(axis=0).sum(axis=1) > 0.5)
    assert rows[0] <= 4
    assert rows[-1] >= 23


def test_drawn_digits_keep_the_pattern_of_the_originals():
    small, _ = bundled.originals()
    drawn = bundled.draw(np.arange(300), np.zeros(300), np.zeros((300, 2)), 20)
    # Averaged over blocks of 5x5 pixels, which are 2x2 pixels of the original, both show the same picture.
    blocks = drawn.reshape(300, 4, 5, 4, 5).mean(axis=(2, 4)).reshape(300, -1)
    expected = small[:300].reshape(300, 4, 2, 4, 2).mean(axis=(2, 4)).reshape(300, -1)
    matches = [np.corrcoef(a, b)[0, 1] for a, b in zip(blocks, expected, strict=True)]
    assert min(matches) > 0.97


def test_copies_are_like_their_originals_but_never_the_same():
    members = np.flatnonzero(bundled.originals()[1] == 4)
    images = bundled.enlarge(members, 2 * len(members), 0).reshape(2, len(members), -1)
    for original, copy in zip(*images, strict=True):
        match = np.corrcoef(original, copy)[0, 1]
        assert 0.6 < match < 0.99999


def test_shifts_and_turns_go_where_they_say():
    image = bundled.draw(
        np.array([0, 0, 0]), np.array([0.0, 0.0, 90.0]), np.array([[0.0, 0.0], [2.0, -1.0], [0.0, 0.0]])
    )
    np.testing.assert_allclose(image[1][2:, :-1], image[0][:-2, 1:], atol=1e-12)
    np.testing.assert_allclose(image[2], np.rot90(image[0]), atol=1e-12)


def test_images_default(one_line):
    data = load_images()
    assert isinstance(data, ImageSet)
    assert (data.name, data.class_names) == ("digits", tuple("0123456789"))
    assert (data.x_train.shape, data.x_test.shape) == ((6000, 28, 28), (1000, 28, 28))
    assert data.x_train.dtype == data.x_test.dtype == np.uint8
    assert (data.y_train.shape, data.y_test.shape) == ((6000,), (1000,))
    assert data.y_train.dtype == data.y_test.dtype == np.int64
    assert data.x_train.max() == 255
    assert data.x_train.min() == 0
    for labels in (data.y_train, data.y_test):
        assert np.bincount(labels, minlength=10).min() > 0.08 * len(labels)
        assert len(set(labels[:50].tolist())) > 5, "the order is not mixed"
    assert re.fullmatch(
        r"Bundled digits: 6000 training and 1000 test images of 28x28 \(\d+ and \d+ originals, .*\)\.", one_line()
    )


def test_no_test_digit_has_a_copy_in_training():
    train, test = bundled.split(0)
    assert not set(train) & set(test)
    assert sorted([*train, *test]) == list(range(1797))
    # Nor does the same image occur twice under two numbers.
    small = bundled.originals()[0].reshape(1797, -1)
    assert not {row.tobytes() for row in small[train]} & {row.tobytes() for row in small[test]}
    data = load_images()
    originals = {np.rint(255 * image).astype(np.uint8).tobytes() for image in bundled.enlarge(test, len(test), 0)}
    assert sum(image.tobytes() in originals for image in data.x_test) == len(test)
    assert not any(image.tobytes() in originals for image in data.x_train)


def test_images_labels_fit_the_images():
    data = load_images(train=None, test=None)
    small, labels = bundled.originals()
    drawn = np.rint(255 * bundled.enlarge(np.arange(1797), 1797, 0)).astype(np.uint8)
    known = {image.tobytes(): label for image, label in zip(drawn, labels, strict=True)}
    assert len(data.x_train) + len(data.x_test) == len(small)
    for images, given in ((data.x_train, data.y_train), (data.x_test, data.y_test)):
        assert [known[image.tobytes()] for image in images] == given.tolist()


def test_images_follow_the_seed():
    first, again, other = (load_images(train=50, test=20, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.x_train, again.x_train)
    np.testing.assert_array_equal(first.y_test, again.y_test)
    assert (first.x_train != other.x_train).any()


def test_who_changes_what_was_loaded_changes_it_for_nobody_else():
    images = load_images(train=30, test=20)
    X, _ = load_digits(per_class=4)
    before = [array.copy() for array in (images.x_train, images.y_train, images.x_test, images.y_test, X)]
    for array in (images.x_train, images.y_train, images.x_test, images.y_test, X):
        array[:] = 7
    again = load_images(train=30, test=20)
    now = (again.x_train, again.y_train, again.x_test, again.y_test, load_digits(per_class=4)[0])
    for old, new in zip(before, now, strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.parametrize(
    "arguments",
    [
        {"size": 24},
        {"per_class": 0},
        {"per_class": 2.5},
        {"classes": []},
        {"classes": [1, 1]},
        {"classes": [10]},
        {"classes": ["1"]},
        {"source": "fashion"},
    ],
    ids=str,
)
def test_bad_arguments_of_load_digits(arguments):
    with pytest.raises(DataError, match=r"\w") as caught:
        load_digits(**arguments)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("arguments", [{"name": "emnist"}, {"train": 0}, {"test": -1}, {"train": True}], ids=str)
def test_bad_arguments_of_load_images(arguments):
    with pytest.raises(DataError):
        load_images(**arguments)


def test_imports_stay_light():
    program = (
        "import sys; from utils.data import load_digits; import utils.plots, utils.training, utils.gradient_check; "
        "print([m for m in ('tensorflow', 'keras', 'matplotlib', 'sklearn', 'scipy', 'ipywidgets', 'pooch', 'graders') "
        "if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"
