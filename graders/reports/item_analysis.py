"""The item report: what each check of a marked class tells about the class, and about the check.

Difficulty is the share that passed. Discrimination is the correlation between passing the check and the rest
of the score in the assignment (the corrected item-total correlation; see Ebel and Frisbie, Essentials of
Educational Measurement, 1991, chapter 13): a check that the best fail as often as the weakest says little.
"""

import csv
import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from graders.core.results import SubmissionResult
from graders.course.course import Course, make_folder
from graders.gradebook.recorder import load_mark

COLUMNS = ("assignment", "exercise", "check", "points", "judged", "passed", "discrimination", "remark", "commonest")
FEWEST = 5  # submissions from which on a correlation is told
MOST = 160  # characters of a mistake's name
LOW = 0.1  # discrimination below which a check deserves a look
_ADVICE = re.compile(r"(?<=[.!?)])\s+(?=[A-Z`])")
_NUMBERS = re.compile(r"[-+]?\d[\d.,e+-]*")


@dataclass(frozen=True)
class Item:
    """One check over a class.

    Attributes
    ----------
    assignment, exercise, check : str
        Which.
    points : float
        What it is worth.
    judged, passed : int
        Submissions in which it was judged, and in which it passed.
    discrimination : float or None
        From -1 to 1; None where it cannot be told.
    commonest : list of (str, int)
        The commonest things said where it failed, with how many were told so.
    """

    assignment: str
    exercise: str
    check: str
    points: float
    judged: int
    passed: int
    discrimination: float | None
    commonest: list[tuple[str, int]]

    @property
    def share(self) -> float:
        """The share that passed, from 0 to 1."""
        return self.passed / self.judged if self.judged else 0.0

    @property
    def remark(self) -> str:
        """Why the check deserves a look; may be empty."""
        if not self.judged:
            return "never judged"
        if self.passed == self.judged:
            return "nobody fails it"
        if not self.passed:
            return "nobody passes it"
        if self.discrimination is not None and self.discrimination < LOW:
            return "does not tell strong from weak"
        return ""


def items(course: Course, assignments: Iterable[str] = ()) -> list[Item]:
    """Analyse the checks of a marked class.

    Parameters
    ----------
    course : Course
        The course.
    assignments : iterable of str
        Only these; none means all.

    Returns
    -------
    list of Item
        In the order of the assignments, exercises and checks.
    """
    found: list[Item] = []
    for name in course.choose(assignments):
        students = sorted(path.parent.parent.name for path in course.autograded.glob(f"*/{name}/mark.json"))
        marks = [mark for who in students if (mark := load_mark(course, who, name)) is not None and not mark.problem]
        found.extend(of_assignment(name, marks))
    return found


def of_assignment(name: str, marks: Sequence[SubmissionResult]) -> list[Item]:
    """Analyse one assignment's checks.

    Parameters
    ----------
    name : str
        The assignment.
    marks : sequence of SubmissionResult
        Those that could be read.

    Returns
    -------
    list of Item
        In the order of the exercises and checks.
    """
    totals = np.array([sum(exercise.score for exercise in mark.exercises) for mark in marks])
    earned: dict[tuple[str, str], list[tuple[int, Any]]] = {}
    for number, mark in enumerate(marks):
        for exercise in mark.exercises:
            for check in exercise.checks:
                earned.setdefault((exercise.exercise, check.name), []).append((number, check))
    made = []
    for (exercise_key, check_name), entries in earned.items():
        judged = [(number, check) for number, check in entries if check.outcome in ("passed", "failed")]
        share = np.array([check.earned / check.points if check.points else 0.0 for _, check in judged])
        rest = np.array([totals[number] - check.earned for number, check in judged])
        said = Counter(advice(check.message) for _, check in judged if check.outcome == "failed")
        passed = sum(check.outcome == "passed" for _, check in judged)
        points = entries[0][1].points
        told = said.most_common(3)
        made.append(Item(name, exercise_key, check_name, points, len(judged), passed, _correlation(share, rest), told))
    return made


def advice(message: str) -> str:
    """Give what a message says in its last sentence: the name of the mistake, the same for everybody who made it.

    Parameters
    ----------
    message : str
        What a learner was told.

    Returns
    -------
    str
        Its last sentence, numbers left out, cut between words where it is long.
    """
    last = _NUMBERS.sub("#", _ADVICE.split(message.strip())[-1])
    return textwrap.shorten(last, MOST, placeholder=" …") or "(nothing)"


def write_items(course: Course, table: Sequence[Item]) -> list[Path]:
    """Write the report as CSV and, for each assignment, as a picture.

    Parameters
    ----------
    course : Course
        The course.
    table : sequence of Item
        From `items`.

    Returns
    -------
    list of Path
        The files, in the feedback folder's ``items``.
    """
    folder = make_folder(course.feedback / "items")
    paths = [folder / "items.csv"]
    with paths[0].open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for item in table:
            row = [getattr(item, column) for column in COLUMNS[:-1]]
            writer.writerow([*row, "; ".join(f"{count} x {words}" for words, count in item.commonest)])
    for name in dict.fromkeys(item.assignment for item in table):
        paths.append(folder / f"{name}.svg")
        draw([item for item in table if item.assignment == name]).savefig(paths[-1])
    return paths


def draw(table: Sequence[Item]) -> Any:
    """Draw one assignment's checks: how many passed each, and how well it tells strong from weak.

    Parameters
    ----------
    table : sequence of Item
        Of one assignment.

    Returns
    -------
    matplotlib.figure.Figure
        Two panels with one row for each check.
    """
    from matplotlib.figure import Figure

    rows = np.arange(len(table))
    figure = Figure(figsize=(11, 1.6 + 0.26 * len(table)), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=True, width_ratios=[3, 2])
    left.barh(rows, [100 * item.share for item in table], color="#3b6ea5")
    left.set(xlim=(0, 100), xlabel="passed by (% of those judged)", yticks=rows)
    left.set_yticklabels([f"{item.exercise}: {item.check.replace('_', ' ')}" for item in table], fontsize=8)
    known = [(row, item) for row, item in zip(rows, table, strict=True) if item.discrimination is not None]
    colours = ["#3b6ea5" if (item.discrimination or 0) >= LOW else "#b3410e" for _, item in known]
    right.barh([row for row, _ in known], [item.discrimination or 0 for _, item in known], color=colours)
    right.axvline(LOW, color="black", linestyle=":", linewidth=1)
    right.set(xlim=(-1, 1), xticks=[-1, -0.5, 0, 0.5, 1], xlabel=f"discrimination (below {LOW}: orange)")
    left.set_ylim(len(table) - 0.4, -0.6)  # the first check on top
    count = max((item.judged for item in table), default=0)
    figure.suptitle(f"{table[0].assignment}: {len(table)} checks, up to {count} submissions", fontsize=11)
    return figure


def _correlation(share: np.ndarray, rest: np.ndarray) -> float | None:
    """Correlate what was earned with the rest of the score; None for few submissions or where nothing varies."""
    if len(share) < FEWEST or np.ptp(share) == 0 or np.ptp(rest) == 0:
        return None
    return round(float(np.corrcoef(share, rest)[0, 1]), 3)
