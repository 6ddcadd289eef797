"""What the verbs print for people: tables and verdicts."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from graders.core.safe_text import line

if TYPE_CHECKING:  # each verb prints its own kind only; importing all of them would slow every command
    from graders.authoring.check_course import Finding
    from graders.authoring.mutation.survey import Survey
    from graders.core.results import Comparison, SubmissionResult, TrialResult
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
    say(f"{result.file}: {result.status}, {score}{f' - {result.message}' if result.message else ''}")
    for check in result.result.checks:
        sign = "✓" if check.outcome == "passed" else "✗"
        who = "public" if check.visible else "hidden"
        say(f"  {sign} {check.name} ({who}, {check.earned:g} of {check.points:g}) {check.message}".rstrip())


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
        say(f"error: {finding}", err=True)


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
            say(f"error: {finding}", err=True)
        if tally.survivors:
            advice = "Write the check that tells it from a right answer, or explain it in equivalent_mutants.toml."
            count = len(tally.survivors)
            problem = f"{count} mutants get full marks" if count > 1 else "1 mutant gets full marks"
            say(f"error: {tally.where}: {problem}. {advice}", err=True)


def show_batch(batch: Batch) -> None:
    """Print what `autograde` did; what needs a person goes to stderr.

    Parameters
    ----------
    batch : Batch
        What was done.
    """
    click.echo(f"{len(batch.marked)} marked, {len(batch.unchanged)} unchanged, {len(batch.failed)} not marked.")
    for result in batch.marked:
        say(f"  {result.student}/{result.assignment}: {_points(result, batch)}")
    for result in batch.refused:
        advice = "It counts as 0 and is flagged for you in formgrader."
        say(f"error: {result.student}/{result.assignment}: {result.problem} {advice}", err=True)
    for text in [*batch.misplaced, *batch.faults]:
        say(f"error: {text}", err=True)
    for result in batch.marked:
        for reason in result.needs_person:
            say(f"look: {result.student}/{result.assignment}: {reason}", err=True)
    for note in batch.notes:
        say(note, err=True)


def _points(result: SubmissionResult, batch: Batch) -> str:
    """Say what a submission came to as all pages say it, and what is not in it yet."""
    sheet = batch.sheets[result.student, result.assignment]
    penalty = f", {sheet.penalty:g} taken off for lateness" if sheet.penalty else ""
    waits = f", {sheet.open:g} more to be marked by hand" if sheet.open else ""
    return f"{sheet.score:g} of {sheet.max_score:g} points{penalty}{waits}"


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
            say(f"error: {name}: {one.fault}", err=True)
        elif not one.same:
            before, after = ("no mark" if score is None else f"{score:g}" for score in (one.before, one.after))
            say(f"{name}: {before} to {after} points")
            for reason in one.why:
                say(f"  {reason}")
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
        say(f"flaky: {name}: another outcome for {times} of {verified}; `report` lists it.")


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
    for heading in ("student", "assignment"):
        shown.add_column(heading, overflow="fold")
    for heading in ("points", "of"):
        shown.add_column(heading, justify="right", no_wrap=True)
    shown.add_column("remark")
    for row in table:
        remark = "; ".join(said for said in (row.state, row.remark) if said)
        words = (row.student, row.assignment, f"{row.score:g}", f"{row.max_score:g}", remark)
        shown.add_row(*(Text(line(word)) for word in words))  # a plain string would be read as markup
    console.print(shown)


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
        advice = condition.advice[:1].upper() + condition.advice[1:]
        say(f"error: {condition.what}: {condition.found}. {advice}", err=True)
    return not missing


def show_unfinished(lines: Sequence[str]) -> None:
    """Print on stderr whose marks are not final; no name is cut off.

    Parameters
    ----------
    lines : sequence of str
        From `graders.reports.needs_person.unfinished`.
    """
    for one in lines:
        click.echo(line(one, len(one)), err=True)


def say(text: str, err: bool = False) -> None:
    """Print one line of which a part may come from a submission.

    Parameters
    ----------
    text : str
        The line; blanks before it stay.
    err : bool
        Whether it goes to stderr.
    """
    indent = text[: len(text) - len(text.lstrip(" "))]
    click.echo(indent + line(text, LONGEST_SAID), err=err)
