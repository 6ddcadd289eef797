"""Verbs that mark: autograde, regrade."""

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graders.cli.group import cores, main
from graders.course.course import Course, open_course

if TYPE_CHECKING:  # each verb imports what it needs, so that the others start at once
    from graders.course.assignment import Assignment
    from graders.marking.task import Judges


@main.command("autograde")
@click.argument("assignments", nargs=-1)
@click.option("--student", "students", multiple=True, help="Only this student; may be given again.")
@click.option("--jobs", type=click.IntRange(min=1), default=None, help="Submissions at a time; default: all cores.")
@click.option("--force", is_flag=True, help="Mark again what has not changed.")
@click.option("--no-sandbox", is_flag=True, help="Run students' code with your rights; recorded with the marks.")
@click.option("--scheduler", metavar="ADDRESS", help="Dask scheduler whose workers mark; see docs/operators.md.")
@click.option(
    "--verify",
    metavar="N",
    type=click.IntRange(min=1),
    help="Write no mark: mark N marked submissions again and say whether they come out the same.",
)
@click.pass_obj
def autograde_verb(
    course: Path | None,
    assignments: tuple[str, ...],
    students: tuple[str, ...],
    jobs: int | None,
    force: bool,
    no_sandbox: bool,
    scheduler: str | None,
    verify: int | None,
) -> None:
    """Mark what was submitted: submitted/ to autograded/ and the gradebook."""
    from graders.console import show_batch, show_comparisons, show_flaky
    from graders.marking.autograde import autograde
    from graders.progress import batch_progress

    if verify:
        from graders.marking.regrade import verify as mark_again

        if scheduler or force:
            raise click.UsageError(
                "--verify marks on this machine and writes no mark: leave --scheduler and --force out."
            )
        with batch_progress() as progress:
            opened = open_course(course)
            found = mark_again(opened, verify, assignments, students, jobs or cores(), not no_sandbox, progress)
        show_comparisons(found, "come out the same")
        show_flaky(found)
        sys.exit(0 if all(one.same for one in found) else 1)
    at_once = jobs or (0 if scheduler else cores())
    with batch_progress() as progress:
        opened = open_course(course)
        judges = partial(_cluster, scheduler, opened, not no_sandbox) if scheduler else None
        batch = autograde(opened, assignments, students, at_once, force, not no_sandbox, progress, judges)
    show_batch(batch)
    if batch.faults or batch.refused or batch.misplaced:
        sys.exit(1)


def _cluster(
    scheduler: str,
    course: Course,
    sandboxed: bool,
    assignments: "list[Assignment]",
    preloads: list[tuple[str, ...]],
) -> "Judges":
    """Let a cluster's workers judge a batch; Dask is imported only where one is asked for."""
    from graders.cluster.client import Cluster

    return Cluster(scheduler, course, assignments, preloads, sandboxed)


@main.command("regrade")
@click.argument("assignments", nargs=-1)
@click.option("--student", "students", multiple=True, help="Only this student; may be given again.")
@click.option("--jobs", type=click.IntRange(min=1), default=None, help="Submissions at a time; default: all cores.")
@click.option("--diff", is_flag=True, help="Write nothing: show whose mark would change, and why.")
@click.pass_obj
def regrade_verb(
    course: Path | None, assignments: tuple[str, ...], students: tuple[str, ...], jobs: int | None, diff: bool
) -> None:
    """Mark again what has changed since it was marked: a submission, a hidden test, the kit.

    Marks by hand and comments stay.
    """
    from graders.console import show_batch, show_comparisons
    from graders.marking.autograde import autograde
    from graders.marking.regrade import preview
    from graders.progress import batch_progress

    opened = open_course(course)
    with batch_progress() as progress:
        if diff:
            found = preview(opened, assignments, students, jobs or cores(), progress=progress)
        else:
            batch = autograde(opened, assignments, students, jobs or cores(), progress=progress)
    if diff:
        show_comparisons(found, "would stay the same")
        sys.exit(1 if any(one.fault for one in found) else 0)
    show_batch(batch)
    if batch.faults or batch.refused or batch.misplaced:
        sys.exit(1)
