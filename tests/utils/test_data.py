"""The loaders: bundled digits offline, published files from a folder, the cache or a server."""

import gzip
import hashlib
import http.server
import re
import shutil
import struct
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from utils import bundled
from utils.data import DataError, ImageSet, load_binary_digits, load_digits, load_images
from utils.downloads import PARTS, cache_folder, fetch, find_file
from utils.idx import SHA256

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "data"


@pytest.fixture(autouse=True)
def no_settings(monkeypatch, tmp_path):
    """Let nothing of the machine's own settings, cache or proxies reach a test."""
    for name in ("DIGITS_SOURCE", "DIGITS_FOLDER", "DIGITS_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DIGITS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def real():
    if not (REAL / "mnist").is_dir():
        pytest.skip(f"the real files are not in {REAL}")
    return REAL


@pytest.fixture
def small_files(tmp_path, monkeypatch):
    """Give a folder with small stand-ins for all eight files, whose checksums count as the published ones."""
    rng = np.random.default_rng(5)
    for name in ("mnist", "fashion"):
        for part, file in PARTS.items():
            m = 40 if part.endswith("train") else 10
            images = part.startswith("x")
            array = rng.integers(0, 256, (m, 28, 28)) if images else np.arange(m) % 10
            content = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
            content += array.astype(np.uint8).tobytes()
            target = tmp_path / "files" / name / f"{file}.gz"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(gzip.compress(content))
            monkeypatch.setitem(SHA256, f"{name}/{file}", hashlib.sha256(content).hexdigest())
    return tmp_path / "files"


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """A file server that keeps its log to itself."""

    def log_message(self, format, *args):  # noqa: A002
        """Print nothing."""

    def log_request(self, code="-", size="-"):
        """Note what was asked for."""
        self.server.requested.append(self.path)


@pytest.fixture
def serve():
    """Give a function that serves a folder and returns the server with its address."""
    running = []

    def start(folder):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder)))
        server.requested = []
        server.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        running.append((server, thread))
        return server

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


def one_line(capsys):
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1, lines
    return lines[0]


# Bundled digits


def test_default_digits(capsys):
    X, y = load_digits()
    assert X.shape == (5000, 400)
    assert X.dtype == np.float64
    assert X.min() == 0.0
    assert X.max() == 1.0
    assert y.shape == (5000, 1)
    assert y.dtype == np.int64
    np.testing.assert_array_equal(y.ravel(), np.repeat(np.arange(10), 500))
    assert one_line(capsys) == (
        "Bundled digits: 5000 images of 20x20, 500 of each of 0..9 (1797 originals, the rest small shifts and turns of "
        "them)."
    )


def test_binary_digits_are_the_zeros_and_ones_of_all_digits(capsys):
    X, y = load_binary_digits()
    assert X.shape == (1000, 400)
    np.testing.assert_array_equal(y, np.repeat([[0], [1]], 500, axis=0))
    assert "1000 images of 20x20, 500 of each of 0, 1" in one_line(capsys)
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


def test_images_default(capsys):
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
        r"Bundled digits: 6000 training and 1000 test images of 28x28 \(\d+ and \d+ originals, .*\)\.", one_line(capsys)
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


# A folder of files


def test_folder_with_subfolders(small_files, capsys):
    data = load_images("fashion", train=None, test=5, folder=small_files)
    assert data.x_train.shape == (40, 28, 28)
    assert data.y_test.tolist() == [0, 1, 2, 3, 4]
    assert data.class_names[0] == "T-shirt/top"
    assert data.class_names[9] == "Ankle boot"
    assert len(data.class_names) == 10
    assert one_line(capsys) == "Fashion-MNIST: 40 training and 5 test images of 28x28."


def test_folder_of_the_files_themselves_plain_or_zipped(small_files, tmp_path):
    flat = tmp_path / "flat"
    flat.mkdir()
    for file in PARTS.values():
        content = gzip.decompress((small_files / "mnist" / f"{file}.gz").read_bytes())
        (flat / file.replace("-idx", ".idx")).write_bytes(content)
    expected = load_images("mnist", None, None, folder=small_files)
    np.testing.assert_array_equal(load_images("mnist", None, None, folder=flat).x_train, expected.x_train)


def test_environment_chooses_source_and_folder(small_files, monkeypatch, capsys):
    monkeypatch.setenv("DIGITS_FOLDER", str(small_files))
    monkeypatch.setenv("DIGITS_SOURCE", "mnist")
    assert load_images(train=3, test=3).name == "mnist"
    X, y = load_digits(per_class=4, size=28)
    assert X.shape == (40, 784)
    assert X.max() <= 1.0
    capsys.readouterr()
    small, _ = load_digits(per_class=4)
    assert one_line(capsys) == "MNIST: 40 images of 20x20, 4 of each of 0..9."
    np.testing.assert_array_equal(small.reshape(-1, 20, 20), X.reshape(-1, 28, 28)[:, 4:24, 4:24])
    assert y.ravel().tolist() == np.repeat(np.arange(10), 4).tolist()
    monkeypatch.setenv("DIGITS_SOURCE", "bundled")
    assert load_images(train=3, test=3).name == "digits"
    monkeypatch.setenv("DIGITS_SOURCE", "fashion")
    assert load_images(train=3, test=3).name == "fashion"
    with pytest.raises(DataError, match="DIGITS_SOURCE"):
        load_digits()


def test_more_than_there_are(small_files):
    with pytest.raises(DataError, match="40 images"):
        load_images("mnist", train=41, folder=small_files)
    with pytest.raises(DataError, match="only 4 training images of the digit 0"):
        load_digits(source="mnist", folder=small_files)


def test_missing_folder_and_missing_file(small_files, tmp_path):
    with pytest.raises(DataError, match="does not exist"):
        load_images("mnist", folder=tmp_path / "nowhere")
    (small_files / "mnist" / "t10k-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(DataError, match=r"holds neither mnist/t10k-labels-idx1-ubyte\.gz"):
        load_images("mnist", None, None, folder=small_files)


def test_damaged_and_swapped_files_are_refused_by_name(small_files):
    folder = small_files / "mnist"
    images, labels = (folder / f"{PARTS[part]}.gz" for part in ("x_train", "y_train"))
    kept = images.read_bytes()
    images.write_bytes(kept[:-20])
    with pytest.raises(DataError, match=r"train-images-idx3-ubyte\.gz is truncated"):
        load_images("mnist", folder=small_files)
    content = bytearray(gzip.decompress(kept))
    content[500] ^= 1
    images.write_bytes(gzip.compress(bytes(content)))
    with pytest.raises(
        DataError, match=r"train-images-idx3-ubyte\.gz has the wrong content: SHA-256 \w+, expected \w+"
    ):
        load_images("mnist", folder=small_files)
    shutil.copy(labels, images)
    with pytest.raises(DataError, match="looks like a file of labels"):
        load_images("mnist", folder=small_files)


def test_one_data_set_in_place_of_the_other(small_files):
    with pytest.raises(DataError, match="It is the file mnist/train-images-idx3-ubyte"):
        load_images("fashion", folder=small_files / "mnist")


# Downloads


def test_download_goes_to_the_cache_and_is_not_repeated(small_files, serve, monkeypatch, capsys):
    server = serve(small_files)
    monkeypatch.setenv("DIGITS_URL", server.url + "/")
    data = load_images("mnist", None, None)
    assert one_line(capsys) == "MNIST: 40 training and 10 test images of 28x28."
    assert sorted(server.requested) == sorted(f"/mnist/{file}.gz" for file in PARTS.values())
    again = load_images("mnist", None, None)
    assert len(server.requested) == 4
    np.testing.assert_array_equal(again.x_train, data.x_train)
    expected = load_images("mnist", None, None, folder=small_files)
    np.testing.assert_array_equal(data.x_train, expected.x_train)
    assert sorted(p.name for p in (cache_folder() / "mnist").iterdir()) == sorted(f"{f}.gz" for f in PARTS.values())


def test_base_url_argument_comes_before_the_environment(small_files, serve, monkeypatch):
    monkeypatch.setenv("DIGITS_URL", "http://127.0.0.1:1")
    path = fetch("fashion", "y_test", base_url=serve(small_files).url)
    assert path == cache_folder() / "fashion" / "t10k-labels-idx1-ubyte.gz"
    assert find_file("fashion", "y_test") == path


def test_a_damaged_cached_file_is_refused_and_heals_when_deleted(small_files, serve, monkeypatch):
    server = serve(small_files)
    monkeypatch.setenv("DIGITS_URL", server.url)
    cached = fetch("mnist", "x_train")
    good = SHA256["mnist/train-images-idx3-ubyte"]
    damaged = bytearray(gzip.decompress(cached.read_bytes()))
    damaged[-1] ^= 1
    cached.write_bytes(gzip.compress(bytes(damaged)))
    with pytest.raises(DataError) as caught:
        load_images("mnist", None, None)
    for part in (str(cached), good, hashlib.sha256(damaged).hexdigest(), "Delete it"):
        assert part in str(caught.value)
    cached.unlink()
    assert len(load_images("mnist", None, None).x_train) == 40


@pytest.mark.parametrize("sent", [b"<html>Log in first</html>", gzip.compress(bytes(1000))[:-9], b"\x1f\x8b damaged"])
def test_what_a_server_sends_wrongly_is_not_kept(small_files, serve, sent):
    (small_files / "mnist" / "train-images-idx3-ubyte.gz").write_bytes(sent)
    with pytest.raises(DataError, match="sent the wrong content"):
        fetch("mnist", "x_train", base_url=serve(small_files).url)
    assert not (cache_folder() / "mnist" / "train-images-idx3-ubyte.gz").exists()


def test_the_second_mirror_is_asked_when_the_first_fails(small_files, serve, monkeypatch):
    bad, good = serve(small_files / "nothing-here"), serve(small_files)
    monkeypatch.setattr("utils.downloads._URLS", {"mnist": (f"{bad.url}/mnist", f"{good.url}/mnist")})
    assert fetch("mnist", "y_train").is_file()
    assert bad.requested == good.requested == ["/mnist/train-labels-idx1-ubyte.gz"]


def test_no_network_says_what_to_do(serve, tmp_path):
    server = serve(tmp_path)
    with pytest.raises(DataError, match="answered 404"):
        fetch("mnist", "x_train", base_url=server.url)
    with pytest.raises(DataError) as caught:
        fetch("mnist", "x_train", base_url="http://127.0.0.1:1")
    message = str(caught.value)
    assert "did not answer" in message
    assert "bundled digits" in message
    assert "DIGITS_FOLDER" in message
    assert "\n" not in message
    assert caught.value.__cause__ is None


def test_a_cache_that_cannot_be_written(small_files, serve, monkeypatch, tmp_path):
    (tmp_path / "a-file").write_text("in the way")
    monkeypatch.setenv("DIGITS_CACHE", str(tmp_path / "a-file"))
    with pytest.raises(DataError, match="DIGITS_CACHE"):
        fetch("mnist", "x_train", base_url=serve(small_files).url)


# The published files


@pytest.mark.real
@pytest.mark.parametrize("name", ["mnist", "fashion"])
def test_real_files_load_from_a_folder(real, name):
    data = load_images(name, None, None, folder=real)
    assert (data.x_train.shape, data.x_test.shape) == ((60000, 28, 28), (10000, 28, 28))
    assert np.bincount(data.y_test).tolist() == (
        [1000] * 10 if name == "fashion" else [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    )


@pytest.mark.real
def test_real_digits_at_both_sizes(real):
    small, y = load_digits(source="mnist", folder=real)
    large, _ = load_digits(source="mnist", folder=real, size=28)
    assert small.shape == (5000, 400)
    assert np.unique(y, return_counts=True)[1].tolist() == [500] * 10
    # MNIST puts the centre of mass into the middle, so some digits reach a little over the central box.
    assert 0.95 < small.sum() / large.sum() < 1.0


@pytest.mark.real
def test_real_files_download(real, serve, monkeypatch):
    monkeypatch.setenv("DIGITS_URL", serve(real).url)
    data = load_images("mnist")
    assert data.y_train[:5].tolist() == [5, 0, 4, 1, 9]
    np.testing.assert_array_equal(data.x_train, load_images("mnist", folder=real).x_train)


@pytest.mark.real
def test_real_file_with_one_changed_byte(real, tmp_path):
    for file in (real / "mnist").iterdir():
        shutil.copy(file, tmp_path)
    path = tmp_path / "t10k-images-idx3-ubyte.gz"
    content = bytearray(gzip.decompress(path.read_bytes()))
    content[1_000_000] ^= 1
    path.write_bytes(gzip.compress(bytes(content), compresslevel=1))
    with pytest.raises(DataError, match=r"t10k-images-idx3-ubyte\.gz has the wrong content"):
        load_images("mnist", folder=tmp_path)
