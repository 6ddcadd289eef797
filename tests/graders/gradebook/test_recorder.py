"""What recording leaves in the gradebook and in autograded/: once, again, by hand, late, after a fault."""

import json
from datetime import datetime, timedelta

import nbformat
import pytest
from nbgrader.utils import parse_utc

from graders.core.exceptions import GradersError
from graders.core.results import SubmissionResult
from graders.course.course import Course
from graders.course.official_notebook import make_bundle
from graders.course.source_notebook import SourceNotebook
from graders.gradebook.connection import open_gradebook
from graders.gradebook.recorder import load_mark, record, recorded
from graders.release.register_assignment import ensure_assignment
from graders.reports.marks_table import rows

ASSIGNMENT = "05_shallow_backprop"
CELLS = ("setup", "data_shapes", "relu", "test_relu", "test_relu_hidden", "relup", "test_relup", "test_relup_hidden")
DUE = datetime(2026, 10, 8, 12)
POINTS = {"data_shapes": 3.0, "test_relu": 1.5, "test_relu_hidden": 3.5, "test_relup": 2.0, "test_relup_hidden": 6.0}
SCORES = {"data_shapes": None, "test_relu": 1.5, "test_relu_hidden": 2.0, "test_relup": 0.0, "test_relup_hidden": 6.0}


@pytest.fixture
def course(tmp_path, kit):
    """Give a course folder with a short notebook, and one student's submitted folder."""
    source = nbformat.read(kit / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    source.cells = [cell for cell in source.cells if cell.id in CELLS]
    folder = tmp_path / "source" / ASSIGNMENT
    folder.mkdir(parents=True)
    nbformat.write(source, folder / f"{ASSIGNMENT}.ipynb")
    (tmp_path / "submitted" / "ada" / ASSIGNMENT).mkdir(parents=True)
    course = Course(tmp_path)
    ensure_assignment(course, course.assignment(ASSIGNMENT))
    return course


@pytest.fixture
def put(course):
    """Give a function that records scores for a student and returns the result."""
    bundle = make_bundle(SourceNotebook(course.notebook(ASSIGNMENT)))

    def put(student="ada", timestamp=None, answer=None, problem="", repairs=(), **scores):
        result = SubmissionResult(student, ASSIGNMENT, {**SCORES, **scores}, dict(POINTS), [], list(repairs), problem)
        notebook = nbformat.from_dict(bundle.marked)
        for cell in notebook.cells:
            if cell.id == "data_shapes" and answer:
                cell.source = answer
        result.submitted_at = timestamp.isoformat(" ") if timestamp else ""
        record(course, result, notebook)
        return result

    return put


@pytest.fixture
def entry(course):
    """Give a function that opens a student's notebook in the gradebook and hands out its grades and comments."""

    def entry(student="ada"):
        with open_gradebook(course) as gradebook:
            found = gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student)
            grades = {
                g.cell.name: (g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade) for g in found.grades
            }
            comments = {c.cell.name: (c.auto_comment, c.manual_comment) for c in found.comments}
            return grades, comments, found.late_submission_penalty

    return entry


def by_hand(course, student="ada"):
    """Mark as a person does in formgrader."""
    with open_gradebook(course) as gradebook:
        found = gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student)
        grades = {grade.cell.name: grade for grade in found.grades}
        grades["data_shapes"].manual_score = 2.0
        grades["data_shapes"].needs_manual_grade = False
        grades["test_relu"].extra_credit = 0.25
        next(c for c in found.comments if c.cell.name == "data_shapes").manual_comment = "Say why."
        gradebook.db.commit()


def test_marks_stand_in_the_gradebook_and_in_the_mark_file(course, put, entry):
    result = put()
    grades, comments, penalty = entry()
    assert {key: auto for key, (auto, *_) in grades.items()} == SCORES
    assert {key for key, (*_, needs) in grades.items() if needs} == {"data_shapes"}
    assert comments["data_shapes"] == (None, None)  # a person has to look, so nothing is said of it yet
    assert penalty is None
    assert load_mark(course, "ada", ASSIGNMENT) == result
    assert recorded(course, [("ada", ASSIGNMENT), ("bob", ASSIGNMENT)]) == {("ada", ASSIGNMENT): result}
    names = {path.name for path in (course.autograded / "ada").rglob("*") if path.is_file()}
    assert names == {f"{ASSIGNMENT}.ipynb", "mark.json"}


def test_no_response_is_said_of_a_written_answer_that_counts_as_none(put, entry):
    put(data_shapes=0.0)
    assert entry()[1]["data_shapes"] == ("No response.", None)


def test_again_replaces_automatic_marks_and_keeps_those_of_a_person(course, put, entry):
    put()
    by_hand(course)
    put(answer="Now I say why.", test_relu=0.0, test_relup=2.0)
    grades, comments, _ = entry()
    assert grades["test_relu"] == (0.0, None, 0.25, False)
    assert grades["test_relup"] == (2.0, None, None, False)
    assert grades["data_shapes"] == (None, 2.0, None, True)  # flagged: the person saw another answer
    assert comments["data_shapes"] == (None, "Say why.")
    [row] = rows(course)
    assert row.score == 0.0 + 0.25 + 2.0 + 2.0 + 6.0 + 2.0


def test_the_same_mark_twice_counts_once(course, put):
    put()
    [before] = rows(course)
    put()
    assert rows(course) == [before]
    with open_gradebook(course) as gradebook:
        assert len(gradebook.students) == 1
        assert len(gradebook.assignment_submissions(ASSIGNMENT)) == 1


def test_lateness_costs_of_the_score_with_what_a_person_gave(course, put, entry):
    with open_gradebook(course) as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=DUE)
    result = put(timestamp=DUE + timedelta(hours=30))
    assert (result.late_seconds, result.penalty) == (30 * 3600, pytest.approx(1.9))  # two days begun of 9.5 points
    assert entry()[2] == pytest.approx(1.9)
    by_hand(course)
    assert put(timestamp=DUE + timedelta(hours=30)).penalty == pytest.approx(0.2 * (9.5 + 2.25))
    assert put(timestamp=DUE).penalty == 0  # handed in again, in time
    assert entry()[2] is None


def test_an_extension_granted_afterwards_asks_for_a_new_mark(course, put):
    with open_gradebook(course) as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=DUE)
    put(timestamp=DUE + timedelta(hours=30))
    assert recorded(course, [("ada", ASSIGNMENT)])
    with open_gradebook(course) as gradebook:
        gradebook.grant_extension(ASSIGNMENT, "ada", days=2)
    assert not recorded(course, [("ada", ASSIGNMENT)])
    assert put(timestamp=DUE + timedelta(hours=30)).penalty == 0
    assert recorded(course, [("ada", ASSIGNMENT)])


def test_an_unreadable_submission_is_zero_and_flagged_in_every_cell(course, put, entry):
    put(problem="x.ipynb is missing; there is \udcff.ipynb instead.", **dict.fromkeys(SCORES, 0.0))
    grades, comments, _ = entry()
    assert {auto for auto, *_ in grades.values()} == {0.0}
    assert all(needs for *_, needs in grades.values())
    assert {auto for auto, _ in comments.values()} == {"x.ipynb is missing; there is ?.ipynb instead."}
    put()  # handed in again, readable
    grades, comments, _ = entry()
    assert {key for key, (*_, needs) in grades.items() if needs} == {"data_shapes"}
    assert comments["relu"] == ("No response.", None)


def test_a_message_that_is_no_text_is_kept_as_json_escapes_it(course, put):
    """As a check's message may be that quotes what an answer returned."""
    put(repairs=["half a pair: \ud83d"])
    path = course.autograded / "ada" / ASSIGNMENT / "mark.json"
    assert "half a pair: \\ud83d" in path.read_text(encoding="utf-8")
    assert load_mark(course, "ada", ASSIGNMENT).repairs == ["half a pair: \ud83d"]


def test_the_time_of_submission_is_kept_as_nbgrader_reads_it(course, put):
    kept = course.autograded / "ada" / ASSIGNMENT / "timestamp.txt"
    put()
    assert not kept.exists()
    put(timestamp=datetime(2026, 10, 7, 12))
    assert kept.read_text() == "2026-10-07 12:00:00 UTC\n"
    assert parse_utc(kept.read_text().strip()) == datetime(2026, 10, 7, 12)


def test_a_fault_while_writing_leaves_everything_as_it_was(course, put, entry, monkeypatch):
    """A late rule that breaks is found out in the middle of the transaction."""
    with open_gradebook(course) as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=DUE)
    put("ada")
    before, files = entry("ada"), sorted(course.autograded.rglob("*"))

    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("graders.nbgrader_plugins.late_penalty.PerDay.late_submission_penalty", broken)
    for student in ("ada", "bob"):
        with pytest.raises(ZeroDivisionError):
            put(student, timestamp=DUE + timedelta(days=1), test_relu=0.0)
    assert entry("ada") == before
    assert sorted(course.autograded.rglob("*")) == sorted([*files, course.autograded / "bob"])
    with open_gradebook(course) as gradebook:
        assert [student.id for student in gradebook.students] == ["ada"]  # not even bob's name
    assert recorded(course, [("ada", ASSIGNMENT)])


def test_a_cell_that_the_gradebook_does_not_know_leaves_no_submission(course, put):
    with pytest.raises(GradersError, match=r"no cell 'test_new'.*python -m graders release"):
        put(test_new=1.0)
    with open_gradebook(course) as gradebook:
        assert gradebook.students == []
        assert gradebook.assignment_submissions(ASSIGNMENT) == []


@pytest.mark.parametrize("lost", ["mark.json", f"{ASSIGNMENT}.ipynb"])
def test_without_its_files_a_mark_is_not_done(course, put, lost):
    put()
    (course.autograded / "ada" / ASSIGNMENT / lost).unlink()
    assert not recorded(course, [("ada", ASSIGNMENT)])


@pytest.mark.parametrize("content", ["", "{", "[]", '{"student": "ada"}', '{"exercises": [], "colour": "red"}'])
def test_a_damaged_mark_file_is_made_anew_and_named_elsewhere(course, put, content):
    put()
    (course.autograded / "ada" / ASSIGNMENT / "mark.json").write_text(content)
    assert not recorded(course, [("ada", ASSIGNMENT)])
    with pytest.raises(GradersError, match=r"mark\.json is damaged .* run `python -m graders autograde"):
        rows(course)


def test_a_gradebook_from_a_copy_is_found_out(course, put):
    put()
    copy = (course.root / "gradebook.db").read_bytes()
    result = put(test_relu=0.5)
    assert recorded(course, [("ada", ASSIGNMENT)]) == {("ada", ASSIGNMENT): result}
    (course.root / "gradebook.db").write_bytes(copy)
    assert not recorded(course, [("ada", ASSIGNMENT)])


def test_a_cell_that_the_notebook_has_no_more_does_not_ask_for_marking_for_ever(course, put):
    """A gradebook cannot forget a cell once there are submissions."""
    with open_gradebook(course) as gradebook:
        gradebook.add_grade_cell("test_old", ASSIGNMENT, ASSIGNMENT, max_score=1, cell_type="code")
    put()
    ensure_assignment(course, course.assignment(ASSIGNMENT))
    assert recorded(course, [("ada", ASSIGNMENT)])


def test_points_changed_in_source_reach_the_gradebook(course, put):
    put()
    path = course.notebook(ASSIGNMENT)
    data = json.loads(path.read_text())
    next(c for c in data["cells"] if c["id"] == "test_relup_hidden")["metadata"]["nbgrader"]["points"] = 9
    path.write_text(json.dumps(data))
    ensure_assignment(course, course.assignment(ASSIGNMENT))
    [row] = rows(course)
    assert row.max_score == sum(POINTS.values()) + 3


def keep_cells(course, kit, names):
    """Let the source notebook have these cells."""
    source = nbformat.read(kit / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    source.cells = [cell for cell in source.cells if cell.id in names]
    nbformat.write(source, course.notebook(ASSIGNMENT))
    return ensure_assignment(course, course.assignment(ASSIGNMENT))


def test_a_new_graded_cell_waits_in_each_submission_that_was_marked(course, put, kit, entry):
    put()
    assert keep_cells(course, kit, {*CELLS, "softmax", "test_softmax", "softmax_derivative"}) == []
    grades, comments, _ = entry()
    assert grades["test_softmax"] == grades["softmax_derivative"] == (None, None, None, True)
    assert comments["softmax_derivative"] == (None, None)
    assert {key: auto for key, (auto, *_) in grades.items() if key in SCORES} == SCORES
    [row] = rows(course)
    with open_gradebook(course) as gradebook:
        assert row.max_score == gradebook.find_submission(ASSIGNMENT, "ada").max_score > sum(POINTS.values())


def test_marks_of_a_removed_cell_count_nowhere_and_are_there_again_with_the_cell(course, put, kit, entry):
    put("ada")
    put("bob")
    by_hand(course, "ada")
    before = entry("ada"), entry("bob")
    assert keep_cells(course, kit, set(CELLS) - {"data_shapes", "relu", "test_relu"}) == ["data_shapes", "test_relu"]
    assert entry("ada")[0].keys() == SCORES.keys() - {"data_shapes", "test_relu"}
    for row in rows(course):
        assert (row.score, row.max_score, row.state) == (2.0 + 0.0 + 6.0, 3.5 + 2.0 + 6.0, "")
        with open_gradebook(course) as gradebook:  # as formgrader counts
            submission = gradebook.find_submission(ASSIGNMENT, row.student)
            assert (submission.score, submission.max_score, submission.needs_manual_grade) == (8.0, 11.5, False)
    assert keep_cells(course, kit, set(CELLS)) == []
    assert (entry("ada"), entry("bob")) == before
    assert keep_cells(course, kit, set(CELLS) - {"relu", "test_relu"}) == ["test_relu"]  # once more
    assert keep_cells(course, kit, set(CELLS)) == []
    assert (entry("ada"), entry("bob")) == before


def test_an_assignment_of_which_half_was_entered_is_completed(course, tmp_path):
    """As plain nbgrader leaves it when it is killed while it saves cells."""
    other = Course(tmp_path / "other")
    (other.root / "source").mkdir(parents=True)
    (other.root / "source" / ASSIGNMENT).symlink_to(course.source / ASSIGNMENT)
    with open_gradebook(other) as gradebook:
        gradebook.add_assignment(ASSIGNMENT)
        gradebook.add_notebook(ASSIGNMENT, ASSIGNMENT)
        gradebook.add_grade_cell("test_relu", ASSIGNMENT, ASSIGNMENT, max_score=1.5, cell_type="code")
    ensure_assignment(course, course.assignment(ASSIGNMENT))
    ensure_assignment(other, other.assignment(ASSIGNMENT))
    cells = []
    for one in (course, other):
        with open_gradebook(one) as gradebook:
            notebook = gradebook.find_notebook(ASSIGNMENT, ASSIGNMENT)
            cells.append((sorted(c.name for c in notebook.grade_cells), sorted(c.name for c in notebook.source_cells)))
    assert cells[0] == cells[1]
    assert cells[0][0] == sorted(POINTS)
