"""What ``autograde`` adds to the CPU time of the students' own code, divided by the cores."""

import contextlib
import os
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import nbformat

from bench.classes import command, lay_down, run
from bench.measure import Settings, cores, show
from bench.results import table
from graders import mark
from graders.catalogue import load_exercises
from graders.course import KIT
from graders.environment import prepare
from graders.jobs import PACKAGES
from graders.kernel import Kernel
from graders.sandbox.policy import Limits
from graders.sandbox.service import Sandbox
from graders.source import SourceNotebook

SEED = 7
NOTE = """Seconds, medians. Own: CPU time of the students' kernels from when they answer until they end, cells and calls by the checks, for the
whole class together, divided by the cores. All: the command, everything started anew. Start: the command for as many students as there are
cores, less what more of them take each. Adds: what each student adds to the command (larger class less smaller one), less own."""


def main(settings: Settings) -> None:
    """Measure each assignment."""
    prepare(os.environ, KIT)
    rows = []
    for assignment in settings.assignments:
        few, many = cores(), settings.students + cores()
        own = statistics.median(own_seconds(assignment, settings.students) for _ in range(settings.repeats))
        small, large = [], []
        for _ in range(settings.repeats):
            small.append(ours(assignment, few))
            large.append(ours(assignment, many))
        less, more = statistics.median(small), statistics.median(large)
        share = own / settings.students / cores()
        each = (more - less) / (many - few)
        rows.append(
            [
                f"{assignment}, {many} students",
                f"{more:.1f}",
                f"{share * many:.1f}",
                f"{more / (share * many):.1f}",
                f"{less - few * each:.1f}",
                f"{each:.3f}",
                f"{share:.3f}",
                f"{each - share:+.3f}",
            ]
        )
    headings = ["class", "all", "own", "ratio", "start", "each takes", "own, each", "adds"]
    show("overhead", f"{NOTE}\n\n{table(headings, rows)}", settings)


def ours(assignment: str, students: int) -> float:
    """Mark a class by the real command; give seconds."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        course = lay_down(Path(folder), assignment, students)
        return run(command(course, assignment, "--jobs", str(cores())))


def own_seconds(assignment: str, students: int) -> float:
    """Mark a class in this process, one after the other; give the CPU time of the students' kernels."""
    source = SourceNotebook(KIT / "source" / assignment / f"{assignment}.ipynb")
    exercises = load_exercises(assignment)
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        Sandbox([assignment], kernels=True) as sandbox,
        metered() as spent,
    ):
        template = sandbox.template(keras=bool(source.imports() & PACKAGES))
        for _, path in lay_down(Path(folder), assignment, students).submissions(assignment, []):
            notebook = nbformat.read(path / f"{assignment}.ipynb", as_version=4)
            mark.Marker(assignment, notebook, source, exercises, SEED, template, Limits()).mark()
    return sum(spent)


@contextlib.contextmanager
def metered() -> Iterator[list[float]]:
    """Have each kernel add its CPU time to a list when it ends; what it took to start is left out."""
    spent: list[float] = []

    class Metered(Kernel):
        """A kernel whose CPU time is read."""

        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments)  # type: ignore[arg-type]
            self.before = self.process.cpu_seconds()

        def close(self) -> None:
            if hasattr(self, "before"):
                spent.append(self.process.cpu_seconds() - self.before)
            super().close()

    with mock.patch.object(mark, "Kernel", Metered):
        yield spent
