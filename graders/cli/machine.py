"""Verbs that show what a machine can do: demo, doctor."""

import sys
from pathlib import Path

import click

from graders.cli.group import cores, main
from graders.course.course import open_course


@main.command("demo")
@click.option("--all", "whole", is_flag=True, help="Mark the whole sample class, not one submission of each kind.")
@click.option("--open", "opened", is_flag=True, help="Show a feedback page and the class report in the browser.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where to make it; default: demo/ beside source/.")
@click.option("--jobs", type=click.IntRange(min=1), default=None, help="Submissions at a time; default: all cores.")
@click.pass_obj
def demo_verb(course: Path | None, whole: bool, opened: bool, folder: Path | None, jobs: int | None) -> None:
    """Go from nothing to a graded sample class, offline.

    Where students' code cannot be confined, the sample class is marked all the same, without its hostile submissions.
    """
    from graders.progress import batch_progress

    if course is not None:
        raise click.UsageError("the demo makes a course of its own: give its place with --folder.")
    with batch_progress() as progress:
        progress.stage("reading the sample class")
        from graders.demo.sample_class import DEMO, demo  # it takes a second, in which the bar is there

        outcome = demo((folder or DEMO).resolve(), jobs or cores(), whole, progress)
    from graders.demo.summary import open_pages, show_demo

    show_demo(outcome)
    if opened:
        open_pages(outcome)
    if outcome.wrong:
        sys.exit(1)


@main.command("doctor")
@click.pass_obj
def doctor_verb(course: Path | None) -> None:
    """Say what this machine can do and what to install."""
    from graders.console import show_findings
    from graders.doctor import examine

    if not show_findings(examine(open_course(course))):
        sys.exit(1)
