"""Taking times so that they can be compared: in turns, in one run, the median of several."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Row:
    """One comparison.

    Attributes
    ----------
    what : str
        What was done.
    ours, other : float
        Median seconds, ours and of what it is compared with.
    than : str
        What it is compared with.
    """

    what: str
    ours: float
    other: float
    than: str


def in_turns(works: Sequence[Callable[[], object]], times: int) -> list[float]:
    """Time several pieces of work, one after the other and again, so that a busy moment meets all of them.

    Parameters
    ----------
    works : sequence of callable
        What to time. The first round is not counted.
    times : int
        How many rounds are counted.

    Returns
    -------
    list of float
        The median of each, in seconds.
    """
    taken: list[list[float]] = [[] for _ in works]
    for turn in range(times + 1):
        for work, seconds in zip(works, taken, strict=True):
            began = time.perf_counter()
            work()
            if turn:
                seconds.append(time.perf_counter() - began)
    return [statistics.median(seconds) for seconds in taken]


def show(title: str, rows: Sequence[Row]) -> None:
    """Print comparisons as a table.

    Parameters
    ----------
    title : str
        What they have in common.
    rows : sequence of Row
        The comparisons.
    """
    table = Table(title=title, title_justify="left")
    for heading in ("what", "seconds", "compared with", "seconds", "adds", "ratio"):
        table.add_column(heading, justify="left" if heading in ("what", "compared with") else "right")
    for row in rows:
        table.add_row(
            row.what,
            f"{row.ours:.3f}",
            row.than,
            f"{row.other:.3f}",
            f"{row.ours - row.other:+.3f}",
            f"{row.ours / row.other:.2f}",
        )
    Console(width=140).print(table)


def machine() -> str:
    """Say in a line where this ran."""
    return f"{len(os.sched_getaffinity(0))} cores, Linux {platform.release()}, Python {platform.python_version()}"
