"""``feedback``: one self-contained page per submission, built from the checks' messages."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from graders.core.results import CheckResult, SubmissionResult
from graders.course.assignment import Assignment
from graders.course.course import Course, make_folder
from graders.course.exercise import reference_points
from graders.course.settings import FeedbackSettings, read_section
from graders.course.source_notebook import nbgrader_field
from graders.gradebook.answers import is_earlier
from graders.gradebook.connection import has_gradebook, open_gradebook
from graders.gradebook.mark_sheet import CHANGED, CellMark, MarkSheet, mark_sheets
from graders.gradebook.recorder import MARK, load_mark

SCHEME = re.compile("### BEGIN MARK SCHEME.*?### END MARK SCHEME", re.DOTALL)  # for whoever marks, not for students
TEMPLATES = Path(__file__).parent / "templates"
VERDICTS = {"passed": "Passed:", "failed": "Not yet:", "unjudged": "Not judged:", "fault": "Not judged (our fault):"}


@dataclass
class Section:
    """What the page says of one exercise."""

    key: str
    title: str
    max_score: float
    score: float | None
    checks: tuple[CheckResult, ...] = ()
    note: str = ""
    comments: list[str] = field(default_factory=list)
    earlier: bool = False
    earlier_comment: bool = False
    code: str = ""
    model: str = ""


@dataclass
class Page:
    """What the page says of one submission."""

    student: str
    assignment: str
    score: float
    max_score: float
    open: float
    problem: str
    penalty: float
    late: str
    limits: list[str]
    repairs: list[str]
    exercises: list[Section]


def feedback(course: Course, assignments: Iterable[str] = (), students: Iterable[str] = ()) -> list[Path]:
    """Write the feedback pages of marked submissions.

    Parameters
    ----------
    course : Course
        The course.
    assignments, students : iterable of str
        Only these; none means all.

    Returns
    -------
    list of Path
        The pages, feedback/<student>/<assignment>/<assignment>.html.
    """
    wanted = set(students)
    pages: list[Path] = []
    if not has_gradebook(course):
        return pages
    with open_gradebook(course) as gradebook:
        for name in course.choose(assignments):
            assignment = course.assignment(name)
            sheets = mark_sheets(gradebook, name)
            for path in sorted(course.autograded.glob(f"*/{name}/{MARK}")):
                student = path.parent.parent.name
                if wanted and student not in wanted:
                    continue
                result = load_mark(course, student, name)
                assert result is not None  # the glob has just found its file
                if student not in sheets:
                    continue  # its marks were taken out of the gradebook
                pages.append(_write(course, build(course, assignment, result, sheets[student])))
    return pages


def build(course: Course, assignment: Assignment, result: SubmissionResult, sheet: MarkSheet) -> Page:
    """Collect what a page says.

    Parameters
    ----------
    course : Course
        The course.
    assignment : Assignment
        What the page is about.
    result : SubmissionResult
        What marking found.
    sheet : MarkSheet
        What the submission came to, marks by hand and comments included.

    Returns
    -------
    Page
        The content of the page.
    """
    name = assignment.name
    notebook = nbformat.read(course.autograded / result.student / name / f"{name}.ipynb", as_version=4)
    code = {k: cell.source for cell in notebook.cells if nbgrader_field(cell, "solution") and (k := _key(cell))}
    judged = {exercise.exercise: exercise for exercise in result.exercises}
    source = assignment.source if shows_models(course) else None
    sections = []
    for section, cells in _parts(assignment, sheet):
        key = section.key
        section.score = None if any(cell.open for cell in cells) else round(sum(cell.score for cell in cells), 6)
        section.max_score = round(sum(cell.max_score for cell in cells), 6)
        section.earlier = any(cell.waits == CHANGED for cell in cells)
        section.code = code.get(key, "")
        section.model = SCHEME.sub("", source.reference(key)).strip() if source and section.code else ""
        comment = sheet.comments.get(key, "")
        if comment and comment != result.problem:
            section.comments = [comment]
            section.earlier_comment = is_earlier(result, key, comment)
        if verdict := judged.get(key):
            section.checks, section.note = verdict.checks, verdict.note
        sections.append(section)
    return Page(
        result.student,
        name,
        sheet.score,
        sheet.max_score,
        sheet.open,
        result.problem,
        sheet.penalty,
        _duration(result.late_seconds) if result.late_seconds > 0 else "",
        result.limits,
        result.repairs,
        sections,
    )


def _parts(assignment: Assignment, sheet: MarkSheet) -> Iterator[tuple[Section, list[CellMark]]]:
    """Divide all graded cells among the page's sections, in the order of the notebook.

    An exercise with a folder is one section with its tests; of what nbgrader allows beside, each graded cell is one,
    under the notebook's own heading.
    """
    source, folders = assignment.source, set(assignment.exercise_keys())
    left = dict(sheet.cells)
    for key, cell in source.cells():
        exercise = assignment.exercise(key) if key in folders and nbgrader_field(cell, "solution") else None
        keys = list(reference_points(exercise)) if exercise else [key]
        cells = [left.pop(name) for name in keys if name in left]
        if cells or exercise:
            yield Section(key, exercise.manifest.title if exercise else source.heading(key), 0.0, None), cells
    for key, mark in left.items():  # cells of other notebooks of the assignment, which plain nbgrader knows
        yield Section(key, key, 0.0, None), [mark]


def shows_models(course: Course) -> bool:
    """Tell whether pages show the model answers: ``c.GradersFeedback.model_answers = True`` in nbgrader_config.py.

    Parameters
    ----------
    course : Course
        The course.

    Returns
    -------
    bool
        False where nothing is set: whoever hands in late, or next year, would have them.

    Raises
    ------
    GradersError
        If something else than True or False is set.
    """
    return read_section(FeedbackSettings, "GradersFeedback", course.config()).model_answers


def _write(course: Course, page: Page) -> Path:
    """Render one page into the feedback folder."""
    folder = make_folder(course.feedback / page.student / page.assignment)
    path = folder / f"{page.assignment}.html"
    path.write_text(
        environment().get_template("feedback.html.j2").render(page=page, verdicts=VERDICTS), encoding="utf-8"
    )
    return path


@cache
def environment() -> Environment:
    """Set up the templates; every value is escaped.

    Returns
    -------
    jinja2.Environment
        With the filters ``points``, ``words``, ``name`` and ``markdown``.
    """
    made = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    made.filters["points"] = lambda value: f"{value:g}"
    made.filters["words"] = lambda name: name.replace("_", " ")
    # A narrow page breaks a name there, but does not leave its number alone.
    made.filters["name"] = lambda name: Markup(re.sub("(?<=[a-z])_", "_<wbr>", str(escape(name))))
    made.filters["markdown"] = _markdown
    return made


def _markdown(text: str) -> Markup:
    """Render a comment, which people write as formgrader shows it: in Markdown."""
    from graders.nbgrader_plugins.safe_html import rendered  # few pages have a comment, and nbconvert takes long

    return Markup(rendered(text, {}))


def _key(cell: Any) -> str:
    """Give a cell's grade_id."""
    return str(nbgrader_field(cell, "grade_id"))


def _duration(seconds: float) -> str:
    """Say a time in words."""
    hours = seconds / 3600
    if hours < 1:
        return f"{seconds / 60:.0f} minutes"
    return f"{hours:.1f} hours" if hours < 48 else f"{hours / 24:.1f} days"
