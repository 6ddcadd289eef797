"""A class marked by clusters of several workers on this machine, each with one thread, and without a cluster.

And what a submission and a worker cost, from which docs/operators.md reckons how many workers a class needs.
"""

import contextlib
import resource
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.classes import command, lay_down, run
from bench.growth import memory
from bench.measure import Settings, cores, show
from bench.results import table
from tests.graders.clusters import Processes

ASSIGNMENT = "05_shallow_backprop"
LOOK = 2.0  # seconds between looks at memory, which take CPU time themselves
NOTE = f"""{ASSIGNMENT}, medians. A cluster's scheduler, its workers and the command share this machine, so that no more workers than cores
can be busy. The first run, in which the workers start their warm processes, is told apart; the others mark the class again with --force."""

COSTS = """One worker with a thread for each core. CPU time is this machine's, idle time left out: of a submission, what a larger class takes more than a
class of as many as there are cores; of a worker's start, what its first class takes more than the same once more. The command: its own CPU time, which one
process needs. Memory: the most that the worker and all its processes held, pages that they share counted once and those of files left out."""


def main(settings: Settings) -> None:
    """Mark the class on this machine and on each cluster."""
    students = settings.students
    alone = statistics.median(without(students) for _ in range(settings.repeats))
    rows = [
        [f"no cluster, --jobs {cores()}", f"{alone:.1f}", f"{alone:.1f}", f"{students / alone * 60:.0f}", "1.00", ""]
    ]
    one = 0.0
    for number in settings.workers:
        first, again = with_workers(number, students, settings.repeats)
        print(f"{number} workers: {first:.1f} s, then {again:.1f} s", file=sys.stderr, flush=True)
        one = one or again
        rate = f"{students / again * 60:.0f}"
        rows.append(
            [f"workers: {number}", f"{first:.1f}", f"{again:.1f}", rate, f"{alone / again:.2f}", f"{one / again:.2f}"]
        )
    headings = ["where", "first run, s", "later runs, s", "submissions a minute", "times as fast as no cluster"]
    headings.append(f"as {settings.workers[0]} worker(s)")
    text = f"{students} students of {NOTE}\n\n{table(headings, rows)}"
    spent = {assignment: costs(assignment, students) for assignment in settings.assignments}
    rows = [
        [name, f"{cost.each:.2f}", f"{cost.command:.3f}", f"{cost.start:.1f}", f"{cost.held / 1e6:.0f}"]
        for name, cost in spent.items()
    ]
    headings = ["assignment", "CPU s a submission", "of which the command", "CPU s, worker's start", "MB, worker"]
    show("workers", f"{text}\n\n{COSTS}\n\n{table(headings, rows)}", settings)


def without(students: int) -> float:
    """Mark a class on this machine; give seconds."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        course = lay_down(Path(folder), ASSIGNMENT, students)
        return run(command(course, ASSIGNMENT, "--jobs", str(cores())))


def with_workers(number: int, students: int, repeats: int) -> tuple[float, float]:
    """Mark a class on a cluster; give the seconds of the first run and the median of later ones."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, scheduler(Path(folder, "dask")) as cluster:
        course = lay_down(Path(folder, "course"), ASSIGNMENT, students)
        for _ in range(number):
            cluster.worker()
        words = command(course, ASSIGNMENT, "--scheduler", cluster.address)
        return run(words), statistics.median(run([*words, "--force"]) for _ in range(repeats))


@contextlib.contextmanager
def scheduler(logs: Path) -> Iterator[Processes]:
    """Start a cluster without workers, and end it with those that it was given."""
    logs.mkdir()
    cluster = Processes(logs)
    try:
        cluster.scheduler()
        yield cluster
    finally:
        cluster.close()


@dataclass(frozen=True)
class Cost:
    """What a submission and a worker cost.

    Attributes
    ----------
    each, command, start : float
        Seconds of CPU time: of a submission, of it in the command's own process, of a worker's start.
    held : int
        Bytes that a worker held.
    """

    each: float
    command: float
    start: float
    held: int


def costs(assignment: str, students: int) -> Cost:
    """Mark a small and a larger class on a cluster of one worker."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, scheduler(Path(folder, "dask")) as cluster:
        small = lay_down(Path(folder, "small"), assignment, cores())
        large = lay_down(Path(folder, "large"), assignment, cores() + students)
        worker = cluster.worker("--nthreads", str(cores()))
        first, again, more = [
            _spent([*command(course, assignment, "--scheduler", cluster.address), "--force"], worker.pid)
            for course in (small, small, large)
        ]
    return Cost((more[0] - again[0]) / students, (more[1] - again[1]) / students, first[0] - again[0], more[2])


def _spent(words: list[str], worker: int) -> tuple[float, float, int]:
    """Run a command; give the machine's CPU time, the command's own, and the most bytes that a worker held."""
    held = [0]
    done = threading.Event()

    def watch() -> None:
        while not done.wait(LOOK):
            held.append(sum(memory(worker)))

    watcher = threading.Thread(target=watch)
    before, own = _busy(), _own()
    watcher.start()
    try:
        run(words)
        return _busy() - before, _own() - own, max(held)
    finally:
        done.set()
        watcher.join()


def _busy() -> float:
    """Give the CPU time that the machine has spent, but for idling and waiting."""
    times = psutil.cpu_times()
    return float(times.user + times.nice + times.system)


def _own() -> float:
    """Give the CPU time of the commands that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
