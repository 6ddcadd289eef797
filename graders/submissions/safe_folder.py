"""The file-system side of a submission: no link is followed, nothing blocks, only plain files are read.

A student's folder may hold links to other people's files, pipes that never end and devices. Every step
down is an open relative to the folder above that refuses links, every file is looked at before it is
opened and again after, and no more is read or listed than a limit.
"""

import errno
import os
import stat
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NamedTuple

MOST_FILES = 2_000  # looked at in one folder
LARGEST_FOLDER = 500_000_000  # bytes
DEEPEST_FOLDER = 10
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
GONE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)  # not there, or a link by the time it was opened
FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
KINDS = {
    stat.S_IFREG: "a file",
    stat.S_IFDIR: "a folder",
    stat.S_IFLNK: "a link",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class Unfit(Exception):
    """What stands in a file's or folder's place; the text goes on after its name: "is a link"."""


class Missing(Unfit):
    """Nothing is there."""

    def __init__(self) -> None:
        super().__init__("is missing")


class TooLarge(Unfit):
    """A file of more bytes than are read."""


class FileState(NamedTuple):
    """What changes when a file is written or replaced."""

    size: int
    modified: int  # nanoseconds since 1970
    inode: int


@dataclass
class Survey:
    """What lies in a folder.

    Attributes
    ----------
    files : dict of str to FileState
        Plain files, from the folder on, sorted by name; with what shows that one is being written.
    odd : list of str
        Links, pipes, sockets and devices, sorted.
    full : bool
        Whether there is more than is looked at.
    """

    files: dict[str, FileState] = field(default_factory=dict)
    odd: list[str] = field(default_factory=list)
    full: bool = False


@contextmanager
def opened(path: Path) -> Iterator[int]:
    """Open a folder that is no link.

    Parameters
    ----------
    path : Path
        The folder; links above it are the instructor's and are followed.

    Yields
    ------
    int
        A descriptor for the other functions here.

    Raises
    ------
    Unfit
        If there is none, or it is something else; told of what should lie in it.
    """
    try:
        found = os.lstat(path)
        if not stat.S_ISDIR(found.st_mode):
            raise Unfit(f"lies in {_kind(found)}, not in a folder")
        directory = os.open(path, FOLDER)
    except OSError as error:
        raise _gone(error) from None
    try:
        yield directory
    finally:
        os.close(directory)


def read_head(directory: int, path: str, size: int) -> bytes:
    """Read the first bytes of a plain file; see `read_file`."""
    with _open_file(directory, path) as file:
        return file.read(size)


def read_file(directory: int, path: str, limit: int) -> bytes:
    """Read a plain file.

    Parameters
    ----------
    directory : int
        An open folder.
    path : str
        The file, from that folder on.
    limit : int
        Largest number of bytes.

    Returns
    -------
    bytes
        All of it.

    Raises
    ------
    Unfit
        If there is no plain file or it is larger.
    OSError
        If the machine cannot read it.
    """
    with _open_file(directory, path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > limit:
            raise TooLarge(f"has {_size(size)}; at most {_size(limit)} are read")
        content = file.read(limit + 1)
    if len(content) > limit:
        raise TooLarge(f"grew to more than {_size(limit)} while it was read")
    return content


def survey(directory: int) -> Survey:
    """Look at what lies in a folder, its own files first, then those further down.

    Parameters
    ----------
    directory : int
        An open folder.

    Returns
    -------
    Survey
        What was found within the limits on number, size and depth.
    """
    found = Survey()
    size = 0
    for files, (path, info) in enumerate(_entries(directory), start=1):
        size += info.st_size
        if files > MOST_FILES or size > LARGEST_FOLDER or path.count("/") > DEEPEST_FOLDER:
            found.full = True
            break
        if stat.S_ISREG(info.st_mode):
            found.files[path] = FileState(info.st_size, info.st_mtime_ns, info.st_ino)
        elif not stat.S_ISDIR(info.st_mode):
            found.odd.append(path)
    found.files = dict(sorted(found.files.items()))
    found.odd.sort()
    return found


def in_words(name: str) -> str:
    """Give a file's name as one short line that can be written anywhere, whatever its bytes are."""
    text = "".join(letter if letter.isprintable() else "?" for letter in name)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _entries(directory: int) -> Iterator[tuple[str, os.stat_result]]:
    """Go through a folder level by level, without following links; what vanishes or is locked is left out."""
    folders = deque([""])
    while folders:
        above = folders.popleft()
        with (
            suppress(OSError, Unfit),
            _below(directory, above.split("/")[:-1]) as folder,
            os.scandir(folder) as entries,
        ):
            for entry in entries:
                with suppress(OSError):
                    info = entry.stat(follow_symlinks=False)
                    if stat.S_ISDIR(info.st_mode):
                        folders.append(f"{above}{entry.name}/")
                    yield above + entry.name, info


@contextmanager
def _open_file(directory: int, path: str) -> Iterator[BinaryIO]:
    """Open a plain file and nothing else."""
    *above, name = path.split("/")
    with _below(directory, above) as parent:
        try:
            _refuse_other(os.stat(name, dir_fd=parent, follow_symlinks=False))  # opening a device may act on it
            descriptor = os.open(name, FILE, dir_fd=parent)
        except OSError as error:
            raise _gone(error) from None
    with open(descriptor, "rb") as file:
        _refuse_other(os.fstat(descriptor))
        yield file


@contextmanager
def _below(directory: int, parts: list[str]) -> Iterator[int]:
    """Open a folder below another, one step at a time, so that no step is a link."""
    current = os.dup(directory)
    try:
        for part in parts:
            try:
                following = os.open(part, FOLDER, dir_fd=current)
            except OSError as error:
                raise _gone(error) from None
            os.close(current)
            current = following
        yield current
    finally:
        os.close(current)


def _gone(error: OSError) -> Exception:
    """Tell what is not there from what the machine cannot read."""
    return Missing() if error.errno in GONE else error


def _refuse_other(found: os.stat_result) -> None:
    """Refuse what is no plain file."""
    if not stat.S_ISREG(found.st_mode):
        raise Unfit(f"is {_kind(found)}, not a file")


def _kind(found: os.stat_result) -> str:
    """Say what a path is."""
    return KINDS.get(stat.S_IFMT(found.st_mode), "something else")


def _size(count: int) -> str:
    """Say a number of bytes."""
    return f"{count / 1e6:.0f} MB" if count >= 1_000_000 else f"{count:,} bytes"
