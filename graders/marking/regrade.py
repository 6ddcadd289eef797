"""Marking again without writing a mark: what would change, and whether a mark comes out the same twice."""

import random
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime

from graders.core.exceptions import GradersError
from graders.core.results import CheckResult, Comparison, SubmissionResult
from graders.course.course import Course
from graders.gradebook.connection import has_gradebook, open_gradebook
from graders.gradebook.lateness import penalty, seconds_late
from graders.gradebook.mark_sheet import MarkSheet, mark_sheets
from graders.gradebook.recorder import load_mark
from graders.marking.jobs import Job, mark_apart, queue_of, submitted
from graders.marking.judging import LocalJudges
from graders.reports.flaky_checks import keep

Progress = Callable[[int, int, SubmissionResult | None], None]


def preview(
    course: Course,
    assignments: Iterable[str] = (),
    students: Iterable[str] = (),
    jobs: int = 1,
    sandboxed: bool = True,
    progress: Progress | None = None,
) -> list[Comparison]:
    """Mark what `autograde` would mark, and write nothing.

    Parameters
    ----------
    course, assignments, students, jobs, sandboxed, progress
        As for `graders.marking.autograde.autograde`.

    Returns
    -------
    list of Comparison
        One for each submission whose mark would be made anew, those that would stay the same included.
    """
    return _again(course, assignments, students, jobs, sandboxed, progress, None)


def verify(
    course: Course,
    number: int,
    assignments: Iterable[str] = (),
    students: Iterable[str] = (),
    jobs: int = 1,
    sandboxed: bool = True,
    progress: Progress | None = None,
) -> list[Comparison]:
    """Mark some submissions again for which nothing has changed, drawn at random; write no mark, but what differed.

    Parameters
    ----------
    course, assignments, students, jobs, sandboxed, progress
        As for `graders.marking.autograde.autograde`.
    number : int
        How many.

    Returns
    -------
    list of Comparison
        Fewer where there are no more.
    """
    compared = _again(course, assignments, students, jobs, sandboxed, progress, number)
    keep(course, compared)
    return compared


def compare(before: SubmissionResult | None, after: SubmissionResult) -> Comparison:
    """Compare two results of one submission.

    Parameters
    ----------
    before : SubmissionResult or None
        As recorded.
    after : SubmissionResult
        As it comes out now.

    Returns
    -------
    Comparison
        Check by check where both were judged, else cell by cell.
    """
    if before is None:
        return Comparison(after.student, after.assignment, None, after.score, ["it has no mark yet"])
    why, differed = [], []
    if before.problem != after.problem:
        why.append(after.problem or "it can be read now")
    unread = bool(before.problem or after.problem)  # then no check was judged, and none is to blame for it
    old = {(e.exercise, c.name): c for e in before.exercises for c in e.checks}
    new = {(e.exercise, c.name): c for e in after.exercises for c in e.checks}
    for where in dict.fromkeys([*old, *new]):
        was, now = old.get(where), new.get(where)
        if not unread and _came_to(was) != _came_to(now):
            differed.append(where)
        if (was.earned if was else None) != (now.earned if now else None):
            points = " to ".join("nothing" if check is None else f"{check.earned:g}" for check in (was, now))
            told = (now.message if now else "") or (was.message if was else "")
            why.append(f"{where[0]}, {where[1].replace('_', ' ')}: {points} points" + (f" ({told})" if told else ""))
    if not why:
        cells = sorted(
            key for key in {*before.scores, *after.scores} if before.scores.get(key) != after.scores.get(key)
        )
        why = [f"{key}: {before.scores.get(key)} to {after.scores.get(key)} points" for key in cells]
    return Comparison(after.student, after.assignment, before.score, after.score, why, differed=differed)


def _came_to(check: CheckResult | None) -> tuple[str, float] | None:
    """Give a check's outcome and points.

    Failed and not judged are one: with an endless loop it is chance at which of the checks the time is over.
    """
    if check is None:
        return None
    return "failed" if check.outcome == "unjudged" else check.outcome, check.earned


def _again(
    course: Course,
    assignments: Iterable[str],
    students: Iterable[str],
    jobs: int,
    sandboxed: bool,
    progress: Progress | None,
    number: int | None,
) -> list[Comparison]:
    """Mark what has changed, or so many of what has not."""
    found = submitted(course, assignments, students)
    queue = queue_of(course, found, number is not None, sandboxed, unchanged=[])
    chosen = [(job, load_mark(course, job.student, job.assignment.name)) for job in queue]
    if number is not None:
        kept = [(job, mark) for job, mark in chosen if mark and mark.stamp == job.stamp]
        if not kept:
            raise GradersError("there is no mark to verify: run `autograde` first.")
        chosen = random.SystemRandom().sample(kept, min(number, len(kept)))
    compared: list[Comparison] = []
    marked = {job.assignment for job, _ in chosen}
    with (
        LocalJudges(marked, {assignment.preloads for assignment in marked}, sandboxed, [course.root]) as judges,
        ThreadPoolExecutor(max(jobs, 1)) as pool,
    ):
        results = pool.map(lambda pair: mark_apart(pair[0], judges.judge), chosen)
        for done, ((job, before), (result, _, fault)) in enumerate(zip(chosen, results, strict=True), start=1):
            result.clean()
            if fault:
                score, _ = _totals(course, job, before, None)
                compared.append(Comparison(job.student, job.assignment.name, score, None, fault=fault))
            else:
                was, now = _totals(course, job, before, result)
                compared.append(replace(compare(before, result), before=was, after=now))
            if progress:
                progress(done, len(chosen), result)
    return compared


def _totals(
    course: Course, job: Job, before: SubmissionResult | None, result: SubmissionResult | None
) -> tuple[float | None, float | None]:
    """Give what a submission counts for and what it would, marks by hand and the penalty for lateness included."""
    name = job.assignment.name
    if not has_gradebook(course):
        return None, result.score if result else None  # nothing is marked, and nothing has a due date
    with open_gradebook(course) as gradebook:
        sheet = mark_sheets(gradebook, name, [job.student]).get(job.student, MarkSheet(job.student, name))
        was = sheet.score if before is not None else None
        if result is None:
            return was, None
        fresh = sheet.again(job.assignment.source.points(), result.scores)
        late = seconds_late(
            gradebook, job.student, name, datetime.fromisoformat(result.submitted_at) if result.submitted_at else None
        )
    fresh.penalty = penalty(course, job.student, fresh.earned, late)
    return was, fresh.score
