"""A class marked by our ``autograde`` and by plain ``nbgrader autograde``: time, and whether the marks are equal."""

import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from bench.classes import TRAINING, Marks, command, lay_down, marks, run
from bench.measure import Settings, cores, show
from bench.results import table
from graders.course.course import KIT, Course

TRAINED = "02_multiclass_digits"  # imports Keras, and is marked once more with a cell that trains for a second
NOTE = """Seconds a submission, everything started anew; medians. Plain nbgrader runs every cell, one submission after the other, and the
training cells among them; we leave out locked cells that only show something and give no marks. Marks: of all graded cells of the
submissions that both have marked, points and whether a person has to look."""


def main(settings: Settings) -> None:
    """Mark a class of each assignment in both ways, in turns."""
    rows = []
    for assignment, more in [*((name, "") for name in settings.assignments), (TRAINED, TRAINING)]:
        name = f"{assignment}, and a second of training" if more else assignment
        ours, theirs = [], []
        different: set[tuple[str, str]] = set()
        for turn in range(settings.repeats):
            seconds, mine = by_us(assignment, settings.students, more)
            ours.append(seconds / settings.students)
            seconds, plain = by_nbgrader(assignment, settings.stock_students, more)
            theirs.append(seconds / settings.stock_students)
            both = {key: mark for key, mark in mine.items() if key[0] in {student for student, _ in plain}}
            different |= {key for key in both.keys() | plain.keys() if both.get(key) != plain.get(key)}
            print(f"{name} {turn + 1}: {ours[-1]:.2f} s and {theirs[-1]:.2f} s", file=sys.stderr, flush=True)
        for student, cell in sorted(different)[:10]:
            print(f"different: {student} {cell}: {mine.get((student, cell))}, {plain.get((student, cell))}", flush=True)
        words = f"{len(different)} of {len(plain)} different" if different else f"all {len(plain)} equal"
        us, them = statistics.median(ours), statistics.median(theirs)
        rows.append([name, f"{us:.2f}", f"{them:.2f}", f"{them / us:.1f}", words])
    headings = ["assignment", f"ours, {settings.students} students", f"nbgrader, {settings.stock_students} of them"]
    show("stock", f"{NOTE}\n\n{table([*headings, 'times as fast', 'marks'], rows)}", settings)


def by_us(assignment: str, students: int, more: str) -> tuple[float, Marks]:
    """Mark a class by our command on all cores; give seconds and marks."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        course = lay_down(Path(folder), assignment, students, more)
        return run(command(course, assignment, "--jobs", str(cores()))), marks(course, assignment)


def by_nbgrader(assignment: str, students: int, more: str) -> tuple[float, Marks]:
    """Mark a class by plain nbgrader; give seconds and marks."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        root = Path(folder)
        lay_down(root, assignment, students, more)
        shutil.copytree(KIT / "source", root / "source")
        for name in ("graders", "utils", "nbgrader_config.py"):
            os.symlink(KIT / name, root / name)
        nbgrader = str(Path(sys.executable).with_name("nbgrader"))
        run([nbgrader, "generate_assignment", assignment], root)
        return run([nbgrader, "autograde", assignment], root), marks(Course(root), assignment)
