"""Folders that are there whole or not at all, whatever moment a process or the power ends."""

import contextlib
import ctypes
import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

AT_FDCWD = -100
RENAME_EXCHANGE = 2  # of renameat2(2): two names swap what they stand for, in one step
NO_EXCHANGE = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)  # what kernels and network file systems say that cannot


@contextlib.contextmanager
def draft(target: Path, within: Path | None = None) -> Iterator[Path]:
    """Make a hidden folder, to be filled and then to take another's place.

    Parameters
    ----------
    target : Path
        The folder that it is a draft of.
    within : Path, optional
        Where to make it, on the same file system; beside the target if not given.

    Yields
    ------
    Path
        The draft. What is left of it when the block ends is removed; `clear_drafts` removes what kills leave.
    """
    fresh, handle = _locked(target, within or target.parent)
    try:
        fresh.chmod(0o755)
        yield fresh
    finally:
        try:
            shutil.rmtree(fresh, ignore_errors=True)
        finally:
            os.close(handle)


def put_in_place(fresh: Path, target: Path) -> None:
    """Let a draft take its target's place in one step.

    Removing the target and then renaming the draft would leave neither when killed between.

    Parameters
    ----------
    fresh : Path
        From `draft`, its content on the disk (`sync_tree`); afterwards it holds what the target held, if
        there was one.
    target : Path
        A folder, or nothing.
    """
    try:
        os.rename(fresh, target)  # works where there is nothing, or an empty folder
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise
        _exchange(fresh, target)
    sync(target.parent)


def clear_drafts(target: Path, within: Path | None = None) -> None:
    """Remove the drafts that killed processes left; put back a target that was set aside.

    A draft that a living process fills is locked by it, and stays.

    Parameters
    ----------
    target : Path
        The folder that they were drafts of.
    within : Path, optional
        Where they were made.
    """
    aside = _aside(target)
    if aside.is_dir() and not target.exists():
        os.rename(aside, target)
    for left in (within or target.parent).iterdir():
        if left.name.startswith(_prefix(target)) and left.is_dir() and not left.is_symlink():
            with contextlib.suppress(FileNotFoundError, BlockingIOError):  # cleared by another, or in use
                handle = _lock(left, wait=False)
                try:
                    shutil.rmtree(left)
                finally:
                    os.close(handle)


def sync_tree(folder: Path) -> None:
    """Put a folder with all that it holds on the disk; a full disk is found out here, not later."""
    for path in (*folder.rglob("*"), folder):
        sync(path)


def sync(path: Path) -> None:
    """Put a file's content, or the names in a folder, on the disk before anything that relies on it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _locked(target: Path, within: Path) -> tuple[Path, int]:
    """Make an empty draft that this process holds until it closes the handle, or ends."""
    while True:
        fresh = Path(tempfile.mkdtemp(prefix=_prefix(target), dir=within))
        with contextlib.suppress(FileNotFoundError):  # removed by `clear_drafts` before it was locked
            handle = _lock(fresh, wait=True)
            if fresh.exists():
                return fresh, handle
            os.close(handle)


def _lock(folder: Path, wait: bool) -> int:
    """Open and lock a folder; BlockingIOError if another holds it."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError as error:
        if isinstance(error, BlockingIOError) or not wait:
            os.close(handle)
            # A file system without locks on folders (NFS) cannot tell whose it is: what is there, stays.
            raise BlockingIOError(*error.args) from None
    return handle


def _exchange(fresh: Path, target: Path) -> None:
    """Swap two folders; where the file system cannot, move the target aside first."""
    rename = _renameat2()
    if rename is not None and rename(AT_FDCWD, bytes(fresh), AT_FDCWD, bytes(target), RENAME_EXCHANGE) == 0:
        return
    number = ctypes.get_errno() if rename is not None else errno.ENOSYS
    if number not in NO_EXCHANGE:
        raise OSError(number, os.strerror(number), str(target))
    aside = _aside(target)
    os.rename(target, aside)  # killed after this: `clear_drafts` puts it back
    os.rename(fresh, target)
    os.rename(aside, fresh)


def _renameat2() -> Callable[..., int] | None:
    """Find the C library's renameat2, None where it has none."""
    return getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)


def _prefix(target: Path) -> str:
    """Begin the name of a draft, and of nothing else."""
    return f".{target.name}-"


def _aside(target: Path) -> Path:
    """Name the place of a target that is being replaced in two steps."""
    return target.with_name(f"{_prefix(target)}aside")
