"""Reading idx files: what is right comes back unchanged, what is damaged is refused by name."""

import gzip
import hashlib
import struct
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from utils.data.idx import MAX_BYTES, SHA256, DataError, content_sha256, read_idx

IMAGES = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)
LABELS = np.array([7, 2, 1, 0, 4], dtype=np.uint8)


def encode(array, code=0x08):
    """Write an array the way the published files are written."""
    return bytes([0, 0, code, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("idx")


def refused(path, **arguments):
    """Return the message with which a file is refused, which has to name it in one line and say what to do."""
    with pytest.raises(DataError) as caught:
        read_idx(path, **arguments)
    message = str(caught.value)
    assert str(path) in message
    assert "\n" not in message
    assert any(word in message for word in ("Delete", "Check", "put it"))
    return message


@given(array=hnp.arrays(np.uint8, hnp.array_shapes(min_dims=1, max_dims=4, max_side=6)), zipped=st.booleans())
@settings(deadline=None)
def test_reads_back_what_was_written(place, array, zipped):
    path = place / "round"
    path.write_bytes(gzip.compress(encode(array)) if zipped else encode(array))
    found = read_idx(path, sha256=hashlib.sha256(encode(array)).hexdigest())
    np.testing.assert_array_equal(found, array)
    assert found.dtype == np.uint8
    assert found.flags.writeable


@given(keep=st.integers(0, len(encode(IMAGES)) - 1), zipped=st.booleans())
@settings(deadline=None)
def test_refuses_a_file_cut_anywhere(place, keep, zipped):
    path = place / "cut"
    content = encode(IMAGES)[:keep]
    path.write_bytes(gzip.compress(content) if zipped else content)
    refused(path)


@given(keep=st.integers(3, len(gzip.compress(encode(IMAGES))) - 1))
@settings(deadline=None)
def test_refuses_gzip_data_cut_anywhere(place, keep):
    path = place / "cut.gz"
    path.write_bytes(gzip.compress(encode(IMAGES))[:keep])
    assert "truncated" in refused(path)


@given(position=st.integers(0, len(encode(IMAGES)) - 1), change=st.integers(1, 255))
@settings(deadline=None)
def test_refuses_any_changed_byte_by_checksum_or_sooner(place, position, change):
    path = place / "changed"
    content = bytearray(encode(IMAGES))
    content[position] ^= change
    path.write_bytes(content)
    refused(path, kind="images", sha256=hashlib.sha256(encode(IMAGES)).hexdigest())


def test_changed_byte_inside_gzip_is_refused_even_without_a_checksum(tmp_path):
    path = tmp_path / "changed.gz"
    content = bytearray(gzip.compress(encode(IMAGES)))
    content[-6] ^= 1  # the checksum that gzip itself keeps
    path.write_bytes(content)
    assert "cannot be unzipped" in refused(path)


def test_checksum_message_gives_both_sums(tmp_path):
    path = tmp_path / "labels"
    path.write_bytes(encode(LABELS))
    message = refused(path, sha256="0" * 64)
    assert "0" * 64 in message
    assert hashlib.sha256(encode(LABELS)).hexdigest() in message


def test_a_known_file_in_the_wrong_place_is_named(tmp_path, monkeypatch):
    path = tmp_path / "train-labels-idx1-ubyte"
    path.write_bytes(encode(LABELS))
    monkeypatch.setitem(SHA256, "fashion/t10k-labels-idx1-ubyte", hashlib.sha256(encode(LABELS)).hexdigest())
    assert "It is the file fashion/t10k-labels-idx1-ubyte" in refused(path, sha256="0" * 64)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "0 bytes"),
        (b"<html>not found</html>", "not an idx file"),
        (encode(IMAGES, code=0x0D), "type 0x0d"),
        (bytes([0, 0, 8, 0]), "not an idx file"),
        (bytes([0, 0, 8, 200]) + bytes(900), "not an idx file"),
        (bytes([0, 0, 8, 3, 0, 0]), "ends inside its header"),
        (encode(IMAGES) + b"!", "more"),
        (encode(IMAGES)[:-1], "only 23 of these 24"),
    ],
    ids=["empty", "web-page", "floats", "no-dimensions", "200-dimensions", "half-a-header", "longer", "shorter"],
)
def test_refuses_other_content(tmp_path, content, says):
    path = tmp_path / "some-file"
    path.write_bytes(content)
    assert says in refused(path)


def test_labels_in_place_of_images(tmp_path):
    path = tmp_path / "train-images-idx3-ubyte.gz"
    path.write_bytes(gzip.compress(encode(LABELS)))
    assert "looks like a file of labels" in refused(path, kind="images")
    np.testing.assert_array_equal(read_idx(path, kind="labels"), LABELS)


def test_images_in_place_of_labels(tmp_path):
    path = tmp_path / "labels"
    path.write_bytes(encode(IMAGES))
    assert "looks like a file of images" in refused(path, kind="labels")


@pytest.mark.parametrize("sides", [(2**32 - 1,) * 3, (2**32 - 1,) * 4, (600, 600, 700)], ids=str)
@pytest.mark.parametrize("zipped", [False, True])
def test_a_hostile_header_takes_no_memory(tmp_path, sides, zipped):
    path = tmp_path / "huge"
    content = bytes([0, 0, 8, len(sides)]) + struct.pack(f">{len(sides)}I", *sides) + bytes(100)
    path.write_bytes(gzip.compress(content) if zipped else content)
    tracemalloc.start()
    try:
        refused(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8 * 2**20


def test_a_gzip_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "bomb.gz"
    with gzip.open(path, "wb", compresslevel=1) as stream:
        stream.write(encode(LABELS))
        for _ in range(64):
            stream.write(bytes(2**20))
    tracemalloc.start()
    try:
        assert "more" in refused(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8 * 2**20


def test_a_missing_file_and_a_folder(tmp_path):
    assert "does not exist" in refused(tmp_path / "nothing.gz")
    assert "cannot be read" in refused(tmp_path)


def test_checksum_is_of_the_content_not_of_the_gzip_file(tmp_path):
    sums = set()
    for level in (1, 9):
        path = tmp_path / f"{level}.gz"
        path.write_bytes(gzip.compress(encode(IMAGES), compresslevel=level, mtime=level))
        sums.add(content_sha256(path))
    assert sums == {hashlib.sha256(encode(IMAGES)).hexdigest()}
    assert MAX_BYTES > 60000 * 28 * 28
