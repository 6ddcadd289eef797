"""Frames on a socket: a JSON text and arrays beside it, with limits on every size.

A frame is two lengths (of the text, and the number of blobs), the blobs' lengths, the text, the blobs.
A blob is an array in `.npy` format 1.0; nothing is ever pickled.
"""

import io
import json
import socket
import struct
import time
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

LONGEST_TEXT = 16_000_000  # bytes of JSON
MOST_BLOBS = 10_000
LARGEST_FRAME = 256_000_000  # bytes of all blobs
LONGEST_HEADER = 1_000  # bytes of an .npy header
_HEAD = struct.Struct(">II")
_MAGIC = b"\x93NUMPY\x01\x00"
_LENGTH = struct.Struct("<H")


class WireError(Exception):
    """What came is no frame or no value; the text says why."""


class Gone(WireError):
    """The other side has closed the channel."""


class Channel:
    """One end of a connected stream socket.

    Parameters
    ----------
    connection : socket.socket
        The socket; closed with the channel.
    """

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.deadline: float | None = None  # of `time.monotonic`, after which the other side counts as gone
        self.torn = False  # whether a frame was sent in part: then the other side cannot read on
        self._buffer = bytearray()

    def send(self, message: dict[str, Any], blobs: Sequence[bytes] = ()) -> None:
        """Send one frame.

        Parameters
        ----------
        message : dict
            What JSON can hold.
        blobs : sequence of bytes
            Arrays that the message refers to by index.

        Raises
        ------
        Gone
            If the other side does not read any more.
        WireError
            If the frame is larger than the other side would take.
        """
        text = json.dumps(message, allow_nan=False).encode()
        if len(text) > LONGEST_TEXT or len(blobs) > MOST_BLOBS or sum(map(len, blobs)) > LARGEST_FRAME:
            raise WireError("the value is too large to be looked at")
        head = _HEAD.pack(len(text), len(blobs)) + struct.pack(f">{len(blobs)}Q", *map(len, blobs))
        self.torn = True
        try:
            self._set_timeout()
            self.connection.sendall(b"".join([head, text, *blobs]))
        except OSError:
            raise Gone("the other side is gone") from None
        self.torn = False

    def receive(self) -> tuple[dict[str, Any], list[bytes]]:
        """Receive one frame.

        A call that is broken off (by a time limit's exception) loses nothing: the next one reads on.

        Returns
        -------
        dict
            The message.
        list of bytes
            Its blobs.

        Raises
        ------
        Gone
            If the other side has gone.
        WireError
            If what came is no frame, or a larger one than is taken.
        """
        self._fill(_HEAD.size)
        length, count = _HEAD.unpack(self._buffer[: _HEAD.size])
        if length > LONGEST_TEXT or count > MOST_BLOBS:
            raise WireError("the value is too large to be looked at")
        start = _HEAD.size + 8 * count
        self._fill(start)
        sizes = struct.unpack(f">{count}Q", self._buffer[_HEAD.size : start])
        if sum(sizes) > LARGEST_FRAME:
            raise WireError("the value is too large to be looked at")
        end = start + length + sum(sizes)
        self._fill(end)
        text, position, blobs = bytes(self._buffer[start : start + length]), start + length, []
        for size in sizes:
            blobs.append(bytes(self._buffer[position : position + size]))
            position += size
        del self._buffer[:end]
        try:
            message = json.loads(text)
        except (ValueError, RecursionError, MemoryError):
            raise WireError("what came back is no message") from None
        if not isinstance(message, dict):
            raise WireError("what came back is no message")
        return message, blobs

    def close(self) -> None:
        """Close the socket."""
        self.connection.close()

    def _set_timeout(self) -> None:
        """Let the next system call take no longer than up to the deadline; raise TimeoutError after it."""
        if self.deadline is None:
            self.connection.settimeout(None)
            return
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.connection.settimeout(left)

    def _fill(self, size: int) -> None:
        """Read until the buffer holds so many bytes."""
        while (missing := size - len(self._buffer)) > 0:
            try:
                self._set_timeout()
                got = self.connection.recv(min(max(missing, 1 << 16), 1 << 20))
            except OSError:
                raise Gone("the other side is gone") from None
            if not got:
                raise Gone("the other side is gone")
            self._buffer += got


def pack(array: NDArray[Any]) -> bytes:
    """Write an array as `.npy`.

    Parameters
    ----------
    array : ndarray
        Of numbers, truth values or text.

    Returns
    -------
    bytes
        The file's content.

    Raises
    ------
    WireError
        If it holds something else.
    """
    kind, size = array.dtype.kind, array.dtype.itemsize
    if kind == "V" and array.dtype.names is None and hasattr(array, "astype"):  # bfloat16 and its kin
        array = array.astype(np.float32)
    elif kind == "f" and size > 8:
        array = array.astype(np.float64)
    elif kind == "c" and size > 16:
        array = array.astype(np.complex128)
    if array.dtype.kind not in "biufcSU" or array.dtype.fields is not None:
        raise WireError(f"an array of dtype {array.dtype} holds no numbers")
    array = np.asarray(array)
    fortran = array.flags.f_contiguous and not array.flags.c_contiguous
    return _header(array.dtype, array.shape, fortran) + array.tobytes("F" if fortran else "C")


# A check sends many arrays of the same shape, and NumPy parses and writes a header as Python text: kept, they cost nothing.
@lru_cache(maxsize=512)
def _header(dtype: np.dtype[Any], shape: tuple[int, ...], fortran: bool) -> bytes:
    """Write the beginning of a `.npy` file, up to the numbers."""
    file = io.BytesIO()
    described = {"shape": shape, "fortran_order": fortran, "descr": np.lib.format.dtype_to_descr(dtype)}
    np.lib.format.write_array_header_1_0(file, described)
    return file.getvalue()


@lru_cache(maxsize=512)
def _read_header(header: bytes) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Read shape, order and dtype off a header, its length before it."""
    file = io.BytesIO(header)
    return np.lib.format.read_array_header_1_0(file, max_header_size=LONGEST_HEADER)


def unpack(blob: bytes) -> NDArray[Any]:
    """Read what `pack` wrote, or refuse it.

    Parameters
    ----------
    blob : bytes
        The file's content.

    Returns
    -------
    ndarray
        Plain, writable, in memory of its own.

    Raises
    ------
    WireError
        If it is no `.npy` of numbers or text, or if its size is not that of its shape.
    """
    if not blob.startswith(_MAGIC):
        raise WireError("an array came in a format that is not read")
    start = len(_MAGIC) + _LENGTH.size
    end = start + int.from_bytes(blob[len(_MAGIC) : start], "little")
    if end > min(len(blob), start + LONGEST_HEADER):
        raise WireError("an array came with a header that is not read")
    try:
        shape, fortran, dtype = _read_header(blob[len(_MAGIC) : end])
    except Exception:  # NumPy evaluates it as Python's literals, and these can be wrong in any way
        raise WireError("an array came with a header that is not read") from None
    if dtype.kind not in "biufcSU" or dtype.fields is not None or dtype.subdtype is not None or not dtype.itemsize:
        raise WireError(f"an array of dtype {dtype} holds no numbers")
    if len(shape) > 16 or any(type(n) is not int or n < 0 for n in shape):
        raise WireError("an array came with a shape that is none")
    size = 1
    for n in shape:  # Python's own integers: NumPy's would wrap around
        size *= n
    if size * dtype.itemsize != len(blob) - end:
        raise WireError("an array came with another size than its shape says")
    try:
        if not size:
            return np.empty(shape, dtype.newbyteorder("="))
        flat = np.frombuffer(blob, dtype=dtype, offset=end).astype(dtype.newbyteorder("="))
        return flat.reshape(shape[::-1]).T.copy() if fortran else flat.reshape(shape)
    except (ValueError, OverflowError, MemoryError):
        raise WireError("an array came with a shape that is none") from None
