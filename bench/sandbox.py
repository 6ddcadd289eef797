"""What confinement adds to a process and to a kernel, started warm and cold; and what judging outside adds to a notebook."""

import nbformat

from bench.measure import Row, Settings, compare, in_turns, show
from graders.course.course import KIT, open_course
from graders.course.preload import student_modules
from graders.course.settings import Limits
from graders.course.source_notebook import SHOW, SourceNotebook
from graders.judge.notebook import judge_notebook
from graders.judge.student_proxy import StudentPeer
from graders.nbgrader_plugins.hidden_cell import MIME
from graders.sandbox.kernel_client import Kernel
from graders.sandbox.kernel_messages import Spent
from graders.sandbox.sandbox import Sandbox
from graders.sandbox.student_process import StudentProcess
from graders.sandbox.zygote import AGENT, KERNEL

ASSIGNMENT = "05_shallow_backprop"
SEED = 7
WARM = 3  # times as many rounds of what starts warm


class Side:
    """One way to run students' code: confined and judged from outside, or with our rights and its tests inside.

    Parameters
    ----------
    confined : bool
        Which of the two.
    """

    def __init__(self, confined: bool) -> None:
        self.confined = confined
        self.assignment = open_course().assignment(ASSIGNMENT)
        self.sandbox = Sandbox([self.assignment], sandboxed=confined, kernels=True)

    @property
    def warm(self) -> str:
        """The socket of a template that has imported everything."""
        return self.sandbox.template()

    def process(self) -> None:
        """Start a process, have a number from it, end it."""
        with StudentProcess(self.warm, ASSIGNMENT, "plain", Limits()) as process:
            peer = StudentPeer(process)
            peer.run("x = 1", "<bench>")
            assert peer.get("x") == 1

    def kernel(self) -> None:
        """Start a kernel, run a cell, end it."""
        run_cell(self.warm, "x = 1")

    def cold(self) -> None:
        """Start everything anew for one kernel."""
        template = self.sandbox.cold([AGENT, *KERNEL, *student_modules()])
        try:
            run_cell(template.wait().socket, "x = 1")
        finally:
            template.close()

    def notebook(self) -> None:
        """Mark a solved notebook from a warm start."""
        self.mark(self.warm)

    def notebook_cold(self) -> None:
        """Mark a solved notebook, everything started anew for it."""
        template = self.sandbox.cold([AGENT, *KERNEL, *student_modules()])
        try:
            self.mark(template.wait().socket)
        finally:
            template.close()

    def mark(self, template: str) -> None:
        """Mark the solved notebook; every automatic mark must be there."""
        full = sum(exercise.max_score for exercise in self.assignment.exercises.values() if exercise.automatic)
        notebook = nbformat.from_dict(self.assignment.source.notebook)
        if self.confined:
            judged = judge_notebook(self.assignment, notebook, SEED, template, Limits())
            earned = sum(check.earned for exercise in judged.exercises for check in exercise.checks)
        else:
            earned = run_inside(template, notebook, self.assignment.source)
        assert abs(earned - full) < 1e-6, f"{earned} of {full}"


def run_cell(template: str, code: str) -> None:
    """Start a kernel, run a cell, end it."""
    kernel = Kernel(template, ASSIGNMENT, Limits(), Spent(Limits()))
    try:
        kernel.execute(nbformat.v4.new_code_cell(code))
    finally:
        kernel.close()


def run_inside(template: str, notebook: nbformat.NotebookNode, source: SourceNotebook) -> float:
    """Run a notebook with its tests in the students' own kernel, as nbgrader does; give the points."""
    points = source.points()
    kernel = Kernel(template, ASSIGNMENT, Limits(), Spent(Limits()))
    earned = 0.0
    try:
        kernel.execute(nbformat.v4.new_code_cell(f"import sys; sys.path.insert(0, {str(KIT)!r})"))
        for cell in notebook.cells:
            if cell.cell_type != "code" or SHOW in cell.metadata.get("tags", []):
                continue
            kernel.execute(cell)
            if any(output.output_type == "error" for output in cell.outputs):
                raise AssertionError(cell.outputs[-1].evalue)
            key = cell.metadata.nbgrader.grade_id
            hidden = [o.data[MIME] for o in cell.outputs if MIME in o.get("data", {})]
            if key.endswith("_hidden"):
                assert hidden or any(o.output_type == "execute_result" for o in cell.outputs), key
                earned += float(next(o.data["text/plain"] for o in cell.outputs if o.output_type == "execute_result"))
            elif cell.metadata.nbgrader.grade and not cell.metadata.nbgrader.solution:
                earned += points[key]
    finally:
        kernel.close()
    return earned


def main(settings: Settings) -> None:
    """Compare both sides and print the tables."""
    ours, other = Side(confined=True), Side(confined=False)
    times = settings.repeats

    def rows(named: dict[str, tuple[str, int]], than: str) -> list[Row]:
        return [
            Row(words, *in_turns([getattr(ours, what), getattr(other, what)], rounds), than)
            for what, (words, rounds) in named.items()
        ]

    processes = {
        "process": ("warm process", WARM * times),
        "kernel": ("warm kernel, one cell", WARM * times),
        "cold": ("cold kernel, one cell", times),
    }
    notebooks = {
        "notebook": (f"{ASSIGNMENT}, solved, warm", WARM * times),
        "notebook_cold": (f"{ASSIGNMENT}, solved, cold", times),
    }
    with ours.sandbox, other.sandbox:
        confined = compare("Confinement.", rows(processes, "not confined"))
        judged = compare("Sandbox and judge.", rows(notebooks, "not confined, tests inside"))
    show("sandbox", confined + judged, settings)
