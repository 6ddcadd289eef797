"""What the verbs print for people: tables, verdicts and progress."""

from __future__ import annotations

import contextlib
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Column, Table
from rich.text import Text

from graders.core.safe_text import line

if TYPE_CHECKING:  # each verb prints its own kind only; importing all of them would slow every command
    from graders.authoring.check_course import Expectation, Finding
    from graders.authoring.mutation.survey import Survey
    from graders.core.results import Comparison, SubmissionResult, TrialResult
    from graders.demo import DemoOutcome
    from graders.doctor import Condition
    from graders.marking.autograde import Batch
    from graders.reports.item_analysis import Item
    from graders.reports.marks_table import Row


LONGEST_SAID = 1_000  # characters of a line
console = Console(highlight=False, width=None if sys.stdout.isatty() else 140)  # a pipe has no width of its own
errors = Console(stderr=True, highlight=False, soft_wrap=True)


def show_trial(result: TrialResult) -> None:
    """Print the verdict on one file.

    Parameters
    ----------
    result : TrialResult
        The verdict.
    """
    score = f"{result.result.score:g} of {result.result.max_score:g}"
    _say(f"{result.file}: {result.status}, {score}{f' - {result.message}' if result.message else ''}")
    for check in result.result.checks:
        sign = "✓" if check.outcome == "passed" else "✗"
        who = "public" if check.visible else "hidden"
        _say(f"  {sign} {check.name} ({who}, {check.earned:g} of {check.points:g}) {check.message}".rstrip())


@contextlib.contextmanager
def trial_progress() -> Iterator[Callable[[Expectation, Finding | None], None]]:
    """Show how many answers have been judged, on a terminal only.

    Yields
    ------
    callable
        To be called with each expectation and its finding.
    """
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as bar:
        task = bar.add_task("judging", total=None)

        def step(expectation: Expectation, finding: Finding | None) -> None:
            bar.update(task, advance=1, description=expectation.trial.exercise.where)

        yield step


def show_proof(chosen: dict[str, list[str]], findings: Sequence[Finding], judged: int) -> None:
    """Print what `check` found: findings on stderr, one line each, and a summary.

    Parameters
    ----------
    chosen : dict of str to list of str
        The exercises by assignment.
    findings : sequence of Finding
        What is wrong.
    judged : int
        How many answers were judged.
    """
    table = Table(title="The course, proved")
    for heading in ("assignment", "exercises", "findings"):
        table.add_column(heading, justify="left" if heading == "assignment" else "right")
    for assignment, keys in chosen.items():
        count = sum(f.where.split("/")[0] == assignment for f in findings)
        table.add_row(assignment, str(len(keys)), str(count) if count else "none")
    console.print(table)
    click.echo(f"{judged} answers judged: references, stubs, accepted and wrong ones.")
    for finding in findings:
        _say(f"error: {finding}", err=True)


@contextlib.contextmanager
def mutant_progress() -> Iterator[Callable[[int, int, str], None]]:
    """Show how many mutants have been judged: a bar on a terminal, a line for each exercise elsewhere.

    Yields
    ------
    callable
        To be called with the number done, the number in all, and the exercise of the latest.
    """
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as bar:
        task = bar.add_task("making mutants", total=None)
        told = ""

        def step(done: int, total: int, where: str) -> None:
            nonlocal told
            bar.update(task, completed=done, total=total, description=where)
            if where != told and not errors.is_terminal:
                click.echo(f"[{done}/{total}] {where}", err=True)
            told = where

        yield step


def show_survey(survey: Survey) -> None:
    """Print what became of the mutants: a table, the survivors with their diff, and findings on stderr.

    Parameters
    ----------
    survey : Survey
        From `mutation.survey`.
    """
    table = Table(title="Small changes to the reference solutions")
    headings = ("exercise", "mutants", "killed", "equivalent", "survived", "findings")
    for heading in headings:
        table.add_column(heading, justify="left" if heading == "exercise" else "right", no_wrap=True)
    totals = [0] * (len(headings) - 1)
    for tally in survey.tallies:
        parts = (tally.fates, tally.killed, tally.equivalent, tally.survivors, tally.findings)
        counts = [len(part) for part in parts]
        totals = [total + count for total, count in zip(totals, counts, strict=True)]
        table.add_row(tally.where, *(str(count) for count in counts))
    table.add_section()
    table.add_row("in all", *(str(total) for total in totals))
    console.print(table)
    click.echo(
        f"{survey.fresh} verdicts made now, the others remembered. Equivalent: explained in the exercise's folder."
    )
    for tally in survey.tallies:
        for fate in tally.survivors:
            click.echo(f"\n{tally.where}, line {fate.mutant.line}: survived {fate.mutant.operator}")
            click.echo(fate.mutant.diff)
    for tally in survey.tallies:
        for finding in tally.findings:
            _say(f"error: {finding}", err=True)
        if tally.survivors:
            advice = "Write the check that tells it from a right answer, or explain it in equivalent_mutants.toml."
            count = len(tally.survivors)
            problem = f"{count} mutants get full marks" if count > 1 else "1 mutant gets full marks"
            _say(f"error: {tally.where}: {problem}. {advice}", err=True)


@contextlib.contextmanager
def batch_progress() -> Iterator[Callable[[int, int, SubmissionResult | None], None]]:
    """Show who has been marked: a bar on a terminal, a line each elsewhere.

    Yields
    ------
    callable
        To be called with the number done, the number in all, and the latest result.
    """
    started = time.monotonic()
    with Progress(*_columns(), console=errors, transient=True, expand=True, disable=not errors.is_terminal) as bar:
        task = bar.add_task("reading", total=None, rate="", left="")

        def step(done: int, total: int, result: SubmissionResult | None) -> None:
            nonlocal started
            if not done:
                started = time.monotonic()  # what is unchanged has been read
                bar.update(task, total=total, description="starting")
                return
            name = f"{result.student}/{result.assignment}" if result else "a fault"
            each = max(time.monotonic() - started, 0.001) / done
            rate, left = f"{60 / each:.0f} a minute", f"{_clock(each * (total - done))} left"
            bar.update(task, completed=done, total=total, description=line(name), rate=rate, left=left)
            if not errors.is_terminal:
                _say(f"[{done}/{total}] {name}", err=True)

        yield step


def _columns() -> list[ProgressColumn]:
    """Give the parts of the bar, the name last: where the terminal is narrow the name is cut and no number."""
    return [
        BarColumn(bar_width=20, table_column=_whole()),
        MofNCompleteColumn(table_column=_whole()),
        TextColumn("{task.fields[rate]}", markup=False, table_column=_whole()),
        TextColumn("{task.fields[left]}", markup=False, table_column=_whole()),
        TextColumn("{task.description}", markup=False, table_column=Column(ratio=1, no_wrap=True, overflow="ellipsis")),
    ]


def _whole() -> Column:
    """Give a column that is never cut."""
    return Column(no_wrap=True, overflow="ignore")


def _clock(seconds: float) -> str:
    """Give a time as minutes and seconds, with hours if there are any."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def show_batch(batch: Batch) -> None:
    """Print what `autograde` did; what needs a person goes to stderr.

    Parameters
    ----------
    batch : Batch
        What was done.
    """
    click.echo(f"{len(batch.marked)} marked, {len(batch.unchanged)} unchanged, {len(batch.failed)} not marked.")
    for result in batch.marked:
        _say(f"  {result.student}/{result.assignment}: {result.score:g} of {result.max_score:g} points")
    for result in batch.refused:
        advice = "It counts as 0 and is flagged for you in formgrader."
        _say(f"error: {result.student}/{result.assignment}: {result.problem} {advice}", err=True)
    for text in [*batch.misplaced, *batch.faults]:
        _say(f"error: {text}", err=True)
    for result in batch.marked:
        for reason in result.needs_person:
            _say(f"look: {result.student}/{result.assignment}: {reason}", err=True)


def show_comparisons(found: Sequence[Comparison], same: str) -> None:
    """Print marks that differ from what is recorded, each with the reasons; then how many do not.

    Parameters
    ----------
    found : sequence of Comparison
        From `graders.marking.regrade`.
    same : str
        What is said of those that do not differ.
    """
    for one in found:
        name = f"{one.student}/{one.assignment}"
        if one.fault:
            _say(f"error: {name}: {one.fault}", err=True)
        elif not one.same:
            before, after = ("no mark" if score is None else f"{score:g}" for score in (one.before, one.after))
            _say(f"{name}: {before} to {after} points")
            for reason in one.why:
                _say(f"  {reason}")
    click.echo(f"{sum(one.same for one in found)} of {len(found)} {same}.")


def show_flaky(found: Sequence[Comparison]) -> None:
    """Print each check whose outcome was another the second time, and in how many submissions.

    Parameters
    ----------
    found : sequence of Comparison
        From `graders.marking.regrade.verify`.
    """
    checks = Counter((one.assignment, *where) for one in found for where in one.differed)
    for (assignment, exercise, check), times in sorted(checks.items()):
        verified = sum(one.assignment == assignment and not one.fault for one in found)
        name = f"{assignment}, {exercise}, {check.replace('_', ' ')}"
        _say(f"flaky: {name}: another outcome for {times} of {verified}; `report` lists it.")


def show_items(found: Sequence[Item]) -> None:
    """Print what each check tells.

    Parameters
    ----------
    found : sequence of Item
        From `graders.reports.item_analysis.items`.
    """
    table = Table(title="The checks")
    for heading in ("exercise", "check", "passed", "discrimination", "remark", "said most often"):
        table.add_column(heading, justify="right" if heading in ("passed", "discrimination") else "left")
    section = ""
    for item in found:
        if item.assignment != section:
            table.add_section()
            section = item.assignment
        told = f"{item.discrimination:.2f}" if item.discrimination is not None else "-"
        said = f"{item.commonest[0][1]} x {item.commonest[0][0]}" if item.commonest else ""
        words = (
            f"{section[:2]} {item.exercise}",
            item.check,
            f"{item.passed} of {item.judged}",
            told,
            item.remark,
            said,
        )
        table.add_row(*(escape(word) for word in words))
    console.print(table)


def show_rows(table: Sequence[Row]) -> None:
    """Print the table of marks.

    Parameters
    ----------
    table : sequence of Row
        From `report.rows`.
    """
    shown = Table(title="Marks")
    for heading, justify in (("student", "left"), ("assignment", "left"), ("points", "right"), ("of", "right")):
        shown.add_column(heading, justify=justify, no_wrap=True)  # type: ignore[arg-type]
    shown.add_column("remark")
    for row in table:
        by_hand = "by hand: to do" if row.by_hand and not row.remark else row.remark
        words = (row.student, row.assignment, f"{row.score:g}", f"{row.max_score:g}", by_hand)
        shown.add_row(*(Text(line(word)) for word in words))  # a plain string would be read as markup
    console.print(shown)


def show_demo(outcome: DemoOutcome) -> None:
    """Print what the demo made and where it lies.

    Parameters
    ----------
    outcome : DemoOutcome
        What the demo did.
    """
    show_rows(outcome.table)
    for wrong in outcome.wrong:
        _say(f"error: {wrong}", err=True)
    agree = len(outcome.table) - len(outcome.wrong)
    click.echo(f"{agree} of {len(outcome.table)} marks are those that examples/expected.toml states.")
    click.echo(
        f"Feedback pages: {outcome.root / 'feedback'}  ({outcome.pages} pages; one to begin with: {outcome.first_page})"
    )
    click.echo(f"Table as CSV:   {outcome.csv}")
    click.echo(
        f"Gradebook:      {outcome.root / 'gradebook.db'}  (cd {outcome.root.name} && jupyter lab, menu Nbgrader › Formgrader)"
    )


def show_findings(conditions: Sequence[Condition]) -> bool:
    """Print what `doctor` found.

    Parameters
    ----------
    conditions : sequence of Condition
        What was looked at.

    Returns
    -------
    bool
        Whether everything that is required is there.
    """
    table = Table(title="This machine")
    for heading in ("what", "state", "what to do"):
        table.add_column(heading)
    for condition in conditions:
        state = "ok" if condition.good else ("missing" if condition.required else "not here")
        table.add_row(condition.what, f"{state}: {condition.found}", "" if condition.good else condition.advice)
    console.print(table)
    missing = [condition for condition in conditions if condition.required and not condition.good]
    for condition in missing:
        _say(f"error: {condition.what}: {condition.found}; {condition.advice}", err=True)
    return not missing


def _say(text: str, err: bool = False) -> None:
    """Print one line of which a part may come from a submission."""
    indent = text[: len(text) - len(text.lstrip(" "))]
    click.echo(indent + line(text, LONGEST_SAID), err=err)
