"""Whether time and memory stay flat as the class grows: classes of several sizes, a sample of memory every now and then."""

import contextlib
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.classes import command, lay_down
from bench.measure import Settings, cores, show
from bench.results import table
from graders.course.course import KIT

ASSIGNMENT = "05_shallow_backprop"
INTERVAL = 0.25
NOTE = f"""{ASSIGNMENT}, medians. Memory: the most that all our processes held at a moment, students' kernels included, pages that they share counted
once and those of files (the page cache) left out; and the most that the command's own process held, which alone sees the whole class."""


@dataclass(frozen=True)
class Run:
    """What one run took: seconds, and the most bytes of all processes and of the command's own."""

    seconds: float
    everything: int
    own: int


def main(settings: Settings) -> None:
    """Mark classes of each size."""
    runs: dict[int, list[Run]] = {size: [] for size in settings.sizes}
    for _ in range(settings.repeats):
        for size in settings.sizes:
            runs[size].append(watched(size))
            print(f"{size}: {runs[size][-1]}", file=sys.stderr, flush=True)
    first = min(settings.sizes)
    rows = []
    for size, taken in runs.items():
        everything = statistics.median(run.everything for run in taken)
        before = statistics.median(run.everything for run in runs[first])
        rows.append(
            [
                str(size),
                f"{statistics.median(run.seconds for run in taken):.1f}",
                f"{statistics.median(run.seconds for run in taken) / size:.2f}",
                f"{everything / 1e6:.0f}",
                f"{statistics.median(run.own for run in taken) / 1e6:.0f}",
                f"{everything / before:.2f}",
            ]
        )
    headings = ["students", "seconds", "seconds each", "MB", "MB, own process", f"MB, times that of {first}"]
    show("growth", f"{NOTE}\n\n{table(headings, rows)}", settings)


def watched(students: int) -> Run:
    """Mark a class and look at the memory meanwhile."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        course = lay_down(Path(folder), ASSIGNMENT, students)
        log = Path(folder, "log")
        began = time.perf_counter()
        with log.open("wb") as output:
            process = subprocess.Popen(
                command(course, ASSIGNMENT, "--jobs", str(cores())), cwd=KIT, stdout=output, stderr=output
            )
            everything = own = 0
            while process.poll() is None:
                held = memory(process.pid)
                everything, own = max(everything, sum(held)), max(own, held[0] if held else 0)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(INTERVAL)
        if process.returncode:
            raise RuntimeError(f"a class of {students} failed: {log.read_text()[-2000:]}")
        return Run(time.perf_counter() - began, everything, own)


def memory(pid: int) -> list[int]:
    """Give the bytes of a process and of each descendant, each shared page divided among those who share it."""
    try:
        family = [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]
    except psutil.NoSuchProcess:
        return []
    return [_anonymous(member) for member in family]


def _anonymous(pid: int) -> int:
    """Give a process's share of memory that is no file's; 0 if it has ended."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    found = dict(re.findall(r"^(Pss_Anon|Pss_Shmem): +(\d+) kB$", text, re.MULTILINE))
    return 1024 * sum(map(int, found.values()))
