"""A real copy of utils/ beside each source notebook, where nbgrader expects a student's files."""

import filecmp
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

UTILS = Path(__file__).resolve().parent.parent / "utils"
IGNORE = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")


def vendor(folder: Path) -> bool:
    """Make `folder`/utils an exact copy of the kit's utils/.

    Parameters
    ----------
    folder : Path
        A source assignment or a folder in which a notebook runs.

    Returns
    -------
    bool
        Whether anything had to be copied.
    """
    target = folder / "utils"
    if target.is_dir() and not target.is_symlink() and _files(target) == _files(UTILS):
        _, changed, failed = filecmp.cmpfiles(UTILS, target, _files(UTILS), shallow=False)
        if not changed and not failed:
            return False
    fresh = Path(tempfile.mkdtemp(prefix=".utils-", dir=folder))
    shutil.copytree(UTILS, fresh, ignore=IGNORE, dirs_exist_ok=True)
    fresh.chmod(0o755)
    if target.is_symlink() or target.is_file():
        target.unlink()
    elif target.is_dir():
        shutil.rmtree(target)
    os.rename(fresh, target)
    return True


def vendor_hook(source: Path) -> Callable[..., None]:
    """Give the function that nbgrader calls before it converts an assignment.

    Parameters
    ----------
    source : Path
        The folder of the source assignments.

    Returns
    -------
    callable
        Takes nbgrader's keyword arguments.
    """

    def put_utils(assignment: str, **_: Any) -> None:
        folders = (
            [source / assignment] if (source / assignment).is_dir() else [p for p in source.iterdir() if p.is_dir()]
        )
        for folder in folders:
            vendor(folder)

    return put_utils


def _files(folder: Path) -> list[str]:
    """List a folder's files from it on, without caches."""
    found = (p.relative_to(folder) for p in sorted(folder.rglob("*")) if p.is_file() and p.suffix != ".pyc")
    return [str(path) for path in found if not any(part.startswith((".", "__pycache__")) for part in path.parts)]
