"""A class marked by clusters of several workers on this machine, each with one thread, and without a cluster."""

import statistics
import sys
import tempfile
from pathlib import Path

from bench.classes import command, lay_down, run
from bench.measure import Settings, cores, show
from bench.results import table
from tests.graders.clusters import Processes

ASSIGNMENT = "05_shallow_backprop"
NOTE = f"""{ASSIGNMENT}, medians. A cluster's scheduler, its workers and the command share this machine, so that no more workers than cores
can be busy. The first run, in which the workers start their warm processes, is told apart; the others mark the class again with --force."""


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
    show("workers", f"{students} students of {NOTE}\n\n{table(headings, rows)}", settings)


def without(students: int) -> float:
    """Mark a class on this machine; give seconds."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        course = lay_down(Path(folder), ASSIGNMENT, students)
        return run(command(course, ASSIGNMENT, "--jobs", str(cores())))


def with_workers(number: int, students: int, repeats: int) -> tuple[float, float]:
    """Mark a class on a cluster; give the seconds of the first run and the median of later ones."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        course = lay_down(Path(folder, "course"), ASSIGNMENT, students)
        logs = Path(folder, "dask")
        logs.mkdir()
        cluster = Processes(logs)
        try:
            cluster.scheduler()
            for _ in range(number):
                cluster.worker()
            words = command(course, ASSIGNMENT, "--scheduler", cluster.address)
            return run(words), statistics.median(run([*words, "--force"]) for _ in range(repeats))
        finally:
            cluster.close()
