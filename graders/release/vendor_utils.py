"""A real copy of utils/ beside each source notebook, where nbgrader expects a student's files.

Only what we put there is ever replaced: `.vendored.json` in the source folder remembers what that was. A course's own
`utils` beside a notebook is the course's, and stays.
"""

import filecmp
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from graders.core.atomic_folders import clear_drafts, draft, put_in_place
from graders.course.digests import digest_files

NAME = "utils"
RECORD = ".vendored.json"
REPLACED = ".replaced"
IMPORTS = re.compile(r'^[\s"]*(?:import|from) utils\b', re.MULTILINE)


def vendor_beside(source: Path, assignment: str, utils: Path) -> bool:
    """Put utils/ beside an assignment's notebook if the assignment imports it and has none of its own.

    Parameters
    ----------
    source : Path
        The folder of the source assignments.
    assignment : str
        The assignment.
    utils : Path
        The package to copy.

    Returns
    -------
    bool
        Whether anything had to be copied.
    """
    target = source / assignment / NAME
    record = source / RECORD
    ours = _read(record)
    there = target.exists() or target.is_symlink()
    if there and _digest(target) not in (ours.get(assignment), _digest(utils)):
        if assignment in ours or source.parent != utils.parent:
            return False  # the instructor's own, or changed by them
        _set_aside(target, source / REPLACED / assignment)  # of an earlier version of the kit, which kept no record
    elif not there and not _imports_utils(source / assignment):
        return False
    copied = copy_utils(utils, source / assignment)
    if ours.get(assignment) != (made := _digest(target)):
        record.write_text(json.dumps(ours | {assignment: made}, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return copied


def copy_utils(utils: Path, folder: Path) -> bool:
    """Make `folder`/utils an exact copy of a package, whatever was there.

    Parameters
    ----------
    utils : Path
        The package.
    folder : Path
        Where a notebook runs.

    Returns
    -------
    bool
        Whether anything had to be copied.
    """
    target = folder / NAME
    clear_drafts(target, folder.parent)
    if target.is_dir() and not target.is_symlink() and _files(target) == _files(utils):
        _, changed, failed = filecmp.cmpfiles(utils, target, _files(utils), shallow=False)
        if not changed and not failed:
            return False
    # Made outside the folder: what a kill leaves in it would go out to students with the release.
    with draft(target, folder.parent) as fresh:
        for name in _files(utils):
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(utils / name, fresh / name)
        if target.is_symlink() or target.is_file():
            target.unlink()
        put_in_place(fresh, target)
    return True


def vendor_hook(source: Path, utils: Path) -> Callable[..., None]:
    """Give the function that nbgrader calls before it converts an assignment.

    Parameters
    ----------
    source : Path
        The folder of the source assignments.
    utils : Path
        The package to copy.

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
            vendor_beside(source, folder.name, utils)

    return put_utils


def _set_aside(target: Path, folder: Path) -> None:
    """Move a folder out of the way; nothing is lost."""
    folder.mkdir(parents=True, exist_ok=True)
    number = len(list(folder.iterdir()))
    target.rename(folder / f"{target.name}-{number}")


def _imports_utils(folder: Path) -> bool:
    """Tell whether an assignment's notebooks or modules import `utils`."""
    paths = [*folder.glob("*.ipynb"), *folder.glob("*.py")]
    return any(IMPORTS.search(path.read_text(encoding="utf-8", errors="replace")) for path in paths)


def _read(record: Path) -> dict[str, str]:
    """Read what was put where; a record that is damaged remembers nothing, so that nothing is replaced."""
    try:
        known = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _digest(folder: Path) -> str:
    """Hash a folder's files; a link or a file in its place is no folder of ours."""
    if folder.is_symlink() or not folder.is_dir():
        return "no folder"
    return digest_files([folder / name for name in _files(folder)], folder)


def _files(folder: Path) -> list[str]:
    """List a folder's files from it on, without caches."""
    found = (p.relative_to(folder) for p in sorted(folder.rglob("*")) if p.is_file() and p.suffix != ".pyc")
    return [str(path) for path in found if not any(part.startswith((".", "__pycache__")) for part in path.parts)]
