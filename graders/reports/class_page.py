"""The class report: one page that opens anywhere, and the same figures as CSV files."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from markupsafe import Markup

from graders.core.safe_text import field, line
from graders.course.course import Course, make_folder
from graders.reports.class_statistics import AssignmentFigures, Overview
from graders.reports.marks_table import COLUMNS

PAGE = "index.html"
STAMP = ("kit", "submission", "notebook", "hidden_tests", "configuration", "engine", "environment", "seed", "sandbox")
INK, BAR, MARKED = "#1c2330", "#3b6ea5", "#b3410e"


def write_overview(course: Course, found: Overview) -> list[Path]:
    """Write the page and the CSV files.

    Parameters
    ----------
    course : Course
        The course.
    found : Overview
        From `graders.reports.class_statistics.overview`.

    Returns
    -------
    list of Path
        The page first; all in feedback/report/.
    """
    from graders.reports.feedback import environment

    folder = make_folder(course.feedback / "report")
    page = folder / PAGE
    pictures = {figures.name: histogram(figures) for figures in found.assignments}
    made = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    text = environment().get_template("report.html.j2").render(found=found, pictures=pictures, made=made)
    page.write_text(text, encoding="utf-8")
    return [page, *(_write(folder / f"{name}.csv", heading, body) for name, heading, body in _tables(found))]


def histogram(figures: AssignmentFigures) -> Markup:
    """Draw how the marks of an assignment lie, with the quartiles.

    Parameters
    ----------
    figures : AssignmentFigures
        The assignment.

    Returns
    -------
    Markup
        An SVG element with a text alternative.
    """
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    most = figures.max_score or 1.0
    edges = np.linspace(0, most, 11)
    counts, _ = np.histogram(np.clip(figures.scores, 0, most), edges)
    low, middle, high = figures.quartiles
    figure = Figure(figsize=(7, 2.6), layout="constrained")
    axes = figure.subplots()
    axes.bar(edges[:-1], counts, width=most / 10, align="edge", color=BAR, edgecolor="white")
    for value, name in ((low, "lower quartile"), (middle, "median"), (high, "upper quartile")):
        axes.axvline(value, color=MARKED, linestyle="-" if name == "median" else ":", label=f"{name}: {value:g}")
    axes.set(xlabel=f"points of {most:g}", ylabel="submissions", xlim=(0, most))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(fontsize=8, loc="upper left")
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None})
    svg = buffer.getvalue()
    told = ", ".join(f"{n} of {a:g} to {b:g}" for n, a, b in zip(counts, edges[:-1], edges[1:], strict=True) if n)
    words = f"Points in {figures.name}: {told}. Quartiles {low:g}, {middle:g}, {high:g}."
    opening = Markup('<svg role="img" aria-label="{}" ').format(words)  # the words are escaped
    return opening + Markup(svg[svg.index("<svg") + len("<svg ") :])


def _tables(found: Overview) -> Iterable[tuple[str, Sequence[str], Sequence[Sequence[Any]]]]:
    """Give the CSV files: name, heading, rows."""
    yield "marks", COLUMNS, [tuple(getattr(row, column) for column in COLUMNS) for row in found.table]
    heading = ("assignment", "submitted", "missing", "mean", "lower_quartile", "median", "upper_quartile", "max_score")
    yield (
        "assignments",
        (*heading, "reliability", "by_hand", "late", "flagged"),
        [
            (
                *(a.name, len(a.scores), len(a.missing), round(a.mean, 3), *(round(q, 3) for q in a.quartiles)),
                *(a.max_score, a.alpha, len(a.by_hand), len(a.late), len(a.flagged)),
            )
            for a in found.assignments
        ],
    )
    yield (
        "exercises",
        ("assignment", "exercise", "points", "judged", "mean_share", "full", "none"),
        [
            (a.name, e.exercise, e.points, e.judged, round(e.mean, 4), e.full, e.none)
            for a in found.assignments
            for e in a.exercises
        ],
    )
    yield (
        "checks",
        (
            *("assignment", "exercise", "check", "points", "judged", "passed", "discrimination", "remark"),
            *("median_seconds", "longest_seconds", "verified", "differed"),
        ),
        [
            (
                *(i.assignment, i.exercise, i.check, i.points, i.judged, i.passed, i.discrimination, i.remark),
                *_steadiness(a, i.exercise, i.check),
            )
            for a in found.assignments
            for i in a.items
        ],
    )
    yield (
        "stamps",
        ("student", "assignment", *STAMP, "limits"),
        [(who, name, *(stamp.get(key, "") for key in STAMP), limits) for who, name, stamp, limits in found.stamps],
    )
    yield (
        "mistakes",
        ("assignment", "exercise", "students", "says"),
        [(m.assignment, m.exercise, m.students, m.says) for m in found.mistakes],
    )
    yield (
        "needs_person",
        ("student", "assignment", "what", "reason", "link"),
        [(n.student, n.assignment, n.what, n.reason, n.link) for n in found.needs],
    )


def _steadiness(figures: AssignmentFigures, exercise: str, check: str) -> tuple[float | None, float | None, int, int]:
    """Give a check's median and longest seconds, the submissions marked twice, and those where its outcome differed."""
    where = (exercise, check)
    taken = next((t for t in figures.timings if (t.exercise, t.check) == where), None)
    known = figures.verified
    seconds = (taken.median, taken.longest) if taken else (None, None)
    if known is None:
        return (*seconds, 0, 0)
    return (*seconds, known.submissions, sum(f.submissions for f in known.flaky if (f.exercise, f.check) == where))


def _write(path: Path, heading: Sequence[str], body: Iterable[Sequence[Any]]) -> Path:
    """Write one CSV file; no spreadsheet takes a text of it for a formula."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(heading)
        writer.writerows([field(line(value)) if isinstance(value, str) else value for value in row] for row in body)
    return path
