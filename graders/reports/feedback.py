"""``feedback``: one self-contained page per submission, built from the checks' messages."""

import re
from collections.abc import Iterable
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
from graders.course.exercise import Exercise
from graders.course.settings import FeedbackSettings, read_section
from graders.course.source_notebook import nbgrader_field
from graders.gradebook.connection import has_gradebook, open_gradebook
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
            for path in sorted(course.autograded.glob(f"*/{name}/{MARK}")):
                student = path.parent.parent.name
                if wanted and student not in wanted:
                    continue
                result = load_mark(course, student, name)
                assert result is not None  # the glob has just found its file
                entry = gradebook.find_submission_notebook(name, name, student)
                pages.append(_write(course, build(course, assignment, result, entry)))
    return pages


def build(course: Course, assignment: Assignment, result: SubmissionResult, entry: Any) -> Page:
    """Collect what a page says.

    Parameters
    ----------
    course : Course
        The course.
    assignment : Assignment
        What the page is about.
    result : SubmissionResult
        What marking found.
    entry : nbgrader.api.SubmittedNotebook
        The gradebook's view, marks by hand and comments included.

    Returns
    -------
    Page
        The content of the page.
    """
    name = assignment.name
    notebook = nbformat.read(course.autograded / result.student / name / f"{name}.ipynb", as_version=4)
    code = {k: cell.source for cell in notebook.cells if nbgrader_field(cell, "solution") and (k := _key(cell))}
    grades = {grade.cell.name: grade for grade in entry.grades}
    comments = {comment.cell.name: comment.comment for comment in entry.comments if comment.comment}
    judged = {exercise.exercise: exercise for exercise in result.exercises}
    source = assignment.source if shows_models(course) else None
    sections = []
    for key in assignment.source.answer_keys():
        exercise = assignment.exercise(key)
        verdict = judged.get(key)
        section = Section(key, exercise.manifest.title, exercise.max_score, _score(exercise, grades))
        section.code = code.get(key, "")
        section.model = SCHEME.sub("", source.reference(key)).strip() if source else ""
        section.comments = [comments[key]] if key in comments and comments[key] != result.problem else []
        if verdict:
            section.checks, section.note = verdict.checks, verdict.note
        sections.append(section)
    open_points = sum(section.max_score for section in sections if section.score is None)
    penalty = float(entry.late_submission_penalty or 0.0)
    return Page(
        result.student,
        name,
        round(float(entry.score) - penalty, 6),
        round(sum(section.max_score for section in sections), 6),
        open_points,
        result.problem,
        penalty,
        _duration(result.late_seconds) if result.late_seconds > 0 else "",
        result.limits,
        result.repairs,
        sections,
    )


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
        With the filters ``points``, ``words`` and ``name``.
    """
    made = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    made.filters["points"] = lambda value: f"{value:g}"
    made.filters["words"] = lambda name: name.replace("_", " ")
    # A narrow page breaks a name there, but does not leave its number alone.
    made.filters["name"] = lambda name: Markup(re.sub("(?<=[a-z])_", "_<wbr>", str(escape(name))))
    return made


def _key(cell: Any) -> str:
    """Give a cell's grade_id."""
    return str(nbgrader_field(cell, "grade_id"))


def _score(exercise: Exercise, grades: dict[str, Any]) -> float | None:
    """Add up an exercise's points in the gradebook; None while a person has still to mark it."""
    keys = [exercise.key] if not exercise.automatic else [f"test_{exercise.key}", f"test_{exercise.key}_hidden"]
    entries = [grades[key] for key in keys if key in grades]
    if any(grade.auto_score is None and grade.manual_score is None for grade in entries):
        return None
    return round(sum(float(grade.score) for grade in entries), 6)


def _duration(seconds: float) -> str:
    """Say a time in words."""
    hours = seconds / 3600
    if hours < 1:
        return f"{seconds / 60:.0f} minutes"
    return f"{hours:.1f} hours" if hours < 48 else f"{hours / 24:.1f} days"
