"""The hostile class, really run: one batch with honest students beside it, and what must be true afterwards.

The members lie in tests/hostile. A few of them, from every family, run with the other tests; the whole class is slow.
"""

import ast
import csv
import io
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager

from graders.course import KIT, Course
from graders.exceptions import UnknownName
from graders.gradebook import open_gradebook
from graders.record import load_mark
from graders.report import rows
from graders.result import SubmissionResult
from tests.hostile.canaries import Canaries, adopting_orphans, digest
from tests.hostile.expected import complaints, told
from tests.hostile.kit import (
    FAMILIES,
    Hostile,
    cell,
    full_marks,
    hand_in,
    honest_notebook,
    lower_limits,
    members,
    source,
    write,
)
from tests.hostile.pages import acts

CLASS = members()
#: Every family, quick, and each a class of attack of its own.
FEW = {
    "tampering/skips_its_test_cell",
    "tampering/shows_points_through_the_displayhook",
    "tampering/prints_a_forged_verdict",
    "tampering/equals_everything",
    "leaking/reads_files_outside",
    "leaking/reads_hidden_tests",
    "leaking/timestamp_links_to_a_secret",
    "escaping/leaves_a_daemon",
    "escaping/becomes_another_user",
    "exhausting/exits_at_once",
    "exhausting/prints_for_ever",
    "malformed/duplicated_cells",
    "malformed/named_pipe",
    "injecting/scripts_in_error_messages",
    "injecting/codes_as_name",
}
FEW_BATCH, WHOLE_BATCH = "few", "whole"
NEIGHBOUR = "honest-neighbour"
#: Submissions whose answers are no Python; the code of all others must be, or the attack would not even begin.
NO_PYTHON = {
    "malformed/no_python",
    "injecting/null_bytes",
    "malformed/halves_of_characters",
    "leaking/embeds_files_by_magic",
}
LARGEST_TRACE = 10_000_000  # bytes that autograded/ and feedback/ may keep of one submission
LONGEST_LINE = 2_000  # characters of a line that autograde prints
SECONDS_FOR_ALL = 480
CONTROL = {chr(code) for code in (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))} - {
    "\n",
    "\t",
}

both_batches = pytest.mark.parametrize(
    "batch", [FEW_BATCH, pytest.param(WHOLE_BATCH, marks=[pytest.mark.slow, pytest.mark.timeout(1800)])], indirect=True
)


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


def run_batch(base: Path, hostile: list[Hostile]) -> Iterator[Batch]:
    """Mark the honest students alone, then the same students among hostile ones."""
    alone, root = base / "alone", base / "class"
    for folder in (alone, root):
        (folder / "submitted").mkdir(parents=True)
    canaries = Canaries(root, NEIGHBOUR, "05_shallow_backprop")
    try:
        environment = canaries.environment() | lower_limits(root)
        for folder in (alone, root):
            hand_in_honest_work(folder / "submitted", canaries.tokens["NEIGHBOUR"])
        lone = verb(alone, "autograde", **environment)
        assert lone.returncode == 0, lone.stderr
        for member in hostile:
            hand_in(member, root / "submitted", canaries)
        before = digest(root / "submitted")
        with adopting_orphans() as left_alive:
            marking = verb(root, "autograde", **environment)
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


@pytest.fixture(scope="module")
def batch(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Batch]:
    """Run the few members of the class that are quick, or all."""
    chosen = [member for member in CLASS if request.param == WHOLE_BATCH or member.name in FEW]
    yield from run_batch(tmp_path_factory.mktemp("hostile"), chosen)


def each_member(test):
    """Run a test for every member of the few, and for every member of the whole class where that is asked."""
    slow = [pytest.mark.slow, pytest.mark.timeout(1800)]
    few = [pytest.param(FEW_BATCH, m, id=f"few-{m.name}") for m in CLASS if m.name in FEW]
    whole = [pytest.param(WHOLE_BATCH, m, id=f"whole-{m.name}", marks=slow) for m in CLASS]
    return pytest.mark.parametrize(("batch", "member"), few + whole, indirect=["batch"])(test)


# The class itself: nothing runs here.


def test_the_class_covers_all_families():
    counts = {family: sum(member.family == family for member in CLASS) for family in FAMILIES}
    assert len(CLASS) >= 60
    assert min(counts.values()) >= 10, counts
    assert {member.name for member in CLASS} >= FEW
    assert {name.split("/")[0] for name in FEW} == set(FAMILIES)
    assert len({member.student for member in CLASS}) == len(CLASS)


@pytest.mark.parametrize("member", CLASS, ids=lambda member: member.name)
def test_a_member_says_what_it_does_and_what_it_must_get(member):
    full = full_marks(member.assignment)
    assert member.module.__doc__.split("\n")[0].endswith(".")
    assert set(member.expect.earned) <= set(full)
    assert set(member.answers) <= set(source(member.assignment).answer_keys())
    assert set(member.answers) & set(full) <= set(member.expect.earned), "the verdict leaves an attacked exercise out"
    if member.name not in NO_PYTHON:
        for text in [*member.answers.items(), *(extra[:2] for extra in code_cells(member))]:
            if text[0] in full or text[0] not in member.answers:
                ast.parse(TransformerManager().transform_cell(placed(text[1])))


def code_cells(member: Hostile) -> list[tuple[str, ...]]:
    """List the code cells of a member's own."""
    return [extra for extra in getattr(member.module, "EXTRA_CELLS", []) if len(extra) == 2]


def placed(text: str) -> str:
    """Fill the placeholders that stand for numbers, so that the text is Python."""
    for name in ("PORT", "CANARY_PID", "MARKING_PARENT", "SLOW"):
        text = text.replace(f"{{{name}}}", "1")
    return text


def test_the_class_is_laid_down_with_its_placeholders_filled(tmp_path):
    root = tmp_path / "class"
    (root / "submitted").mkdir(parents=True)
    canaries = Canaries(root, NEIGHBOUR, "05_shallow_backprop")
    try:
        hand_in_honest_work(root / "submitted", canaries.tokens["NEIGHBOUR"])
        for member in CLASS:
            folder = hand_in(member, root / "submitted", canaries)
            path = folder / f"{member.assignment}.ipynb"
            if path.is_file() and not path.is_symlink() and not folder.is_symlink() and path.stat().st_size < 10**6:
                content = path.read_bytes()
                assert not [name for name in canaries.places if f"{{{name}}}".encode() in content], member.name
                for secret in canaries.tokens.values():
                    assert secret.encode() not in content, "a submission holds the secret itself"
        assert len(digest(root / "submitted")) > len(CLASS)
        assert list(canaries.disturbed()) == []
    finally:
        canaries.close()


def test_a_disturbed_canary_is_noticed(tmp_path):
    root = tmp_path / "class"
    root.mkdir()
    canaries = Canaries(root, NEIGHBOUR, "05_shallow_backprop")
    try:
        with socket.create_connection(("127.0.0.1", int(canaries.places["PORT"]))):
            pass
        with socket.socket(socket.AF_UNIX) as channel:
            channel.connect("\0" + canaries.places["ABSTRACT"])
        Path(canaries.places["TOUCHED"]).write_text("")
        (canaries.temporary / "left").write_text("")
        canaries.process.kill()
        canaries.process.wait()
        for server in canaries.servers.values():
            server.closed.wait(0.5)
        found = "\n".join(canaries.disturbed())
        for words in ("TCP on 127", "abstract", "process is gone", "something was written", "left behind"):
            assert words in found
    finally:
        canaries.close()


def test_what_outlives_its_parent_is_noticed():
    code = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)', 'orphan'])"
    with adopting_orphans(patience=0.5) as left:
        subprocess.run([sys.executable, "-c", code], check=True)
    assert len(left) == 1
    assert "orphan" in left[0]


def test_what_acts_in_a_page_is_found(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        "<p><svg/onload=alert(1)><a href=' java&#115;cript:alert(1)'>x</a><img src=http://x.invalid/a.png>"
        "<table background='//x.invalid/b'><math><mtext></form><mglyph><style></math><script>alert(1)</script>"
    )
    found = " ".join(acts(page))
    for words in ("onload", "href", "src=", "background", "no content security policy"):
        assert words in found


# What must be true after a batch.


@each_member
def test_verdict(batch, member):
    result = batch.result(member)
    wrong = list(complaints(result, member.expect, full_marks(member.assignment), member.honest))
    assert not wrong, "\n".join([member.module.__doc__, *wrong])


@each_member
def test_gradebook_holds_the_mark(batch, member):
    result = batch.result(member)
    with open_gradebook(batch.course) as gradebook:
        submission = gradebook.find_submission(member.assignment, member.student)
        assert submission.score == pytest.approx(result.score)
        assert submission.needs_manual_grade or not result.problem


@each_member
def test_nothing_forbidden_is_in_its_outputs(batch, member):
    """What it must not see would stand in the outputs that are kept, or in what it is told."""
    result = batch.result(member)
    path = batch.course.autograded / member.student / member.assignment / f"{member.assignment}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    outputs = [str(output) for c in notebook.cells if c.cell_type == "code" for output in c.outputs]
    text = "\n".join([*outputs, told(result)])
    for words in ("ESCAPED", *member.expect.never):
        assert words not in text, text[max(0, text.find(words) - 300) : text.find(words) + 300]
    for line in reference_lines(member):
        assert line not in text, f"a line of a reference solution leaked: {line}"
    errors = [
        output.ename for c in notebook.cells if c.cell_type == "code" for output in c.outputs if "ename" in output
    ]
    if member.name not in NO_PYTHON and not result.problem:
        assert not {"NameError", "SyntaxError", "IndentationError"} & set(errors), "the attack itself has a fault"


def reference_lines(member: Hostile) -> set[str]:
    """List lines of the references which this student did not hand in."""
    notebook = source(member.assignment)
    lines: set[str] = set()
    for key in set(full_marks(member.assignment)) - member.honest:
        given = set(notebook.stub(key).split("\n"))
        lines |= {line.strip() for line in notebook.reference(key).split("\n") if line not in given}
    known = "\n".join(member.answers.values())
    return {line for line in lines if len(line) > 25 and line not in known}


@each_member
def test_what_is_kept_of_it_is_small(batch, member):
    for folder in batch.folders(member):
        assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < LARGEST_TRACE
        assert not [path for path in folder.rglob("*") if path.is_symlink()]


@each_member
def test_its_page_does_nothing(batch, member):
    page = batch.course.feedback / member.student / member.assignment / f"{member.assignment}.html"
    assert page.is_file()
    assert list(acts(page)) == []


@both_batches
def test_all_are_marked(batch):
    names = {(member.student, member.assignment) for member in batch.hostile} | set(batch.honest_before)
    assert {(row.student, row.assignment) for row in rows(batch.course)} == names
    assert "fault of ours" not in batch.printed
    assert "Traceback" not in batch.printed
    assert batch.autograde.returncode == (1 if any(batch.result(m).problem for m in batch.hostile) else 0)
    assert (batch.feedback.returncode, batch.report.returncode) == (0, 0), batch.printed[-2000:]


@both_batches
def test_honest_students_get_the_same_marks_as_without(batch):
    assert honest_marks(batch.course) == batch.honest_before
    best = batch.honest_before[NEIGHBOUR, "05_shallow_backprop"]
    assert best.score == sum(full_marks("05_shallow_backprop").values())


@both_batches
def test_nothing_outside_was_reached(batch):
    assert batch.disturbed == []


@both_batches
def test_no_process_outlives_the_batch(batch):
    assert batch.left_alive == []


@both_batches
def test_submissions_are_left_as_they_were(batch):
    assert batch.after == batch.before


@both_batches
def test_no_secret_is_in_what_was_written(batch):
    written = {"what was printed": batch.printed.encode()}
    for path in batch.course.root.rglob("*"):
        inside = path.relative_to(batch.course.root).parts
        if inside[0] != "submitted" and path.is_file() and str(path) != batch.canaries.places["CANARY_BESIDE"]:
            written["/".join(inside)] = path.read_bytes()
    assert len(written) > 2 * len(batch.hostile)
    for what, secret in batch.canaries.tokens.items():
        own = NEIGHBOUR if what == "NEIGHBOUR" else None  # that token is in an answer of the neighbour's
        found = [name for name, text in written.items() if secret.encode() in text and (own is None or own not in name)]
        assert not found, f"{what} leaked into {found[:5]}"


@both_batches
def test_no_path_of_this_machine_is_in_the_pages(batch):
    for page in batch.course.feedback.rglob("*.html"):
        handed_in = batch.course.submitted / page.parent.parent.name / page.parent.name / f"{page.parent.name}.ipynb"
        known = handed_in.read_bytes() if handed_in.is_file() and not handed_in.is_symlink() else b""
        for path in (str(batch.course.root), str(KIT), str(batch.canaries.temporary)):
            assert path.encode() in known or path not in page.read_text(), page


@both_batches
def test_the_terminal_and_the_table_are_safe(batch):
    bad = sorted(CONTROL & set(batch.printed))
    assert not bad, f"control characters were printed: {bad}"
    assert max(map(len, batch.printed.splitlines())) < LONGEST_LINE
    table = (batch.course.feedback / "marks.csv").read_text(encoding="utf-8")
    assert not CONTROL & set(table) - {"\r"}
    for row in csv.reader(io.StringIO(table, newline="")):
        assert len(row) == 7, row
        assert not [
            field for field in row if (field[:1] in "=+@\t\r" and field) or (field[:1] == "-" and not number(field))
        ]


def number(text: str) -> bool:
    """Tell whether a field is a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True


@both_batches
def test_a_student_named_by_a_formula_or_markup_can_be_asked_for(batch):
    course = batch.course
    for member in batch.hostile:
        if hasattr(member.module, "STUDENT"):
            try:
                assert course.submissions(member.assignment, [member.student])
            except UnknownName:
                pytest.fail(f"{member.student!r} is not found")
