"""``release``: the students' version put in its place, and its cells into the gradebook."""

import filecmp
import tempfile
from collections.abc import Iterable
from pathlib import Path

from graders.core.atomic_folders import clear_drafts, draft, put_in_place, sync_tree
from graders.course.course import Course, make_folder
from graders.release.generate import generate
from graders.release.register_assignment import enter_assignment, removed_cells


def release(course: Course, assignment: str, notes: list[str] | None = None) -> bool:
    """Make the student's version of one assignment and enter it in the gradebook.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment.
    notes : list of str, optional
        Receives what became of marks of cells that are no more.

    Returns
    -------
    bool
        Whether anything in release/ changed.

    Raises
    ------
    GradersError
        If nbgrader refuses it; release/ is then as it was.
    KitFault
        If a solution or a hidden test would have come through.
    """
    target = make_folder(course.release) / assignment
    clear_drafts(target)
    with draft(target) as folder:
        made, notebook = generate(course, assignment, folder)
        removed = removed_cells(assignment, enter_assignment(course, assignment, notebook))
        if notes is not None:
            notes += removed
        if same_tree(made, target):
            return False
        sync_tree(made)
        put_in_place(made, target)
    return True


def stale(course: Course, assignment: str) -> list[str]:
    """List what release/ holds that source/ would not make, and the other way round.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment.

    Returns
    -------
    list of str
        Paths from the assignment's folder on; empty where release/ is up to date.
    """
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        made, _ = generate(course, assignment, Path(folder))
        return differences(made, course.release / assignment)


def differences(made: Path, target: Path) -> list[str]:
    """List the files in which two folders differ, by path from their root on."""
    ours, theirs = _tree(made), _tree(target)
    changed = [name for name in ours & theirs if not filecmp.cmp(made / name, target / name, shallow=False)]
    return sorted([*changed, *(ours ^ theirs)])


def same_tree(made: Path, target: Path) -> bool:
    """Tell whether two folders hold the same files with the same bytes."""
    return target.is_dir() and not differences(made, target)


def _tree(folder: Path) -> set[str]:
    """Collect a folder's files from it on."""
    paths: Iterable[Path] = folder.rglob("*") if folder.is_dir() else ()
    return {str(p.relative_to(folder)) for p in paths if p.is_file() and "__pycache__" not in p.parts}
