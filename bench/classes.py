"""Classes to mark: sample submissions again and again, the commands that mark them, and the marks that come out."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import nbformat

from graders.course.course import KIT, Course
from graders.gradebook.connection import open_gradebook

SAMPLES = KIT / "examples" / "submitted"
#: What plain nbgrader cannot mark as we do: it is no notebook, has lost test cells, runs for ever or is late.
LEFT_OUT = ("truncated-json", "deleted-test-cell", "duplicated-test-cell", "endless-loop", "late-by-a-day")

#: A cell of a student's own that trains for a second, on what 02_multiclass_digits loads.
TRAINING = """
import time

net = keras.Sequential(
    [keras.Input((400,)), keras.layers.Dense(25, activation="relu"), keras.layers.Dense(10, activation="softmax")]
)
net.compile(loss="sparse_categorical_crossentropy", optimizer="adam")
end = time.monotonic() + 1
while time.monotonic() < end:
    net.fit(X, y, epochs=1, verbose=0)
"""

Marks = dict[tuple[str, str], tuple[float | None, bool]]


def lay_down(root: Path, assignment: str, students: int, more: str = "") -> Course:
    """Make a course folder in which a class has handed in, the sample submissions in turn.

    Parameters
    ----------
    root : Path
        An empty folder.
    assignment : str
        What is handed in.
    students : int
        How many students there are.
    more : str
        A cell that each of them has added at the end.

    Returns
    -------
    Course
        It.
    """
    samples = [folder for folder in sorted(SAMPLES.glob(f"*/{assignment}")) if folder.parent.name not in LEFT_OUT]
    for number in range(students):
        folder = root / "submitted" / f"student-{number:03d}" / assignment
        shutil.copytree(samples[number % len(samples)], folder)
        if more:
            path = folder / f"{assignment}.ipynb"
            notebook = nbformat.read(path, as_version=4)
            notebook.cells.append(nbformat.v4.new_code_cell(more))
            nbformat.write(notebook, path)
    return Course(root)


def command(course: Course, assignment: str, *words: str) -> list[str]:
    """Give the command by which we mark an assignment."""
    return [sys.executable, "-m", "graders", "--course", str(course.root), "autograde", assignment, *words]


def run(words: list[str], folder: Path = KIT) -> float:
    """Run a command that must succeed; give its seconds."""
    began = time.perf_counter()
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)} failed: {(done.stderr or done.stdout)[-2000:]}")
    return time.perf_counter() - began


def marks(course: Course, assignment: str) -> Marks:
    """Read a gradebook.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment.

    Returns
    -------
    dict
        By student and cell, the points and whether a person has to look at it.
    """
    with open_gradebook(course) as gradebook:
        return {
            (submission.student_id, grade.cell.name): (grade.auto_score, bool(grade.needs_manual_grade))
            for submission in gradebook.assignment_submissions(assignment)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }
