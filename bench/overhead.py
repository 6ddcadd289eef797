"""What ``autograde`` adds to the CPU time of the students' own code, divided by the cores."""

import contextlib
import os
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from bench.classes import command, lay_down, run
from bench.measure import Settings, cores, show
from bench.results import table
from graders.core.environment import prepare
from graders.course.course import KIT, open_course
from graders.course.settings import Limits
from graders.judge import single_answer
from graders.judge.notebook import judge_notebook
from graders.sandbox import kernel_client
from graders.sandbox.sandbox import Sandbox
from graders.sandbox.student_process import StudentProcess
from graders.submissions.repair import repair
from graders.submissions.submission import Submission

SEED = 7
NOTE = """Seconds, medians. Own: CPU time of the students' processes from when they answer until they end, cells and calls by the checks, for the
whole class together, divided by the cores; processes in which an answer is judged a second time with a reference count, too. All: the command,
everything started anew. Start: the command for as many students as there are cores, less what more of them take each. Adds: what each student adds to the command (larger class less smaller one), less own."""


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
    """Mark a class in this process, one after the other; give the CPU time of the students' processes."""
    ours = open_course().assignment(assignment)
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        Sandbox([ours], kernels=True) as sandbox,
        metered() as spent,
    ):
        template = sandbox.template(ours.preloads)
        for student, path in lay_down(Path(folder), assignment, students).submissions(assignment, []):
            notebook = repair(Submission(student, assignment, path).open(ours.official), ours.official).notebook
            judge_notebook(ours, notebook, SEED, template, Limits())
    return sum(spent)


@contextlib.contextmanager
def metered() -> Iterator[list[float]]:
    """Have each student's process add its CPU time to a list when it ends; what it took to start is left out."""
    spent: list[float] = []

    class Metered(StudentProcess):
        """A process whose CPU time is read."""

        before: float | None = None

        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            self.before = self.cpu_seconds()

        def seal(self) -> None:
            super().seal()
            self.before = self.cpu_seconds()  # a kernel has started only now

        def close(self) -> None:
            if self.before is not None:
                spent.append(self.cpu_seconds() - self.before)
            self.before = None
            super().close()

    with (
        mock.patch.object(kernel_client, "StudentProcess", Metered),
        mock.patch.object(single_answer, "StudentProcess", Metered),
    ):
        yield spent
