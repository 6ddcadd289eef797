"""Frames on a socket: a JSON text with arrays beside it, and a limit on every size.

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
    """What came over the channel is not a valid frame or value; the text says why."""


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
        self.deadline: float | None = None  # of `time.monotonic`; after it the other side counts as gone
        self.torn = False  # whether a frame was sent only in part, so that the other side cannot read on
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
            If the other side has closed the channel.
        WireError
            If the frame is larger than the other side would accept.
        """
        text = json.dumps(message, allow_nan=False).encode()
        _check_sizes(len(text), len(blobs), sum(map(len, blobs)))
        head = _HEAD.pack(len(text), len(blobs)) + struct.pack(f">{len(blobs)}Q", *map(len, blobs))
        self.torn = True
        try:
            self._set_timeout()
            self.connection.sendall(b"".join([head, text, *blobs]))
        except OSError:
            raise Gone("the other side has closed the channel") from None
        self.torn = False

    def receive(self) -> tuple[dict[str, Any], list[bytes]]:
        """Receive one frame.

        A call that an exception interrupts, such as that of a time limit, loses nothing: the next one reads on.

        Returns
        -------
        dict
            The message.
        list of bytes
            Its blobs.

        Raises
        ------
        Gone
            If the other side has closed the channel.
        WireError
            If what came is not a frame, or one that is too large.
        """
        self._fill(_HEAD.size)
        length, count = _HEAD.unpack(self._buffer[: _HEAD.size])
        _check_sizes(length, count)
        start = _HEAD.size + 8 * count
        self._fill(start)
        sizes = struct.unpack(f">{count}Q", self._buffer[_HEAD.size : start])
        _check_sizes(length, count, sum(sizes))
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
            raise WireError("what came back is not a message") from None
        if not isinstance(message, dict):
            raise WireError("what came back is not a message")
        return message, blobs

    def close(self) -> None:
        """Close the socket."""
        self.connection.close()

    def _set_timeout(self) -> None:
        """Let the next system call wait until the deadline at most; raise TimeoutError if it has passed."""
        if self.deadline is None:
            self.connection.settimeout(None)
            return
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.connection.settimeout(left)

    def _fill(self, size: int) -> None:
        """Read until the buffer holds at least `size` bytes."""
        while (missing := size - len(self._buffer)) > 0:
            try:
                self._set_timeout()
                got = self.connection.recv(min(max(missing, 1 << 16), 1 << 20))
            except OSError:  # TimeoutError included
                raise Gone("the other side no longer answers") from None
            if not got:
                raise Gone("the other side has closed the channel")
            self._buffer += got


def _check_sizes(text: int, blobs: int, total: int = 0) -> None:
    """Refuse a frame whose text, number of blobs or bytes of blobs are above their limits."""
    for size, most, unit in ((text, LONGEST_TEXT, "bytes of text"), (blobs, MOST_BLOBS, "arrays")):
        if size > most:
            raise WireError(f"the value is too large to be checked (limit {most:,} {unit})")
    if total > LARGEST_FRAME:
        raise WireError(f"the value is too large to be checked (limit {LARGEST_FRAME // 10**6} MB)")


def pack(array: NDArray[Any]) -> bytes:
    """Write an array as `.npy`.

    Parameters
    ----------
    array : ndarray
        Of numbers, booleans or text.

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
    if kind == "V" and array.dtype.names is None and hasattr(array, "astype"):  # bfloat16 and other extension types
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


# A check sends many arrays of the same shape, and NumPy writes and parses a header as Python source: cached, it is free.
@lru_cache(maxsize=512)
def _header(dtype: np.dtype[Any], shape: tuple[int, ...], fortran: bool) -> bytes:
    """Write a `.npy` file up to its data."""
    file = io.BytesIO()
    described = {"shape": shape, "fortran_order": fortran, "descr": np.lib.format.dtype_to_descr(dtype)}
    np.lib.format.write_array_header_1_0(file, described)
    return file.getvalue()


@lru_cache(maxsize=512)
def _read_header(header: bytes) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Parse a header, with its length in front, into shape, order and dtype."""
    file = io.BytesIO(header)
    return np.lib.format.read_array_header_1_0(file, max_header_size=LONGEST_HEADER)


def unpack(blob: bytes) -> NDArray[Any]:
    """Read what `pack` wrote; refuse anything else.

    Parameters
    ----------
    blob : bytes
        The file's content.

    Returns
    -------
    ndarray
        A plain, writable array that owns its memory.

    Raises
    ------
    WireError
        If it is not a `.npy` file of numbers or text, or its size does not match its shape.
    """
    if not blob.startswith(_MAGIC):
        raise WireError("an array came in an unsupported format")
    start = len(_MAGIC) + _LENGTH.size
    end = start + int.from_bytes(blob[len(_MAGIC) : start], "little")
    if end > min(len(blob), start + LONGEST_HEADER):
        raise WireError("an array came with an unsupported .npy header")
    try:
        shape, fortran, dtype = _read_header(blob[len(_MAGIC) : end])
    except Exception:  # NumPy evaluates it as a Python literal, which can be wrong in any way
        raise WireError("an array came with an unsupported .npy header") from None
    if dtype.kind not in "biufcSU" or dtype.fields is not None or dtype.subdtype is not None or not dtype.itemsize:
        raise WireError(f"an array of dtype {dtype} holds no numbers")
    if len(shape) > 16 or any(type(n) is not int or n < 0 for n in shape):
        raise WireError("an array came with an invalid shape")
    size = 1
    for n in shape:  # Python's own integers: NumPy's would wrap around
        size *= n
    if size * dtype.itemsize != len(blob) - end:
        raise WireError("an array came with a size that does not match its shape")
    try:
        if not size:
            return np.empty(shape, dtype.newbyteorder("="))
        flat = np.frombuffer(blob, dtype=dtype, offset=end).astype(dtype.newbyteorder("="))
        return flat.reshape(shape[::-1]).T.copy() if fortran else flat.reshape(shape)
    except (ValueError, OverflowError, MemoryError):
        raise WireError("an array came with an invalid shape") from None
