"""The class at a glance: marks, exercises, mistakes and what waits for a person, as figures.

Reliability is Cronbach's alpha (Cronbach, Psychometrika 16, 1951): k / (k - 1) * (1 - sum of the parts' variances / variance
of the sum), the parts being the k exercises with automatic marks.
"""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from graders.core.results import SubmissionResult
from graders.course.course import Course
from graders.course.settings import Limits
from graders.reports.check_timing import SHARE, Timing, timings
from graders.reports.flaky_checks import Flaky, Verified, verified
from graders.reports.item_analysis import FEWEST, Item, advice, of_assignment
from graders.reports.marks_table import Row, row_of, sheets_with_marks
from graders.reports.needs_person import Need, needs_of

SLOWEST = 10  # submissions that are listed
MOST_MISTAKES = 25


@dataclass(frozen=True)
class Mistake:
    """What many were told.

    Attributes
    ----------
    assignment, exercise, says : str
        Where, and the advice that was given.
    students : int
        How many were given it.
    """

    assignment: str
    exercise: str
    says: str
    students: int


@dataclass(frozen=True)
class ExerciseFigures:
    """One exercise over a class.

    Attributes
    ----------
    exercise : str
        Its key.
    points : float
        What its checks are worth.
    judged : int
        In how many submissions it was judged.
    mean : float
        Mean share of the points, from 0 to 1.
    full, none : int
        How many got all of it and nothing.
    """

    exercise: str
    points: float
    judged: int
    mean: float
    full: int
    none: int


@dataclass
class AssignmentFigures:
    """One assignment over a class.

    Attributes
    ----------
    name : str
        The assignment.
    max_score : float
        What it is worth.
    scores : list of float
        Penalties taken off, in the order of `students`.
    students, missing, by_hand, late, flagged : list of str
        Who handed in; who did not; whose answers wait for a person; who was late; what deserves a look, with the reason.
    alpha : float or None
        Reliability; None for fewer than five submissions or where nothing varies.
    exercises : list of ExerciseFigures
        In the order of the notebook.
    items : list of Item
        The checks.
    seconds : list of (float, str)
        What marking took, the longest first.
    timings : list of Timing
        What the checks took.
    verified : Verified or None
        What marking twice has found.
    """

    name: str
    max_score: float = 0.0
    scores: list[float] = field(default_factory=list)
    students: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    by_hand: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    flagged: list[str] = field(default_factory=list)
    alpha: float | None = None
    exercises: list[ExerciseFigures] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    seconds: list[tuple[float, str]] = field(default_factory=list)
    timings: list[Timing] = field(default_factory=list)
    verified: Verified | None = None

    @property
    def quartiles(self) -> tuple[float, float, float]:
        """A quarter, a half and three quarters of the class have at most so much."""
        low, middle, high = np.percentile(self.scores, [25, 50, 75]) if self.scores else (0.0, 0.0, 0.0)
        return float(low), float(middle), float(high)

    @property
    def mean(self) -> float:
        """The mean score."""
        return float(np.mean(self.scores)) if self.scores else 0.0


@dataclass
class Overview:
    """A class.

    Attributes
    ----------
    assignments : list of AssignmentFigures
        In the order of the course.
    mistakes : list of Mistake
        The commonest first.
    table : list of Row
        The marks, names replaced where they are to be left out.
    anonymous : bool
        Whether names were replaced.
    stamps : list of (str, str, dict, str)
        Student, assignment, the hashes of what the mark depends on, and the limits that were met.
    limit : float
        Seconds that one check may take.
    needs : list of Need
        What needs a person.
    """

    assignments: list[AssignmentFigures]
    mistakes: list[Mistake]
    table: list[Row]
    anonymous: bool
    stamps: list[tuple[str, str, dict[str, str], str]]
    limit: float
    needs: list[Need] = field(default_factory=list)

    @property
    def threshold(self) -> float:
        """Seconds from which on a check is called slow."""
        return SHARE * self.limit

    @property
    def slow(self) -> list[Timing]:
        """Checks that took longer for somebody, those that take longest for most first."""
        over = [one for a in self.assignments for one in a.timings if one.over]
        return sorted(over, key=lambda one: (-one.median, -one.longest))

    @property
    def verified(self) -> list[Verified]:
        """What is known of the assignments of which something was marked twice."""
        return [a.verified for a in self.assignments if a.verified is not None and a.verified.submissions]

    @property
    def flaky(self) -> list[Flaky]:
        """Checks whose outcome was not the same twice."""
        return [check for known in self.verified for check in known.flaky]


def overview(course: Course, assignments: Iterable[str] = (), anonymous: bool = False) -> Overview:
    """Collect the figures of a marked class.

    Parameters
    ----------
    course : Course
        The course.
    assignments : iterable of str
        Only these; none means all.
    anonymous : bool
        Whether students are called by numbers, drawn anew each time.

    Returns
    -------
    Overview
        Empty lists where nothing is marked.
    """
    names = course.choose(assignments)
    sheets = sheets_with_marks(course, names)
    found_marks = [(row_of(sheet, mark), mark) for sheet, mark in sheets]
    wanting = needs_of(course, names, sheets)
    table = [row for row, _ in found_marks]
    everyone = sorted({row.student for row in table} | {need.student for need in wanting} | _enrolled(course))
    called = _numbers(everyone) if anonymous else {name: name for name in everyone}
    found, mistakes = [], []
    limit = Limits.from_config(course.config()).check_seconds
    stamps: list[tuple[str, str, dict[str, str], str]] = []
    for name in names:
        mine = [row for row in table if row.assignment == name]
        if not mine:
            continue
        marks = [mark for row, mark in found_marks if mark is not None and row.assignment == name]
        figures = _figures(name, mine, marks, called)
        figures.timings = timings(name, [mark for mark in marks if not mark.problem], SHARE * limit)
        figures.verified = verified(course, name)
        figures.missing = [called[who] for who in everyone if who not in {row.student for row in mine}]
        found.append(figures)
        mistakes.extend(_mistakes(name, marks))
        stamps.extend((called.get(m.student, m.student), name, m.stamp, "; ".join(m.limits)) for m in marks)
    mistakes.sort(key=lambda mistake: -mistake.students)
    hidden = [replace(row, student=called[row.student]) for row in table]
    hidden.sort(key=lambda r: (r.assignment, r.student))
    wanting = [replace(need, student=called[need.student]) for need in wanting]
    return Overview(found, mistakes[:MOST_MISTAKES], hidden, anonymous, stamps, limit, wanting)


def alpha(scores: np.ndarray) -> float | None:
    """Compute Cronbach's alpha.

    Parameters
    ----------
    scores : ndarray, (students, parts)
        What each earned in each part.

    Returns
    -------
    float or None
        None for fewer than five students or two parts, or where the sum does not vary.
    """
    students, parts = scores.shape
    total = scores.sum(axis=1).var(ddof=1) if students > 1 else 0.0
    if students < FEWEST or parts < 2 or total == 0:
        return None
    return round(float(parts / (parts - 1) * (1 - scores.var(axis=0, ddof=1).sum() / total)), 3)


def _figures(
    name: str, mine: Sequence[Row], marks: Sequence[SubmissionResult], called: dict[str, str]
) -> AssignmentFigures:
    """Collect one assignment's figures."""
    read = [mark for mark in marks if not mark.problem]
    figures = AssignmentFigures(name, mine[0].max_score)
    for row in mine:
        figures.scores.append(row.score)
        figures.students.append(called[row.student])
        if row.by_hand:
            figures.by_hand.append(called[row.student])
        if row.penalty:
            figures.late.append(called[row.student])
    figures.flagged = [f"{called[m.student]}: {m.problem or m.faults[0]}" for m in marks if m.problem or m.faults]
    figures.seconds = sorted(((m.seconds, called[m.student]) for m in read), reverse=True)[:SLOWEST]
    figures.items = of_assignment(name, read)
    keys = list(dict.fromkeys(exercise.exercise for mark in read for exercise in mark.exercises))
    earned = {key: [e for mark in read for e in mark.exercises if e.exercise == key] for key in keys}
    for key, entries in earned.items():
        points = max(entry.max_score for entry in entries)
        shares = [entry.score / entry.max_score if entry.max_score else 0.0 for entry in entries]
        full, none = sum(share >= 1 for share in shares), sum(share <= 0 for share in shares)
        figures.exercises.append(ExerciseFigures(key, points, len(entries), float(np.mean(shares)), full, none))
    whole = [mark for mark in read if len(mark.exercises) == len(keys)]
    if whole:
        figures.alpha = alpha(np.array([[exercise.score for exercise in mark.exercises] for mark in whole]))
    return figures


def _mistakes(name: str, marks: Sequence[SubmissionResult]) -> list[Mistake]:
    """Count how many students were given each advice; a student who read it twice counts once."""
    counts: Counter[tuple[str, str]] = Counter()
    for mark in marks:
        said = {
            (exercise.exercise, advice(check.message))
            for exercise in mark.exercises
            for check in exercise.checks
            if check.outcome == "failed"
        }
        counts.update(said)
    return [Mistake(name, key, says, count) for (key, says), count in counts.items() if count > 1]


def _enrolled(course: Course) -> set[str]:
    """Give the students whom the gradebook knows, whether or not they handed anything in."""
    from graders.gradebook.connection import has_gradebook, open_gradebook

    if not has_gradebook(course):
        return set()
    with open_gradebook(course) as gradebook:
        return {student.id for student in gradebook.students}


def _numbers(students: Sequence[str]) -> dict[str, str]:
    """Call students by numbers that say nothing about their names."""
    order = list(students)
    random.SystemRandom().shuffle(order)
    width = len(str(len(order)))
    return {name: f"student {number:0{width}d}" for number, name in enumerate(order, 1)}
