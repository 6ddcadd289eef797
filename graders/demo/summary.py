"""What the demo prints: the marks with their reasons, and where to go on."""

import os
import sys
import textwrap
import webbrowser
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from graders.demo.folder import KIT
from graders.demo.sample_class import DemoOutcome, cure
from graders.reports.marks_table import Row
from graders.console import say
from graders.core.safe_text import line

SHARE = 0.3  # of the width, that names take at most
NAME = 22  # columns that the longest assignment's name takes


def show_demo(outcome: DemoOutcome) -> None:
    """Print what the demo made, and three lines to go on from.

    Parameters
    ----------
    outcome : DemoOutcome
        What the demo did.
    """
    console = Console(highlight=False)  # a pipe gets COLUMNS, or 80
    console.print(marks_table(outcome.table, outcome.reasons, console.width))
    for wrong in outcome.wrong:
        say(f"error: {wrong}", err=True)
    click.echo(f"{outcome.agree} of {outcome.expected} marks as examples/expected.toml states.")
    if not outcome.whole:
        click.echo(f"The whole class: {_python()} -m graders demo --all")
    if outcome.obstacle:
        say(f"Marked unconfined, as students' work never is: {outcome.obstacle.reason}. {cure(outcome.obstacle)}")
    click.echo()
    click.echo(f"student  {_near(outcome.page)}")
    click.echo(f"class    {_near(outcome.report)}")
    click.echo(f"yours    {_near(KIT.submitted)}/NAME/ASSIGNMENT/ → {_python()} -m graders autograde")


def marks_table(table: Sequence[Row], reasons: Sequence[str], width: int) -> Table:
    """Lay out marks by assignment so that nothing is cut, however narrow the terminal.

    Parameters
    ----------
    table : sequence of Row
        The marks, sorted by assignment.
    reasons : sequence of str
        Why each is what it is.
    width : int
        Of the terminal, in columns.

    Returns
    -------
    Table
        Three columns; the names break at hyphens, the reasons at blanks.
    """
    shown = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    shown.add_column("student", overflow="fold")
    shown.add_column("points", justify="right", no_wrap=True)
    shown.add_column("why", overflow="fold")
    most = max(int(SHARE * width), NAME)
    for name, group in groupby(zip(table, reasons, strict=True), key=lambda pair: pair[0].assignment):
        shown.add_section()
        shown.add_row(Text(textwrap.fill(line(name), most), "bold"))
        for row, why in group:
            student = textwrap.fill(line(row.student), most)
            shown.add_row(Text(student), Text(f"{row.score:g} of {row.max_score:g}"), Text(line(why)))
    return shown


def open_pages(outcome: DemoOutcome) -> None:
    """Show the student's page and the class report in the browser; say so where there is none.

    Parameters
    ----------
    outcome : DemoOutcome
        What the demo did.
    """
    try:
        shown = [webbrowser.open(path.as_uri()) for path in (outcome.report, outcome.page)]
    except (webbrowser.Error, OSError):
        shown = [False]
    if not all(shown):
        say("No browser could be started here: open these two pages yourself.", err=True)


def _near(path: Path) -> str:
    """Write a path as short as it can be found from here."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _python() -> str:
    """Write how this interpreter was called, as short as it can be found from here."""
    return _near(Path(os.path.abspath(sys.executable)))
