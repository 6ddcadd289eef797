"""Progress of a verb: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Column
from rich.text import Text

from graders.console import errors, say
from graders.core.safe_text import line

if TYPE_CHECKING:  # each verb needs its own kind only; importing all of them would slow every command
    from graders.authoring.check_course import Expectation, Finding
    from graders.core.results import SubmissionResult


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
                say(f"[{done}/{total}] {where}", err=True)
            told = where

        yield step


class BatchProgress:
    """Tells what a batch is doing and who has been marked; called as `autograde` asks for.

    Parameters
    ----------
    bar : Progress
        The bar, which is switched off where there is no terminal.
    """

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("reading", total=None, rate="", left="")
        self._started = time.monotonic()

    def stage(self, doing: str) -> None:
        """Say what is being done, where that is not marking.

        Parameters
        ----------
        doing : str
            A few words.
        """
        self._bar.update(self._task, description=line(doing))
        if not errors.is_terminal:
            say(f"{doing} …", err=True)

    def note(self, text: str) -> None:
        """Print a line that stays, above the bar.

        Parameters
        ----------
        text : str
            The line.
        """
        self._bar.console.print(line(text, 1_000), markup=False)

    def __call__(self, done: int, total: int, result: SubmissionResult | None) -> None:
        """Show one more result; none of them at first, while the processes start."""
        if not done:
            self._started = time.monotonic()  # what is unchanged has been read
            self._bar.update(self._task, completed=0, total=total, description="starting Python and its libraries")
            return
        name = f"{result.student}/{result.assignment}" if result else "a fault"
        each = max(time.monotonic() - self._started, 0.001) / done
        rate, left = f"{60 / each:.0f} a minute", f"{_clock(each * (total - done))} left"
        self._bar.update(self._task, completed=done, total=total, description=line(name), rate=rate, left=left)
        if not errors.is_terminal:
            say(f"[{done}/{total}] {name}", err=True)


@contextlib.contextmanager
def batch_progress() -> Iterator[BatchProgress]:
    """Show who has been marked: a bar on a terminal, a line each elsewhere.

    Yields
    ------
    BatchProgress
        To be called with the number done, the number in all, and the latest result.
    """
    with Progress(*_columns(), console=errors, transient=True, expand=True, disable=not errors.is_terminal) as bar:
        yield BatchProgress(bar)


class _Count(MofNCompleteColumn):
    """Shows how many of how many, once that is known."""

    def render(self, task: Task) -> Text:
        return super().render(task) if task.total is not None else Text()


def _columns() -> list[ProgressColumn]:
    """Give the parts of the bar, the name last: where the terminal is narrow the name is cut and no number."""
    return [
        BarColumn(bar_width=14, table_column=_whole()),
        _Count(table_column=_whole()),
        TimeElapsedColumn(table_column=_whole()),  # it moves while nothing else does
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
