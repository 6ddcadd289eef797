"""Archives and compressed files opened in memory, as far as they may hold a notebook.

Nothing is written to the disk and no name in an archive is used as a path. What comes out is bounded in number, size
and depth, whatever an archive says of itself.
"""

import bz2
import io
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

MOST_ENTRIES = 5_000  # of all archives in a file
MOST_BYTES = 100_000_000  # that come out of one file
DEEPEST = 3  # archives in archives
HEAD = 1_024  # bytes by which a file's kind is known
ZIP_ENTRY = b"PK\x01\x02"
TAR = slice(257, 262)
BROKEN = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, RuntimeError)
KINDS = {
    b"PK\x03\x04": "a zip archive",
    b"PK\x05\x06": "a zip archive",
    b"\x1f\x8b": "a compressed file",
    b"BZh": "a compressed file",
    b"\xfd7zXZ": "a compressed file",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"%PDF": "a PDF",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"<": "a web page",
}
MARKS = b"\xef\xbb\xbf \r\n\t\0"


class NotOpened(Exception):
    """An archive that cannot be opened whole; the text goes on after its name."""


@dataclass
class _Room:
    """What may still come out of a file."""

    entries: int
    size: int

    def take(self, size: int) -> None:
        """Count what came out."""
        self.size -= size
        if self.size < 0:
            raise NotOpened(f"holds more than {MOST_BYTES / 1e6:.0f} MB")

    def count(self) -> None:
        """Count a file."""
        self.entries -= 1
        if self.entries < 0:
            raise NotOpened(f"holds more than {MOST_ENTRIES:,} files")


def kind_of(head: bytes) -> str:
    """Say what a file is by its first bytes, "" for text and for what is not known."""
    start = head.lstrip(MARKS)
    return next((words for magic, words in KINDS.items() if start.startswith(magic)), "")


def like_notebook(head: bytes) -> bool:
    """Tell whether a file's first bytes could be those of a notebook, in whatever encoding."""
    return head.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").lstrip(MARKS).startswith(b"{")


def is_archive(head: bytes) -> bool:
    """Tell whether a file's first bytes are those of something that is opened here."""
    return kind_of(head) in ("a zip archive", "a compressed file") or head[TAR] == b"ustar"


def unpack(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Go through the files in an archive that could be notebooks, and in archives in it.

    Parameters
    ----------
    content : bytes
        Of a zip, tar, gz, bz2 or xz file.

    Yields
    ------
    name : str
        As the archive has it; for messages alone.
    content : bytes
        The file.

    Raises
    ------
    NotOpened
        If it is damaged, locked or too large; what came before may be used.
    """
    yield from _unpack(content, "", _Room(MOST_ENTRIES, MOST_BYTES), 1)


def _unpack(content: bytes, above: str, room: _Room, depth: int) -> Iterator[tuple[str, bytes]]:
    """Go through one archive."""
    try:
        if content[TAR] == b"ustar":
            files = _tar(content, room)
        elif kind_of(content[:HEAD]) == "a zip archive":
            files = _zip(content, room)
        else:
            files = _compressed(content, room)
        for name, inner in files:
            if any(part.strip(".") != part.rstrip(".") or part == "__MACOSX" for part in re.split(r"[/\\]", name)):
                continue  # hidden, or what macOS keeps for itself
            if is_archive(inner):
                if depth == DEEPEST:
                    raise NotOpened(f"holds archives more than {DEEPEST} deep")
                yield from _unpack(inner, f"{above}{name}/" if name else above, room, depth + 1)
            elif like_notebook(inner[:HEAD]):
                yield above + name, inner
    except BROKEN as error:
        locked = "encrypted" in str(error) or "password" in str(error)
        raise NotOpened(
            "is locked with a password" if locked else "is damaged, or packed in a way that is not known"
        ) from None


def _zip(content: bytes, room: _Room) -> Iterator[tuple[str, bytes]]:
    """Read the files of a zip archive."""
    if content.count(ZIP_ENTRY) > room.entries:  # before a list of them is made
        raise NotOpened(f"holds more than {MOST_ENTRIES:,} files")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            room.count()
            if entry.is_dir():
                continue
            with archive.open(entry) as file:
                head = file.read(HEAD)
                room.take(len(head))
                if not (like_notebook(head) or is_archive(head)):
                    continue
                rest = file.read(room.size + 1)
                room.take(len(rest))
            yield entry.filename, head + rest


def _tar(content: bytes, room: _Room) -> Iterator[tuple[str, bytes]]:
    """Read the plain files of a tar archive."""
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:") as archive:
        for entry in archive:
            room.count()
            file = archive.extractfile(entry) if entry.isreg() and not entry.issparse() else None
            if file is None:
                continue
            with file:
                inner = file.read(room.size + 1)
            room.take(len(inner))
            yield entry.name, inner


def _compressed(content: bytes, room: _Room) -> Iterator[tuple[str, bytes]]:
    """Read a compressed file, no further than there is room for."""
    if content.startswith(b"\x1f\x8b"):
        inner = zlib.decompressobj(wbits=31).decompress(content, room.size + 1)
    elif content.startswith(b"BZh"):
        inner = bz2.BZ2Decompressor().decompress(content, room.size + 1)
    else:
        inner = lzma.LZMADecompressor(memlimit=200_000_000).decompress(content, room.size + 1)
    room.count()
    room.take(len(inner))
    yield "", inner
