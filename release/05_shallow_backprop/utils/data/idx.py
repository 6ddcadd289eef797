"""Read the idx files in which MNIST and Fashion-MNIST are published, and reject damaged ones.

The format is described on the page of the MNIST database (Y. LeCun, C. Cortes, C. J. C. Burges): two zero
bytes, a byte for the type of the numbers, a byte for the number of dimensions, each dimension as a big-endian
32-bit number, then the numbers themselves in C order.
"""

from __future__ import annotations

import gzip
import hashlib
import math
import os
import struct
import zlib
from pathlib import Path
from typing import IO, Literal

import numpy as np
import numpy.typing as npt

#: SHA-256 of the uncompressed content of each published file. The gzip files themselves differ between
#: mirrors.
SHA256 = {
    "mnist/train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "mnist/train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "mnist/t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "mnist/t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    "fashion/train-images-idx3-ubyte": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    "fashion/train-labels-idx1-ubyte": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    "fashion/t10k-images-idx3-ubyte": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    "fashion/t10k-labels-idx1-ubyte": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
}

#: Far above the largest file of this course (47 MB); a header that announces more is damaged.
MAX_BYTES = 256 * 2**20

_UNSIGNED_BYTE = 0x08
_DIMENSIONS = {"images": 3, "labels": 1}
_CHUNK = 2**20
_REPAIR = "Delete it and get the original file again."


class DataError(Exception):
    """A data set is missing, damaged or not what was asked for; the message says what to do."""


def read_idx(
    path: str | os.PathLike[str],
    *,
    kind: Literal["images", "labels"] | None = None,
    sha256: str | None = None,
) -> npt.NDArray[np.uint8]:
    """Read one idx file of unsigned bytes, gzipped or plain.

    Whether the file is gzipped is decided by its first bytes, not by its name.

    Parameters
    ----------
    path : str or path-like
        The file, for example ``train-images-idx3-ubyte.gz``.
    kind : {"images", "labels"}, optional
        What the file must contain: three dimensions for images, one for labels. If omitted, any number of
        dimensions from 1 to 4 is accepted.
    sha256 : str, optional
        The expected SHA-256 checksum of the uncompressed content, in hexadecimal; not checked if omitted.

    Returns
    -------
    ndarray of uint8
        Images (m, height, width) or labels (m,); a new, writable array.

    Raises
    ------
    DataError
        When the file is missing, truncated, longer than its header says, of another type or shape, or has
        another checksum. Memory use follows the content that is really there, not what the header says.
    """
    path = Path(path)
    try:
        with open(path, "rb") as raw:
            zipped = raw.read(2) == b"\x1f\x8b"
        if zipped:
            with gzip.open(path, "rb") as unzipped:
                return _read(unzipped, path, kind, sha256)
        with open(path, "rb") as plain:
            return _read(plain, path, kind, sha256)
    except FileNotFoundError:
        raise DataError(f"{path} does not exist. Check the folder and the file's name.") from None
    except EOFError:
        raise DataError(f"{path} is truncated: the gzip data ends too early. {_REPAIR}") from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise DataError(f"{path} is damaged: it cannot be unzipped ({error}). {_REPAIR}") from None
    except OSError as error:
        raise DataError(
            f"{path} cannot be read: {error.strerror or error}. Check the file and its permissions."
        ) from None


def content_sha256(path: str | os.PathLike[str]) -> str:
    """Compute the SHA-256 checksum of a file's uncompressed content.

    Parameters
    ----------
    path : str or path-like
        A gzipped or plain file.

    Returns
    -------
    str
        64 hexadecimal digits. At most `MAX_BYTES` of content are read.

    Raises
    ------
    OSError, EOFError, zlib.error
        When the file cannot be read or unzipped.
    """
    digest = hashlib.sha256()
    with open(path, "rb") as raw:
        zipped = raw.read(2) == b"\x1f\x8b"
    with gzip.open(path, "rb") if zipped else open(path, "rb") as stream:
        left = MAX_BYTES
        while left > 0 and (chunk := stream.read(min(_CHUNK, left))):
            digest.update(chunk)
            left -= len(chunk)
    return digest.hexdigest()


def _read(stream: IO[bytes] | gzip.GzipFile, path: Path, kind: str | None, sha256: str | None) -> npt.NDArray[np.uint8]:
    """Read and check the header and the content of an open stream."""
    header = _take(stream, 4)
    if len(header) < 4:
        raise DataError(f"{path} is truncated: it holds {len(header)} bytes, too few for an idx header. {_REPAIR}")
    zeros, code, dimensions = header[:2], header[2], header[3]
    if zeros != b"\0\0" or not 1 <= dimensions <= 4:
        raise DataError(f"{path} is not an idx file: it starts with the bytes {header.hex(' ')}. {_REPAIR}")
    if code != _UNSIGNED_BYTE:
        raise DataError(
            f"{path} holds numbers of type 0x{code:02x}, but these data sets are of unsigned bytes, type "
            f"0x08. {_REPAIR}"
        )
    if kind is not None and dimensions != _DIMENSIONS[kind]:
        found = {3: "images", 1: "labels"}.get(dimensions, "something else")
        raise DataError(
            f"{path} should hold {kind} ({_DIMENSIONS[kind]} dimensions), but it has {dimensions}: it looks "
            f"like a file of {found}. Check that no file was renamed."
        )
    sizes = _take(stream, 4 * dimensions)
    if len(sizes) < 4 * dimensions:
        raise DataError(f"{path} is truncated: it ends inside its header. {_REPAIR}")
    shape = struct.unpack(f">{dimensions}I", sizes)
    size = math.prod(shape)
    says = "x".join(str(n) for n in shape)
    if size > MAX_BYTES:
        raise DataError(f"{path} is damaged: its header says {says} bytes, more than {MAX_BYTES}. {_REPAIR}")
    # One byte more than announced, to notice a file that is longer than its header says.
    content = _take(stream, size + 1)
    if len(content) != size:
        found = "more" if len(content) > size else f"only {len(content)} of these {size}"
        raise DataError(f"{path} is damaged: its header says {says} bytes, but it holds {found}. {_REPAIR}")
    if sha256 is not None:
        _compare(path, hashlib.sha256(header + sizes + content).hexdigest(), sha256)
    return np.frombuffer(content, dtype=np.uint8).reshape(shape)


def _take(stream: IO[bytes] | gzip.GzipFile, size: int) -> bytearray:
    """Read up to `size` bytes in chunks, so that memory use follows what is there, not what was announced."""
    content = bytearray()
    while len(content) < size and (chunk := stream.read(min(_CHUNK, size - len(content)))):
        content += chunk
    return content


def _compare(path: Path, found: str, expected: str) -> None:
    """Reject a file with another checksum, and name it if it is another known file."""
    if found == expected:
        return
    other = {checksum: name for name, checksum in SHA256.items()}.get(found)
    advice = (
        f"It is the file {other}: put it into its own folder, and the right one here."
        if other
        else f"It is damaged or another file. {_REPAIR}"
    )
    raise DataError(f"{path} has the wrong content: SHA-256 {found}, expected {expected}. {advice}")
