"""``demo``: from nothing to a graded sample class, in a course folder of its own."""

import contextlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from graders.marking.autograde import autograde
from graders.course.course import Course
from graders.demo.folder import EXAMPLES, KIT, claimed, fill
from graders.core.exceptions import GRADEBOOK_ADVICE, DiskFull, MissingFile, NoSandbox
from graders.reports.feedback import TEMPLATES, feedback
from graders.reports.class_statistics import overview
from graders.reports.class_page import PAGE, write_overview
from graders.progress import BatchProgress
from graders.reports.mark_reasons import reason
from graders.reports.marks_table import Row, rows_with_marks
from graders.sandbox.zygote import Template

DEMO = KIT.root / "demo"
EXPECTED = EXAMPLES / "expected.toml"
UNCONFINED = (
    "Students' code cannot be confined here: {reason}. The sample class is the kit's own, so it is marked all the same, "
    "in processes with limits of time and memory.{left_out} {cure}"
)
FULL = (str(DiskFull("")), GRADEBOOK_ADVICE["disk is full"])  # what a mark that was not written says
LEFT_OUT = " Left out, since hostile: {names}."


@dataclass(frozen=True)
class DemoOutcome:
    """What the demo made.

    Attributes
    ----------
    table : list of Row
        The marks that were asked for.
    reasons : list of str
        Why each of them is what it is.
    wrong : list of str
        Where a mark is not the expected one.
    expected : int
        How many marks were expected.
    agree : int
        How many of them came out.
    whole : bool
        Whether that was the whole sample class.
    page : Path
        A student's feedback page.
    report : Path
        The class report.
    obstacle : NoSandbox or None
        Why the submissions were not confined, if they were not.
    """

    table: list[Row]
    reasons: list[str]
    wrong: list[str]
    expected: int
    agree: int
    whole: bool
    page: Path
    report: Path
    obstacle: NoSandbox | None


def demo(root: Path, jobs: int, whole: bool, progress: BatchProgress) -> DemoOutcome:
    """Release, mark and report the sample class.

    Parameters
    ----------
    root : Path
        The folder to make it in.
    jobs : int
        Submissions at a time.
    whole : bool
        Whether all of it is marked, or one submission of each kind.
    progress : BatchProgress
        Is told what is being done.

    Returns
    -------
    DemoOutcome
        What was made, compared with examples/expected.toml.
    """
    everything = read_expected(EXPECTED)
    obstacle = _obstacle()
    expected = choose(everything, whole, hostile=obstacle is None)
    if obstacle:
        hostile = [entry["student"] for entry in choose(everything, whole)["submission"] if entry.get("hostile")]
        left_out = LEFT_OUT.format(names=", ".join(hostile)) if hostile else ""
        progress.note(UNCONFINED.format(reason=obstacle.reason, left_out=left_out, cure=cure(obstacle)))
    with claimed(root) as state:
        course = fill(root, state, everything, expected, progress.stage)
        students = sorted({entry["student"] for entry in expected["submission"]})
        assignments = expected["assignments"]
        progress.stage("looking for what has changed")
        batch = autograde(course, assignments, students, jobs, sandboxed=obstacle is None, progress=progress)
        if any(said in why for why in batch.failed.values() for said in FULL):
            raise DiskFull(root)
        asked = {(entry["student"], entry["assignment"]) for entry in expected["submission"]}
        report = course.feedback / "report" / PAGE
        if not _current(course, [report, *(_page(course, *key) for key in asked)]):
            progress.stage("writing the feedback pages and the class report")
            feedback(course, assignments, students)
            write_overview(course, overview(course, assignments))
        found = [(row, mark) for row, mark in rows_with_marks(course) if (row.student, row.assignment) in asked]
    # What a person has given by hand since is in the table, but is not the engine's to be compared.
    automatic = [replace(row, score=round(mark.score - mark.penalty, 6)) for row, mark in found if mark]
    differing = list(compare(automatic, expected))
    told = [line for line in differing if line.split(" ", 1)[0] not in batch.failed]  # a fault says it all
    return DemoOutcome(
        [row for row, _ in found],
        [reason(row, mark) for row, mark in found],
        [*batch.faults, *told],
        len(asked),
        len(asked) - len(differing),
        whole,
        _page(course, **expected["page"]),
        report,
        obstacle,
    )


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


def choose(expected: dict[str, Any], whole: bool, hostile: bool = True) -> dict[str, Any]:
    """Choose the submissions to mark.

    Parameters
    ----------
    expected : dict
        From `read_expected`.
    whole : bool
        Whether to take all, or only those that stand for a kind.
    hostile : bool
        Whether those that attack the machine or exhaust it are among them.

    Returns
    -------
    dict
        The same with these submissions and their assignments.
    """
    chosen = [
        entry
        for entry in expected["submission"]
        if (whole or entry.get("typical")) and (hostile or not entry.get("hostile"))
    ]
    assignments = sorted({entry["assignment"] for entry in chosen})
    return {**expected, "submission": chosen, "assignments": assignments}


def set_up(root: Path, expected: dict[str, Any]) -> Course:
    """Make or refresh a course folder with the sample class in it.

    Parameters
    ----------
    root : Path
        The folder; one which the demo did not make is refused.
    expected : dict
        From `read_expected` or `choose`.

    Returns
    -------
    Course
        Released, submitted, with due dates, ready to be marked.

    Raises
    ------
    GradersError
        If another demo is at work there, or something there is not the demo's; then nothing was changed.
    """
    with claimed(root) as state:
        return fill(root, state, read_expected(EXPECTED), expected)


def compare(table: list[Row], expected: dict[str, Any]) -> Iterator[str]:
    """Compare marks with the expected ones.

    Parameters
    ----------
    table : list of Row
        The marks.
    expected : dict
        From `read_expected` or `choose`.

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


def cure(obstacle: NoSandbox) -> str:
    """Say what lets a machine confine students' code.

    Parameters
    ----------
    obstacle : NoSandbox
        What keeps it from that.

    Returns
    -------
    str
        A sentence.
    """
    return f"To confine it: {obstacle.cure or '`python -m graders doctor` says what to do.'}"


def _page(course: Course, student: str, assignment: str) -> Path:
    """Give the place of a feedback page."""
    return course.feedback / student / assignment / f"{assignment}.html"


def _current(course: Course, pages: list[Path]) -> bool:
    """Tell whether pages were written after all that they are made of."""
    made_of = [*course.root.glob("gradebook.db*"), *TEMPLATES.glob("*.j2")]
    newest = max(path.stat().st_mtime_ns for path in made_of)
    return all(page.is_file() and page.stat().st_mtime_ns > newest for page in pages)


def _obstacle() -> NoSandbox | None:
    """Confine a process that does nothing; give what keeps this machine from it.

    What fails later, while it marks, is a fault and no trait of the machine.
    """
    try:
        with contextlib.closing(Template((), ())) as template:
            template.wait()
    except NoSandbox as obstacle:
        return obstacle
    return None
