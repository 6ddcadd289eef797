"""What a class costs: our engine, the students' own code alone, and stock ``nbgrader autograde``."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from bench.measure import Row, show
from graders.course import KIT, Course
from graders.kernel import Kernel
from graders.mark import SHOW
from graders.outputs import Spent
from graders.sandbox.policy import Limits
from graders.sandbox.service import Sandbox
from graders.source import nbgrader_field

ASSIGNMENT = "02_multiclass_digits"  # imports TensorFlow, builds and compiles a model
STUDENTS = 8
FEW = 2  # by nbgrader, which takes long


def lay_down(root: Path, students: int) -> None:
    """Make a course folder in which everybody hands in the solution."""
    solved = nbformat.read(KIT / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    for number in range(students):
        folder = root / "submitted" / f"student-{number:02d}" / ASSIGNMENT
        folder.mkdir(parents=True)
        nbformat.write(solved, folder / f"{ASSIGNMENT}.ipynb")


def ours(jobs: int) -> float:
    """Mark the class by the real command; give seconds."""
    with tempfile.TemporaryDirectory() as folder:
        lay_down(Path(folder), STUDENTS)
        return run([sys.executable, "-m", "graders", "--course", folder, "autograde", "--jobs", str(jobs)], KIT)


def own_code() -> float:
    """Run one student's cells alone, tests and locked shows left out, in a warm kernel; give seconds."""
    notebook = nbformat.read(KIT / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    with Sandbox([ASSIGNMENT], sandboxed=False, kernels=True) as sandbox:
        kernel = Kernel(sandbox.template(keras=True), ASSIGNMENT, Limits(), Spent(Limits()))
        try:
            began = time.perf_counter()
            for cell in notebook.cells:
                tests = nbgrader_field(cell, "grade") and not nbgrader_field(cell, "solution")
                if cell.cell_type == "code" and not tests and SHOW not in cell.metadata.get("tags", []):
                    kernel.execute(cell)
            return time.perf_counter() - began
        finally:
            kernel.close()


def stock() -> float:
    """Mark a few submissions by plain nbgrader; give seconds for each."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        lay_down(root, FEW)
        for name in ("source", "graders", "utils", "nbgrader_config.py"):
            os.symlink(KIT / name, root / name) if name != "source" else shutil.copytree(KIT / name, root / name)
        nbgrader = str(Path(sys.executable).with_name("nbgrader"))
        run([nbgrader, "generate_assignment", ASSIGNMENT], root)
        return run([nbgrader, "autograde", ASSIGNMENT], root) / FEW


def run(command: list[str], folder: Path) -> float:
    """Run a command that must succeed; give its seconds."""
    began = time.perf_counter()
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return time.perf_counter() - began


def main() -> None:
    """Mark the class in each way and print the table."""
    assert ASSIGNMENT in Course().assignments()
    jobs = len(os.sched_getaffinity(0))
    each, own, nbgrader = ours(jobs) / STUDENTS, own_code(), stock()
    rows = [
        Row(
            f"{ASSIGNMENT}, {STUDENTS} students, --jobs {jobs}: seconds each",
            each,
            own / jobs,
            f"own code alone, by {jobs} cores",
        ),
        Row(f"{ASSIGNMENT}: seconds each", each, nbgrader, "stock nbgrader autograde"),
    ]
    show("A class, everything started anew", rows)


if __name__ == "__main__":
    main()
