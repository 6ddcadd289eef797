"""One batch over honest and hostile students, run as a real process, with everything that was seen around it."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graders.core.results import SubmissionResult
from graders.course.course import KIT, Course
from graders.gradebook.recorder import load_mark
from tests.hostile.canaries import Canaries, adopting_orphans, digest
from tests.hostile.kit import Hostile, cell, hand_in, honest_notebook, lower_limits, source, write

NEIGHBOUR = "honest-neighbour"
SECONDS_FOR_ALL = 1_800


def hand_in_honest_work(submitted: Path, secret: str) -> None:
    """Lay four honest students into submitted/: two all right, one half done with a mistake, one blank."""
    for student, assignment, fill, answers in (
        (NEIGHBOUR, "05_shallow_backprop", source("05_shallow_backprop").answer_keys(), {}),
        (
            "honest-half-done",
            "05_shallow_backprop",
            ("normalize_images", "relu"),
            {"softmax": "def softmax(a):\n    return a"},
        ),
        ("honest-blank", "01_binary_digits", (), {}),
        ("honest-keras", "02_multiclass_digits", source("02_multiclass_digits").answer_keys(), {}),
    ):
        notebook = honest_notebook(assignment, fill)
        for key, text in answers.items():
            cell(notebook, key).source = text
        if student == NEIGHBOUR:
            cell(notebook, "normalize_images").source += f"\n# {secret}\n"
        folder = submitted / student / assignment
        folder.mkdir(parents=True)
        write(folder, notebook)
        (folder / "timestamp.txt").write_text("2026-01-02 03:04:05 UTC\n")


@dataclass
class Batch:
    """One batch that has run, and what was seen around it."""

    course: Course
    canaries: Canaries
    hostile: list[Hostile]
    autograde: subprocess.CompletedProcess[str]
    feedback: subprocess.CompletedProcess[str]
    report: subprocess.CompletedProcess[str]
    disturbed: list[str]
    left_alive: list[str]
    before: dict[str, str]
    after: dict[str, str]
    honest_before: dict[tuple[str, str], SubmissionResult]

    @property
    def printed(self) -> str:
        """Everything that the three verbs printed."""
        return "".join(done.stdout + done.stderr for done in (self.autograde, self.feedback, self.report))

    def result(self, hostile: Hostile) -> SubmissionResult:
        """Give the mark of one member."""
        result = load_mark(self.course, hostile.student, hostile.assignment)
        assert result is not None, f"{hostile.student} has no mark; autograde said: {self.autograde.stderr[-2000:]}"
        return result

    def folders(self, hostile: Hostile) -> list[Path]:
        """Give what marking wrote for one member."""
        tops = (self.course.autograded, self.course.feedback)
        return [folder for top in tops if (folder := top / hostile.student).is_dir()]


def verb(
    root: Path, *words: str, seconds: float = SECONDS_FOR_ALL, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run `python -m graders` on a course as a process of its own."""
    command = [sys.executable, "-m", "graders", "--course", str(root), *words]
    inherited = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(Path.home()), "LANG": "C.UTF-8"}
    return subprocess.run(
        command,
        cwd=KIT,
        env=inherited | environment,
        capture_output=True,
        text=True,
        errors="backslashreplace",
        check=False,
        timeout=seconds,
    )


def honest_marks(course: Course) -> dict[tuple[str, str], SubmissionResult]:
    """Read the marks of the honest students, without what differs from run to run."""
    found = {}
    for path in sorted(course.submitted.glob("honest-*/*")):
        result = load_mark(course, path.parent.name, path.name)
        assert result is not None, path
        result.seconds = 0.0
        found[path.parent.name, path.name] = result
    return found


def run_batch(base: Path, hostile: list[Hostile], *options: str) -> Iterator[Batch]:
    """Mark the honest students alone, then the same students among hostile ones, with other options if any."""
    alone, root = base / "alone", base / "class"
    for folder in (alone, root):
        (folder / "submitted").mkdir(parents=True)
    canaries = Canaries(root, NEIGHBOUR, "05_shallow_backprop")
    try:
        environment = canaries.environment()
        for folder in (alone, root):
            lower_limits(folder)
            hand_in_honest_work(folder / "submitted", canaries.tokens["NEIGHBOUR"])
        lone = verb(alone, "autograde", **environment)
        assert lone.returncode == 0, lone.stderr
        for member in hostile:
            hand_in(member, root / "submitted", canaries)
        before = digest(root / "submitted")
        with adopting_orphans() as left_alive:
            marking = verb(root, "autograde", *options, **environment)
        after = digest(root / "submitted")
        pages, report = verb(root, "feedback", **environment), verb(root, "report", **environment)
        yield Batch(
            Course(root),
            canaries,
            hostile,
            marking,
            pages,
            report,
            list(canaries.disturbed()),
            left_alive,
            before,
            after,
            honest_marks(Course(alone)),
        )
    finally:
        canaries.close()
