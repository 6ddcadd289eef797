"""The command line: verbs, options, exit statuses. The work is done by the modules named after the verbs."""

import logging
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graders import __version__
from graders.core.environment import prepare
from graders.core.exceptions import DiskFull, GradersError, MissingFile
from graders.course.course import Course, open_course

if TYPE_CHECKING:  # each verb imports what it needs, so that the others start at once
    from graders.course.assignment import Assignment
    from graders.marking.task import Judges

Verb = Callable[..., None]
NOTHING_MARKED = "nothing has been marked yet: run `python -m graders autograde` first."


def cores() -> int:
    """Give the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _show_settings(context: click.Context, _: click.Parameter, asked: bool) -> None:
    """Print the help and what can be set in nbgrader_config.py."""
    if asked:
        from graders.course.settings import describe_settings

        click.echo(f"{context.get_help()}\n\nSettings in nbgrader_config.py, as c.GradersLimits.cell_seconds = 60:\n")
        click.echo(describe_settings())
        context.exit()


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--course", type=click.Path(file_okay=False, path_type=Path), help="Course folder, if not this one.")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.option(
    "--help-all",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_show_settings,
    help="Show the settings, too.",
)
@click.version_option(__version__, prog_name="graders")
@click.pass_context
def main(context: click.Context, course: Path | None, debug: bool) -> None:
    """Release, mark and prove the course on handwritten digits."""
    context.obj = course


@main.command("try")
@click.argument("assignment")
@click.argument("exercise")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per file, a line each.")
@click.option("--jobs", type=click.IntRange(min=1), default=None, help="Files at a time; default: all cores.")
@click.option("--seed", type=click.IntRange(min=0), default=None, help="Seed of the checks' random inputs.")
@click.option("--no-sandbox", is_flag=True, help="Run the files with your own rights.")
@click.pass_obj
def try_verb(
    course: Path | None,
    assignment: str,
    exercise: str,
    files: tuple[Path, ...],
    as_json: bool,
    jobs: int,
    seed: int,
    no_sandbox: bool,
) -> None:
    """Mark Python FILES that define the EXERCISE's names, each on its own."""
    import json

    from graders.authoring.try_answers import try_files
    from graders.console import show_trial
    from graders.course.settings import Limits

    opened = open_course(course)
    [assignment] = opened.choose([assignment])
    answered = opened.assignment(assignment)
    chosen = answered.exercise(exercise)
    if not chosen.automatic:
        raise GradersError(f"{chosen.where} is marked by hand: start `jupyter lab`, open Nbgrader › Formgrader.")
    for file in files:
        if not file.is_file():
            raise MissingFile(file, "give Python files that define the exercise's names.")
    limits = Limits.from_config(opened.config())
    for result in try_files(answered, chosen, files, jobs or cores(), seed, limits, not no_sandbox):
        if as_json:
            click.echo(json.dumps(result.to_json()))
        else:
            show_trial(result)


@main.command("check")
@click.argument("assignment", required=False)
@click.argument("exercise", required=False)
@click.option("--jobs", type=click.IntRange(min=1), default=None, help="Answers at a time; default: all cores.")
@click.option("--seed", type=click.IntRange(min=0), default=None, help="Seed of the checks' random inputs.")
@click.option("--mutants", is_flag=True, help="Judge every small change to the references instead.")
@click.option("--no-cache", is_flag=True, help="With --mutants: judge anew what earlier runs have judged.")
@click.pass_obj
def check_verb(
    course: Path | None,
    assignment: str | None,
    exercise: str | None,
    jobs: int,
    seed: int,
    mutants: bool,
    no_cache: bool,
) -> None:
    """Prove the course: references pass, stubs and wrong answers fail as declared.

    With --mutants: every small change to a reference solution loses marks, or equivalent_mutants.toml says why not.
    """
    from graders.authoring.check_course import choose, prove
    from graders.console import show_proof
    from graders.progress import trial_progress

    opened = open_course(course)
    chosen = choose(opened, assignment, exercise)
    if mutants:
        _check_mutants(opened, chosen, jobs or cores(), seed, no_cache)
        return
    if no_cache:
        raise click.UsageError("--no-cache goes with --mutants.")
    with trial_progress() as progress:
        findings, judged = prove(opened, chosen, jobs or cores(), seed, progress)
    show_proof(chosen, findings, judged)
    if findings:
        sys.exit(1)


def _check_mutants(course: Course, chosen: dict[str, list[str]], jobs: int, seed: int | None, no_cache: bool) -> None:
    """Judge the mutants of the chosen exercises; exit with 1 where one survives unexplained."""
    from graders.authoring.mutation.survey import survey
    from graders.authoring.mutation.verdicts import Verdicts
    from graders.console import show_survey
    from graders.progress import mutant_progress

    remembered = None if no_cache else Verdicts()
    with mutant_progress() as progress:
        found = survey(course, chosen, jobs, seed=seed, remembered=remembered, progress=progress)
    show_survey(found)
    if not found.clean:
        sys.exit(1)


@main.command("release")
@click.argument("assignments", nargs=-1)
@click.option("--verify", is_flag=True, help="Write nothing; fail if release/ is not what source/ makes.")
@click.pass_obj
def release_verb(course: Path | None, assignments: tuple[str, ...], verify: bool) -> None:
    """Make the students' version: source/ to release/."""
    from graders.release.publish import release, stale

    opened = open_course(course)
    for name in opened.choose(assignments):
        if verify:
            if changed := stale(opened, name):
                advice = f"run `python -m graders release {name}` and commit what it makes."
                raise GradersError(f"release/{name} is stale ({', '.join(changed[:3])}): {advice}")
            click.echo(f"{name}: up to date")
        else:
            notes: list[str] = []
            click.echo(f"{name}: {'released' if release(opened, name, notes) else 'unchanged'}")
            for note in notes:
                click.echo(note, err=True)


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
    if batch.faults or batch.refused:
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
    if batch.faults or batch.refused:
        sys.exit(1)


@main.command("feedback")
@click.argument("assignments", nargs=-1)
@click.option("--student", "students", multiple=True, help="Only this student; may be given again.")
@click.pass_obj
def feedback_verb(course: Path | None, assignments: tuple[str, ...], students: tuple[str, ...]) -> None:
    """Write what students read: one page per marked submission."""
    from graders.console import show_unfinished
    from graders.reports.feedback import feedback
    from graders.reports.needs_person import needs, unfinished

    opened = open_course(course)
    pages = feedback(opened, assignments, students)
    if not pages:
        raise GradersError(NOTHING_MARKED)
    click.echo(f"{len(pages)} pages in {opened.feedback}")
    wanted = set(students)
    show_unfinished(unfinished(n for n in needs(opened, assignments) if not wanted or n.student in wanted))


@main.command("report")
@click.argument("assignments", nargs=-1)
@click.option("--anonymous", is_flag=True, help="Call students by numbers in the class report.")
@click.option("--items", "by_check", is_flag=True, help="Look at the checks: how many pass, what they tell.")
@click.pass_obj
def report_verb(course: Path | None, assignments: tuple[str, ...], anonymous: bool, by_check: bool) -> None:
    """Print the table of marks and write the class report: a page, and the same as CSV."""
    from graders.console import show_items, show_rows
    from graders.reports.class_page import write_overview
    from graders.reports.class_statistics import overview
    from graders.reports.item_analysis import items, write_items
    from graders.reports.marks_table import write_csv

    opened = open_course(course)
    if by_check:
        found = items(opened, assignments)
        if not found:
            raise GradersError(NOTHING_MARKED)
        show_items(found)
        for path in write_items(opened, found):
            click.echo(path)
        return
    whole = overview(opened, assignments, anonymous)
    if not whole.table:
        raise GradersError(NOTHING_MARKED)
    show_rows(whole.table)
    if not anonymous:
        click.echo(f"The same as CSV: {write_csv(opened, whole.table)}")
    click.echo(f"The class at a glance: {write_overview(opened, whole)[0]}")


@main.command("export")
@click.argument("system", type=click.Choice(["canvas", "moodle"]))
@click.argument("assignments", nargs=-1)
@click.pass_obj
def export_verb(course: Path | None, system: str, assignments: tuple[str, ...]) -> None:
    """Write the marks as CSV for a campus system."""
    from graders.console import show_unfinished
    from graders.reports.lms_export import write_marks
    from graders.reports.needs_person import needs, unfinished

    opened = open_course(course)
    path = write_marks(opened, system, assignments)
    if path is None:
        raise GradersError(NOTHING_MARKED)
    click.echo(path)
    show_unfinished(unfinished(needs(opened, assignments)))


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


@main.command("new")
@click.argument("assignment")
@click.argument("exercise")
@click.option("--after", help="Exercise to put it behind; default: the last one.")
@click.pass_obj
def new_verb(course: Path | None, assignment: str, exercise: str, after: str | None) -> None:
    """Scaffold an exercise: cells, public test, folder; a small working sample to write over."""
    from graders.authoring.scaffold import scaffold

    for path in scaffold(open_course(course), assignment, exercise, after):
        click.echo(path)
    click.echo(f"A working sample stands there; write over it, then: python -m graders check {assignment} {exercise}")


@main.command("doctor")
@click.pass_obj
def doctor_verb(course: Path | None) -> None:
    """Say what this machine can do and what to install."""
    from graders.console import show_findings
    from graders.doctor import examine

    if not show_findings(examine(open_course(course))):
        sys.exit(1)


def run(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its status.

    Parameters
    ----------
    arguments : list of str, optional
        The arguments; those of the process where none are given.
    """
    prepare(os.environ, open_course().root)
    for name in ("traitlets", "tornado.application"):  # nbformat and nbgrader's API log what we say in one line
        logging.getLogger(name).addHandler(logging.NullHandler())
    argv = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in argv
    argv = [word for word in argv if word != "--debug"]  # it may stand anywhere
    try:
        status: Any = main.main(args=argv, prog_name="python -m graders", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        sys.exit(2)
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        hint = f" See `{context.command_path} --help`." if context else ""
        _stop(f"{error.format_message()}{hint}", 2)
    except GradersError as error:
        if debug:
            raise
        _stop(str(error), 2)
    except (KeyboardInterrupt, click.Abort):
        _stop("stopped; what was finished is kept.", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader left; say nothing more
        sys.exit(1)
    except Exception as error:
        if debug:
            raise
        if DiskFull.is_told_by(error):
            _stop(str(DiskFull(getattr(error, "filename", None) or "a file")), 2)
        _stop(f"a fault of ours, {type(error).__name__}: {error}. Run again with --debug and report what it shows.", 70)
    sys.exit(status if isinstance(status, int) else 0)


def _stop(message: str, status: int) -> None:
    """Print one line on stderr and exit."""
    from graders.core.safe_text import line

    click.echo(f"error: {line(message, 1_000)}", err=True)
    sys.exit(status)
