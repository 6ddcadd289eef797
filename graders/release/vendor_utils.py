"""A real copy of utils/ beside each source notebook, where nbgrader expects a student's files."""

import filecmp
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from graders.core.atomic_folders import clear_drafts, draft, put_in_place

UTILS = Path(__file__).resolve().parents[2] / "utils"


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
    clear_drafts(target, folder.parent)
    if target.is_dir() and not target.is_symlink() and _files(target) == _files(UTILS):
        _, changed, failed = filecmp.cmpfiles(UTILS, target, _files(UTILS), shallow=False)
        if not changed and not failed:
            return False
    # Made outside the folder: what a kill leaves in it would go out to students with the release.
    with draft(target, folder.parent) as fresh:
        for name in _files(UTILS):
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(UTILS / name, fresh / name)
        if target.is_symlink() or target.is_file():
            target.unlink()
        put_in_place(fresh, target)
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
