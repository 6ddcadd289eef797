"""``demo``: from nothing to a graded sample class, in a course folder of its own."""

import shutil
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graders.core.exceptions import GradersError, MissingFile
from graders.core.results import SubmissionResult
from graders.course.course import CONFIG, Course, make_folder, open_course
from graders.gradebook.connection import open_gradebook
from graders.marking.autograde import autograde
from graders.release.publish import release
from graders.reports.feedback import feedback
from graders.reports.marks_table import Row, rows, write_csv

DEMO = open_course().root / "demo"
EXAMPLES = open_course().root / "examples"
STATE = ".made-by-demo"  # tells a folder that the demo made, and may make anew, from any other
COURSE_CONFIG = """\
# Written by `python -m graders demo`: the kit's configuration for a course folder of its own.
c = get_config()
load_subconfig("nbgrader_config.py", path={kit!r})
c.CourseDirectory.source_directory = {source!r}
"""


@dataclass(frozen=True)
class DemoOutcome:
    """What the demo made.

    Attributes
    ----------
    root : Path
        The course folder.
    table : list of Row
        The marks.
    wrong : list of str
        Where a mark is not the expected one.
    pages : int
        Number of feedback pages.
    first_page : Path
        One of them.
    csv : Path
        The table as CSV.
    """

    root: Path
    table: list[Row]
    wrong: list[str]
    pages: int
    first_page: Path
    csv: Path


def demo(jobs: int, progress: Callable[[int, int, SubmissionResult | None], None] | None = None) -> DemoOutcome:
    """Release, mark and report the sample class.

    Parameters
    ----------
    jobs : int
        Submissions at a time.
    progress : callable, optional
        See `autograde`.

    Returns
    -------
    DemoOutcome
        What was made, compared with examples/expected.toml.
    """
    expected = read_expected(EXAMPLES / "expected.toml")
    course = set_up(DEMO, expected)
    batch = autograde(course, expected["assignments"], jobs=jobs, progress=progress)
    table = rows(course)
    wrong = [*batch.faults, *compare(table, expected)]
    pages = feedback(course)
    return DemoOutcome(course.root, table, wrong, len(pages), pages[0], write_csv(course, table))


def read_expected(path: Path) -> dict[str, Any]:
    """Read which mark each sample submission must get, and why.

    Parameters
    ----------
    path : Path
        A TOML file with `due` and a table per submission.

    Returns
    -------
    dict
        Its content, and under "assignments" those that occur in it.
    """
    if not path.is_file():
        raise MissingFile(path, "restore it from git.")
    expected = tomllib.loads(path.read_text(encoding="utf-8"))
    expected["assignments"] = sorted({entry["assignment"] for entry in expected["submission"]})
    return expected


def set_up(root: Path, expected: dict[str, Any]) -> Course:
    """Make or refresh a course folder with the sample class in it.

    Parameters
    ----------
    root : Path
        The folder; one which the demo did not make is refused.
    expected : dict
        From `read_expected`.

    Returns
    -------
    Course
        Released, submitted, with due dates, ready to be marked.
    """
    kit = open_course()
    state = "\n".join(str(kit.digests(kit.assignment(name))) for name in expected["assignments"])
    if root.is_dir() and any(root.iterdir()):
        if not (root / STATE).is_file():
            raise GradersError(f"{root} holds something that the demo did not make: move it away; nothing was changed.")
        if (root / STATE).read_text(encoding="utf-8") != state:
            shutil.rmtree(root)  # made from another version of the course
    make_folder(root)
    (root / STATE).write_text(state, encoding="utf-8")  # first of all, so that a run that is cut off can be taken up
    (root / CONFIG).write_text(COURSE_CONFIG.format(kit=str(kit.root), source=str(kit.source)), encoding="utf-8")
    course = Course(root)
    shutil.copytree(EXAMPLES / "submitted", course.submitted, dirs_exist_ok=True)
    for name in expected["assignments"]:
        if not (course.release / name).is_dir():
            release(course, name)
        _set_due(course, name, expected["due"])
    return course


def compare(table: list[Row], expected: dict[str, Any]) -> Iterator[str]:
    """Compare marks with the expected ones.

    Parameters
    ----------
    table : list of Row
        The marks.
    expected : dict
        From `read_expected`.

    Yields
    ------
    str
        One line per mark that differs, is missing or is not expected.
    """
    marks = {(row.student, row.assignment): row for row in table}
    for entry in expected["submission"]:
        key = (entry["student"], entry["assignment"])
        row = marks.pop(key, None)
        name = "/".join(key)
        if row is None:
            yield f"{name} has no mark; expected {entry['mark']:g} ({entry['why']})"
        elif abs(row.score - entry["mark"]) > 1e-6:
            yield f"{name} has {row.score:g} points; expected {entry['mark']:g} ({entry['why']})"
    for student, assignment in marks:
        yield f"{student}/{assignment} has a mark, but examples/expected.toml does not name it"


def _set_due(course: Course, assignment: str, due: str) -> None:
    """Give an assignment its due date in the gradebook."""
    from nbgrader.utils import parse_utc

    with open_gradebook(course) as gradebook:
        gradebook.update_or_create_assignment(assignment, duedate=parse_utc(due))
