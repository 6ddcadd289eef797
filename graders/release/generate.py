"""``release``: source/ to release/, by nbgrader's own converter, proved to hold no answers."""

import contextlib
import filecmp
import logging
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from graders.core.atomic_folders import clear_drafts, draft, put_in_place, sync_tree
from graders.core.exceptions import GradersError, KitFault
from graders.course.course import Course, make_folder
from graders.course.source_notebook import SourceNotebook, nbgrader_field
from graders.release.vendor_utils import vendor

SECRETS = (
    "BEGIN SOLUTION",
    "END SOLUTION",
    "HIDDEN TESTS",
    "MARK SCHEME",
    "hidden_tests",
    "from graders",
    "import graders",
)


def release(course: Course, assignment: str) -> bool:
    """Make the student's version of one assignment and enter it in the gradebook.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment.

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
        made = generate(course, assignment, folder, database=True)
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
        made = generate(course, assignment, Path(folder), database=False)
        return differences(made, course.release / assignment)


def generate(course: Course, assignment: str, folder: Path, database: bool) -> Path:
    """Run nbgrader's GenerateAssignment into a folder and prove that nothing secret came through.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment.
    folder : Path
        Receives a folder of the assignment's name.
    database : bool
        Whether the gradebook learns of the assignment.

    Returns
    -------
    Path
        The folder that was made.

    Raises
    ------
    GradersError, KitFault
        See `release`.
    """
    from nbgrader.converters import GenerateAssignment
    from nbgrader.converters.base import NbGraderException
    from nbgrader.preprocessors import SaveCells

    from graders.release.register_assignment import enter_assignment

    saved: list[NotebookNode] = []

    def save(notebook: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Keep the notebook as it is where nbgrader would save its cells."""
        saved.append(nbformat.from_dict(notebook))
        return notebook, resources

    vendor(course.source / assignment)
    config = course.config()
    config.CourseDirectory.assignment_id = assignment
    config.CourseDirectory.release_directory = str(folder)
    config.GenerateAssignment.no_database = True
    config.GenerateAssignment.force = True
    coursedir = course.coursedir()
    coursedir.update_config(config)
    with _said() as said:
        try:
            converter = GenerateAssignment(coursedir=coursedir, config=config)
            converter.preprocessors = [save if step is SaveCells else step for step in converter.preprocessors]
            converter.start()
        except (NbGraderException, SystemExit, RuntimeError) as error:
            reason = _reason(said) or str(error)
            raise GradersError(f"nbgrader cannot release {assignment}: {reason}. release/ is as it was.") from error
    made = folder / assignment
    find_secrets(SourceNotebook(course.notebook(assignment)), made)
    if database:
        enter_assignment(course, assignment, saved[0])
    return made


def find_secrets(source: SourceNotebook, made: Path) -> None:
    """Refuse a release which holds a solution, a hidden test or the instructor's paths.

    Parameters
    ----------
    source : SourceNotebook
        What it was made from.
    made : Path
        The released folder.

    Raises
    ------
    KitFault
        With the cell or file that would give something away.
    """
    notebook = nbformat.read(made / source.path.name, as_version=4)
    for cell in notebook.cells:
        key = nbgrader_field(cell, "grade_id")
        if key and nbgrader_field(cell, "solution") and cell.source.strip() != source.stub(key).strip():
            raise KitFault(
                f"{source.path.stem}/{key}", "the released cell is not the stub; look at its solution region"
            )
    for path in sorted(made.rglob("*")):
        if path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            for secret in SECRETS:
                if secret in text:
                    raise KitFault(f"{source.path.stem}", f"{path.name} would be released with {secret!r} in it")


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


def _reason(said: list[str]) -> str:
    """Pick the line that tells the reason: the end of a traceback, else what was said first."""
    traces = [text for text in said if text.startswith("Traceback")]
    chosen = (traces or said or [""])[0].strip()
    return chosen.splitlines()[-1].rstrip(".") if chosen else ""


@contextlib.contextmanager
def _said() -> Iterator[list[str]]:
    """Collect what nbgrader logs as errors: it tells the reason there, not in its exception."""
    said: list[str] = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("traitlets")  # where nbgrader logs when no application of its own runs
    logger.addHandler(handler)
    try:
        yield said
    finally:
        logger.removeHandler(handler)
