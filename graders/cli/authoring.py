"""Verbs for authors: try, check, release, new."""

import json
import sys
from pathlib import Path

import click

from graders.cli.group import cores, main
from graders.core.exceptions import GradersError, MissingFile
from graders.course.course import Course, open_course


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
