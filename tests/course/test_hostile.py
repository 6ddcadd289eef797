"""The hostile class, really run: one batch with honest students beside it, and what must be true afterwards.

The members lie in tests/hostile. A few of them, from every family, run with the other tests; the whole class is slow.
"""

import contextlib
import csv
import io
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import nbformat
import pytest

from graders.core.exceptions import UnknownName
from graders.course.course import KIT
from graders.course.source_notebook import nbgrader_field
from graders.gradebook.connection import open_gradebook
from graders.marking.jobs import submitted
from graders.reports.marks_table import COLUMNS, rows
from tests.hostile.batch import NEIGHBOUR, Batch, honest_marks, run_batch
from tests.hostile.expected import complaints, told
from tests.hostile.kit import FEW, NO_PYTHON, Hostile, full_marks, members, source
from tests.hostile.pages import acts

pytestmark = pytest.mark.sandbox

CLASS = members()
FEW_BATCH, WHOLE_BATCH = "few", "whole"
LARGEST_TRACE = 10_000_000  # bytes that autograded/ and feedback/ may keep of one submission
LONGEST_LINE = 2_000  # characters of a line that autograde prints
CONTROL = {chr(code) for code in (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))} - {
    "\n",
    "\t",
}

both_batches = pytest.mark.parametrize(
    "batch", [FEW_BATCH, pytest.param(WHOLE_BATCH, marks=[pytest.mark.long, pytest.mark.timeout(2400)])], indirect=True
)


@pytest.fixture(scope="module")
def batches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Batch]]:
    """Give a function that runs a batch once: a fixture with parameters would run it for each test anew."""
    with contextlib.ExitStack() as stack:

        @cache
        def run(which: str) -> Batch:
            chosen = [member for member in CLASS if which == WHOLE_BATCH or member.name in FEW]
            running = contextlib.contextmanager(run_batch)(tmp_path_factory.mktemp("hostile"), chosen)
            return stack.enter_context(running)

        yield run


@pytest.fixture
def batch(request: pytest.FixtureRequest, batches: Callable[[str], Batch]) -> Batch:
    """Give the batch of the few members that are quick, or of all."""
    return batches(request.param)


def each_member(test):
    """Run a test for every member of the few, and for every member of the whole class where that is asked."""
    slow = [pytest.mark.long, pytest.mark.timeout(2400)]
    few = [pytest.param(FEW_BATCH, m, id=f"few-{m.name}") for m in CLASS if m.name in FEW]
    whole = [pytest.param(WHOLE_BATCH, m, id=f"whole-{m.name}", marks=slow) for m in CLASS]
    return pytest.mark.parametrize(("batch", "member"), few + whole, indirect=["batch"])(test)


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
    own = [c for c in notebook.cells if c.cell_type == "code" and not nbgrader_field(c, "grade")]
    errors = [output.ename for c in own for output in c.outputs if "ename" in output]
    if member.name not in NO_PYTHON and not result.problem and not result.limits:  # what was stopped defines nothing
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
        known = handed_in.read_bytes() if is_small_file(handed_in) else b""
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
        assert len(row) == len(COLUMNS), row
        assert not [
            field for field in row if (field[:1] in "=+@\t\r" and field) or (field[:1] == "-" and not number(field))
        ]


def is_small_file(path: Path) -> bool:
    """Tell whether a path is a file that can be read whole, no link and no terabyte of nothing."""
    return path.is_file() and not path.is_symlink() and path.stat().st_size < 100_000_000


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
                assert submitted(course, [member.assignment], [member.student])
            except UnknownName:
                pytest.fail(f"{member.student!r} is not found")
