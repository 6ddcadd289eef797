"""Classes to mark: sample submissions again and again, the commands that mark them, and the marks that come out."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from graders.course import KIT, Course
from graders.gradebook import open_gradebook

SAMPLES = KIT / "examples" / "submitted"
#: What plain nbgrader cannot mark as we do: it is no notebook, has lost test cells, runs for ever or is late.
LEFT_OUT = ("truncated-json", "deleted-test-cell", "duplicated-test-cell", "endless-loop", "late-by-a-day")

Marks = dict[tuple[str, str], tuple[float | None, bool]]


def lay_down(root: Path, assignment: str, students: int) -> Course:
    """Make a course folder in which a class has handed in, the sample submissions in turn.

    Parameters
    ----------
    root : Path
        An empty folder.
    assignment : str
        What is handed in.
    students : int
        How many students there are.

    Returns
    -------
    Course
        It.
    """
    samples = [folder for folder in sorted(SAMPLES.glob(f"*/{assignment}")) if folder.parent.name not in LEFT_OUT]
    for number in range(students):
        shutil.copytree(samples[number % len(samples)], root / "submitted" / f"student-{number:03d}" / assignment)
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
