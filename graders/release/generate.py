"""Make the students' version of an assignment by nbgrader's own converter, and prove that it holds no answers."""

import contextlib
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from graders.core.exceptions import GradersError, KitFault
from graders.course.agreement import require_sound_cells
from graders.course.course import Course
from graders.course.source_notebook import SourceNotebook, nbgrader_field
from graders.release.vendor_utils import vendor_beside

SECRETS = (
    "BEGIN SOLUTION",
    "END SOLUTION",
    "HIDDEN TESTS",
    "MARK SCHEME",
    "hidden_tests",
    "from graders",
    "import graders",
)


def generate(course: Course, assignment: str, folder: Path) -> tuple[Path, NotebookNode]:
    """Run nbgrader's GenerateAssignment into a folder and prove that nothing secret came through.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment.
    folder : Path
        Receives a folder of the assignment's name.

    Returns
    -------
    Path
        The folder that was made.
    NotebookNode
        The notebook as nbgrader saves its cells: solutions cleared, checksums set, hidden tests in place.

    Raises
    ------
    GradersError
        If nbgrader refuses it.
    KitFault
        If a solution or a hidden test would have come through.
    """
    from nbgrader.converters import GenerateAssignment
    from nbgrader.converters.base import NbGraderException
    from nbgrader.preprocessors import SaveCells

    require_sound_cells(course.assignment(assignment).source)
    saved: list[NotebookNode] = []

    def save(notebook: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Keep the notebook as it is where nbgrader would save its cells."""
        saved.append(nbformat.from_dict(notebook))
        return notebook, resources

    vendor_beside(course.source, assignment, course.utils)
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
    find_secrets(course.assignment(assignment).source, made)
    return made, saved[0]


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
