"""Taking times so that they can be compared: in turns, in one run, the median of several."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.results import keep, table


@dataclass(frozen=True)
class Settings:
    """How much is measured.

    Attributes
    ----------
    assignments : tuple of str
        What `stock` and `overhead` mark.
    students, stock_students : int
        Size of their class, and how many of it plain nbgrader marks.
    sizes : tuple of int
        Of the classes of `growth`.
    workers : tuple of int
        Workers of the clusters of `workers`.
    repeats : int
        Rounds that are counted.
    results : Path or None
        The file that keeps them.
    """

    assignments: tuple[str, ...]
    students: int
    stock_students: int
    sizes: tuple[int, ...]
    workers: tuple[int, ...]
    repeats: int
    results: Path | None


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


def compare(title: str, rows: Sequence[Row]) -> str:
    """Make a table of comparisons under its title, in Markdown."""
    lines = [
        [
            row.what,
            f"{row.ours:.3f}",
            row.than,
            f"{row.other:.3f}",
            f"{row.ours - row.other:+.3f}",
            f"{row.ours / row.other:.2f}",
        ]
        for row in rows
    ]
    headings = ["what", "seconds", "compared with", "seconds", "adds", "ratio"]
    return f"{title}\n\n{table(headings, lines)}\n"


def show(part: str, text: str, settings: Settings) -> None:
    """Print what a part has found and write it into its section of the results."""
    print(f"\n{text.strip()}", flush=True)
    if settings.results:
        keep(part, text, machine(), settings.results)


def cores() -> int:
    """Give the number of cores that this process may use."""
    return len(os.sched_getaffinity(0))


def machine() -> str:
    """Say in a line where this ran, and how busy it was with other things."""
    models = [line.partition(":")[2].strip() for line in _read("/proc/cpuinfo").splitlines() if "model name" in line]
    memory = f"{psutil.virtual_memory().total / 1e9:.0f} GB"
    system = f"Linux {platform.release()}, Python {platform.python_version()}"
    return f"{cores()} cores ({models[0] if models else platform.machine()}), {memory}, {system}, load {os.getloadavg()[0]:.1f}"


def _read(path: str) -> str:
    """Read a file of /proc; nothing where there is none."""
    return Path(path).read_text(encoding="utf-8") if Path(path).is_file() else ""
