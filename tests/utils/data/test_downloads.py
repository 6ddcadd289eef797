"""The loaders' published files: from a folder, from the cache or from a server."""

import gzip
import hashlib
import shutil

import numpy as np
import pytest

from utils.data import DataError, load_digits, load_images
from utils.data.downloads import MIRRORS, PARTS, cache_folder, fetch, find_file
from utils.data.idx import SHA256

pytestmark = pytest.mark.usefixtures("no_settings")

# A folder of files


def test_folder_with_subfolders(small_files, one_line):
    data = load_images("fashion", train=None, test=5, folder=small_files)
    assert data.x_train.shape == (40, 28, 28)
    assert data.y_test.tolist() == [0, 1, 2, 3, 4]
    assert data.class_names[0] == "T-shirt/top"
    assert data.class_names[9] == "Ankle boot"
    assert len(data.class_names) == 10
    assert one_line() == "Fashion-MNIST: 40 training and 5 test images of 28x28."


def test_folder_of_the_files_themselves_plain_or_zipped(small_files, tmp_path):
    flat = tmp_path / "flat"
    flat.mkdir()
    for file in PARTS.values():
        content = gzip.decompress((small_files / "mnist" / f"{file}.gz").read_bytes())
        (flat / file.replace("-idx", ".idx")).write_bytes(content)
    expected = load_images("mnist", None, None, folder=small_files)
    np.testing.assert_array_equal(load_images("mnist", None, None, folder=flat).x_train, expected.x_train)


def test_environment_chooses_source_and_folder(small_files, monkeypatch, capsys, one_line):
    monkeypatch.setenv("DIGITS_FOLDER", str(small_files))
    monkeypatch.setenv("DIGITS_SOURCE", "mnist")
    assert load_images(train=3, test=3).name == "mnist"
    X, y = load_digits(per_class=4, size=28)
    assert X.shape == (40, 784)
    assert X.max() <= 1.0
    capsys.readouterr()
    small, _ = load_digits(per_class=4)
    assert one_line() == "MNIST: 40 images of 20x20, 4 of each of 0..9."
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


def test_download_goes_to_the_cache_and_is_not_repeated(small_files, serve, monkeypatch, one_line):
    server = serve(small_files)
    monkeypatch.setenv("DIGITS_URL", server.url + "/")
    data = load_images("mnist", None, None)
    assert one_line() == "MNIST: 40 training and 10 test images of 28x28."
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


@pytest.mark.parametrize(
    "sent", [b"<html>Log in first</html>", gzip.compress(bytes(1000), mtime=0)[:-9], b"\x1f\x8b damaged"]
)
def test_what_a_server_sends_wrongly_is_not_kept(small_files, serve, sent):
    (small_files / "mnist" / "train-images-idx3-ubyte.gz").write_bytes(sent)
    with pytest.raises(DataError, match="sent the wrong content"):
        fetch("mnist", "x_train", base_url=serve(small_files).url)
    assert not (cache_folder() / "mnist" / "train-images-idx3-ubyte.gz").exists()


def test_the_second_mirror_is_asked_when_the_first_fails(small_files, serve, monkeypatch):
    bad, good = serve(small_files / "nothing-here"), serve(small_files)
    monkeypatch.setitem(MIRRORS, "mnist", (f"{bad.url}/mnist", f"{good.url}/mnist"))
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
