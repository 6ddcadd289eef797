"""Whatever became of a notebook, what is marked is the official one with the student's answers."""

import copy

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from graders.course.official_notebook import make_bundle
from graders.course.source_notebook import SourceNotebook, nbgrader_field
from graders.submissions.repair import repair

HIDDEN = "### BEGIN HIDDEN TESTS\nassert double(3) == 6\n### END HIDDEN TESTS"


def official(cell, key, points=None, solution=False):
    cell.metadata["nbgrader"] = {
        "grade": points is not None,
        "grade_id": key,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if points is not None:
        cell.metadata.nbgrader["points"] = points
    return cell


def answer(key):
    source = f"def {key}(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
    return official(new_code_cell(source, id=f"cell-{key}"), key, solution=True)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    essay = "Why?\n\n=== BEGIN MARK SCHEME ===\nBecause.\n=== END MARK SCHEME ==="
    shown = official(new_code_cell("print('look')", id="cell-look"), "look")
    shown.metadata["tags"] = ["show"]
    cells = [
        new_markdown_cell("# Week", id="title"),
        official(new_code_cell("import math", id="cell-imports"), "imports"),
        answer("double"),
        official(new_code_cell("double(1)", id="cell-test-double"), "test_double", points=1),
        official(new_code_cell(HIDDEN, id="cell-test-double-hidden"), "test_double_hidden", points=2),
        shown,
        new_markdown_cell("## More", id="more"),
        answer("triple"),
        official(new_code_cell("triple(1)", id="cell-test-triple"), "test_triple", points=1),
        official(new_markdown_cell(essay, id="cell-why"), "why", points=3, solution=True),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path = tmp_path_factory.mktemp("source") / "week.ipynb"
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    return make_bundle(SourceNotebook(path))


@pytest.fixture
def handed_in(bundle):
    """The released notebook, to be spoilt."""
    return nbformat.from_dict(bundle.released)


def at(notebook, key):
    return next(n for n, cell in enumerate(notebook.cells) if nbgrader_field(cell, "grade_id") == key)


def cell(notebook, key):
    return notebook.cells[at(notebook, key)]


def sources(repaired):
    return [c.source for c in repaired.notebook.cells]


def check_is_official(repaired, bundle):
    """The result is valid, and what nbgrader knows is exactly the official version but for the answers."""
    notebook = repaired.notebook
    nbformat.validate(notebook)
    graded = [c for c in notebook.cells if "nbgrader" in c.metadata]
    assert [c.metadata for c in graded] == [c.metadata for c in bundle.cells.values()]
    assert [(c.id, c.cell_type) for c in graded] == [(c.id, c.cell_type) for c in bundle.cells.values()]
    for c in graded:
        if not nbgrader_field(c, "solution"):
            assert c == bundle.cells[nbgrader_field(c, "grade_id")]
    assert all(c.metadata == {} for c in notebook.cells if c not in graded)
    assert notebook.metadata == bundle.marked.metadata


# --- the official version --------------------------------------------------------------------------


def test_a_release_holds_no_answer_no_hidden_test_and_no_marking_scheme(bundle):
    text = nbformat.writes(bundle.released)
    assert "2 * x" not in text
    assert "assert" not in text
    assert "Because" not in text
    assert "NotImplementedError" in text


def test_what_is_marked_holds_hidden_tests_but_no_answer(bundle):
    text = nbformat.writes(bundle.marked)
    assert "assert double(3) == 6" in text
    assert "2 * x" not in text
    assert bundle.keys == list(bundle.cells) == list(bundle.released_sources)


# --- what is left as it is -------------------------------------------------------------------------


def test_an_untouched_notebook_needs_no_repair(handed_in, bundle):
    repaired = repair(handed_in, bundle)
    assert repaired.repairs == []
    check_is_official(repaired, bundle)
    assert sources(repaired) == [c.source for c in bundle.marked.cells]


def test_answers_are_taken_and_nothing_else_is_said(handed_in, bundle):
    cell(handed_in, "double").source = "def double(x):\n    return x + x"
    cell(handed_in, "why").source = "I think so."
    cell(handed_in, "double").metadata.nbgrader.checksum = "other"
    cell(handed_in, "double").outputs = [new_output("stream", text="printed")]
    repaired = repair(handed_in, bundle)
    assert repaired.repairs == []
    assert cell(repaired.notebook, "double").source == "def double(x):\n    return x + x"
    assert cell(repaired.notebook, "why").source == "I think so."
    assert not cell(repaired.notebook, "double").outputs
    check_is_official(repaired, bundle)


def test_cells_of_the_students_own_stay_where_they_were_without_metadata(handed_in, bundle):
    own = new_code_cell("import numpy as np", metadata={"tags": ["show"], "collapsed": True, "nbgrader": {}})
    handed_in.cells.insert(at(handed_in, "double"), own)
    handed_in.cells.insert(0, new_markdown_cell("my notes"))
    repaired = repair(handed_in, bundle)
    assert repaired.repairs == []
    texts = sources(repaired)
    assert texts[0] == "my notes"
    assert texts.index("import math") < texts.index("import numpy as np") == at(repaired.notebook, "double") - 1
    check_is_official(repaired, bundle)


def test_neither_the_submission_nor_the_official_version_is_changed(handed_in, bundle):
    handed_in.cells.insert(2, copy.deepcopy(handed_in.cells[0]))
    before = copy.deepcopy(handed_in), copy.deepcopy(bundle.marked)
    repair(handed_in, bundle)
    assert (handed_in, bundle.marked) == before


# --- what is put right -----------------------------------------------------------------------------


def said(handed_in, bundle):
    """Repair, check the result, and give the one thing that was said."""
    repaired = repair(handed_in, bundle)
    check_is_official(repaired, bundle)
    assert len(repaired.repairs) == 1
    return repaired.repairs[0]


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("double", "The answer cell `double` was missing; it counts as unanswered."),
        ("test_double_hidden", "The test cell `test_double_hidden` was missing; it was put back."),
        ("imports", "The locked cell `imports` was missing; it was put back."),
    ],
)
def test_a_missing_cell_is_put_back(handed_in, bundle, key, words):
    del handed_in.cells[at(handed_in, key)]
    assert said(handed_in, bundle) == words


@pytest.mark.parametrize("key", ["test_double", "imports"])
def test_a_locked_cell_that_was_there_twice_is_kept_once(handed_in, bundle, key):
    handed_in.cells.insert(1, copy.deepcopy(cell(handed_in, key)))
    repaired = repair(handed_in, bundle)
    assert any(f"`{key}` was there 2 times; one was kept" in text for text in repaired.repairs)
    check_is_official(repaired, bundle)


@pytest.mark.parametrize(
    "order", [["stub", "first", "second"], ["first", "second", "stub"], ["first", "stub", "second"]]
)
def test_of_an_answer_there_several_times_the_last_written_one_counts(handed_in, bundle, order):
    place = at(handed_in, "double")
    stub = handed_in.cells.pop(place)
    for text in reversed(order):
        handed_in.cells.insert(place, nbformat.from_dict({**stub, "source": stub.source if text == "stub" else text}))
    repaired = repair(handed_in, bundle)
    assert cell(repaired.notebook, "double").source == "second"
    assert repaired.repairs == ["The answer cell `double` was there 3 times; the last one that was written counts."]
    check_is_official(repaired, bundle)


@pytest.mark.parametrize("key", ["test_double", "imports"])
def test_a_changed_locked_cell_is_put_back(handed_in, bundle, key):
    cell(handed_in, key).source = "1.0"
    assert f"`{key}` had been changed; it was put back as it was given" in said(handed_in, bundle)


def test_spaces_at_the_ends_are_no_change(handed_in, bundle):
    cell(handed_in, "test_double").source += "\n\n"
    cell(handed_in, "double").source += "\n"
    assert repair(handed_in, bundle).repairs == []


def test_moved_cells_return_to_their_places(handed_in, bundle):
    handed_in.cells.append(handed_in.cells.pop(at(handed_in, "double")))
    cell(handed_in, "double").source = "def double(x): return x"
    assert "they stand in the order of the released notebook again" in said(handed_in, bundle)
    assert cell(repair(handed_in, bundle).notebook, "double").source == "def double(x): return x"


def test_an_answer_that_became_text_is_code_again(handed_in, bundle):
    place = at(handed_in, "double")
    text = new_markdown_cell("def double(x): return x", metadata=handed_in.cells[place].metadata)
    handed_in.cells[place] = text
    assert said(handed_in, bundle) == "The answer cell `double` had become a markdown cell; it is a code cell again."
    assert cell(repair(handed_in, bundle).notebook, "double").source == "def double(x): return x"


@pytest.mark.parametrize("points", [100, 0, None, "1", [1]])
def test_changed_points_are_put_back(handed_in, bundle, points):
    cell(handed_in, "test_double").metadata.nbgrader.points = points
    assert "`test_double` had lost or changed its nbgrader metadata" in said(handed_in, bundle)


@pytest.mark.parametrize("metadata", [{}, {"nbgrader": None}, {"nbgrader": {}}, {"nbgrader": []}])
def test_lost_metadata_is_put_back_as_long_as_the_cells_id_tells_which_it_is(handed_in, bundle, metadata):
    cell(handed_in, "test_double").metadata = nbformat.from_dict(metadata)
    assert "`test_double` had lost or changed its nbgrader metadata" in said(handed_in, bundle)


def test_an_answer_that_lost_its_metadata_still_counts(handed_in, bundle):
    place = at(handed_in, "double")
    handed_in.cells[place].source = "def double(x): return x"
    handed_in.cells[place].metadata = nbformat.from_dict({})
    assert cell(repair(handed_in, bundle).notebook, "double").source == "def double(x): return x"


@pytest.mark.parametrize(
    ("key", "tags"), [("test_double", ["show"]), ("test_double", ["skip-execution"]), ("look", [])]
)
def test_changed_tags_are_put_back(handed_in, bundle, key, tags):
    cell(handed_in, key).metadata["tags"] = tags
    assert f"`{key}` had been changed; they were put back" in said(handed_in, bundle)


def test_another_kernel_is_not_used(handed_in, bundle):
    handed_in.metadata.kernelspec = {"name": "evil", "display_name": "Evil"}
    assert said(handed_in, bundle) == "The notebook asked for the kernel 'evil'; it ran with 'python3'."


@pytest.mark.parametrize("metadata", [{}, {"kernelspec": None}, {"kernelspec": {}}, {"kernelspec": "python3"}])
def test_no_kernel_is_no_other_kernel(handed_in, bundle, metadata):
    handed_in.metadata = nbformat.from_dict(metadata)
    repaired = repair(handed_in, bundle)
    assert repaired.repairs == []
    check_is_official(repaired, bundle)


def test_an_empty_notebook_becomes_the_official_one(bundle):
    repaired = repair(new_notebook(), bundle)
    assert len(repaired.repairs) == len(bundle.keys)
    check_is_official(repaired, bundle)
    assert cell(repaired.notebook, "double").source == bundle.cells["double"].source


def test_ids_that_are_taken_are_given_anew(handed_in, bundle):
    for _ in range(3):
        handed_in.cells.append(new_code_cell("a = 1", id="more"))
    for number in range(len(handed_in.cells) + 5):
        handed_in.cells.append(new_code_cell("b = 1", id=f"own-{number}"))
        handed_in.cells.append(new_code_cell("c = 1", id="title"))
    check_is_official(repair(handed_in, bundle), bundle)


ODD_VALUES = [None, 0, "", "double", [], ["double"], {}, {"a": 1}, True]
ODD = st.sampled_from(ODD_VALUES)
FIELDS = st.sampled_from(["grade_id", "points", "grade", "solution", "locked", "schema_version", "checksum"])
STEPS = st.one_of(
    st.tuples(
        st.sampled_from(["delete", "double", "empty", "bare", "mine", "code", "markdown", "raw"]), st.integers(0, 30)
    ),
    st.tuples(st.just("swap"), st.integers(0, 30), st.integers(0, 30)),
    st.tuples(st.just("write"), st.integers(0, 30), st.text(max_size=5)),
    st.tuples(st.just("id"), st.integers(0, 30), st.sampled_from(["title", "more", "cell-double", "own-3", "new"])),
    st.tuples(st.just("field"), st.integers(0, 30), FIELDS, ODD),
    st.tuples(st.just("nbgrader"), st.integers(0, 30), ODD),
    st.tuples(st.just("tags"), st.integers(0, 30), ODD),
    st.tuples(st.just("kernel"), ODD),
)


def spoil(notebook, step):
    """Do one thing that a student, an editor or a merge might do to a notebook."""
    kind, *details = step
    cells = notebook.cells
    if kind == "kernel":
        notebook.metadata["kernelspec"] = details[0]
        return
    if not cells:
        return
    place = details[0] % len(cells)
    one = cells[place]
    if kind == "delete":
        del cells[place]
    elif kind == "double":
        cells.insert(place, copy.deepcopy(one))
    elif kind == "empty":
        one.source = ""
    elif kind == "bare":
        one.metadata = nbformat.from_dict({})
    elif kind == "mine":
        cells.insert(place, new_code_cell("mine = 1"))
    elif kind == "swap":
        other = details[1] % len(cells)
        cells[place], cells[other] = cells[other], one
    elif kind == "write":
        one.source = details[1]
    elif kind == "id":
        one["id"] = details[1]
    elif kind == "field":
        if isinstance(one.metadata.get("nbgrader"), dict):
            one.metadata.nbgrader[details[1]] = details[2]
    elif kind in ("nbgrader", "tags"):
        one.metadata[kind] = details[1]
    else:
        one.cell_type = kind


@settings(max_examples=100, deadline=None)
@given(steps=st.lists(STEPS, max_size=12))
def test_however_a_notebook_is_spoilt_the_official_one_comes_out(bundle, steps):
    handed_in = nbformat.from_dict(bundle.released)
    for step in steps:
        spoil(handed_in, step)
    check_is_official(repair(handed_in, bundle), bundle)


@settings(max_examples=50, deadline=None)
@given(steps=st.lists(STEPS, max_size=8))
def test_what_was_repaired_needs_no_more_repair_of_its_locked_cells(bundle, steps):
    handed_in = nbformat.from_dict(bundle.released)
    for step in steps:
        spoil(handed_in, step)
    once = repair(handed_in, bundle).notebook
    again = repair(once, bundle).notebook
    assert [(c.source, c.cell_type) for c in again.cells] == [(c.source, c.cell_type) for c in once.cells]


@pytest.mark.parametrize("value", ODD_VALUES)
@pytest.mark.parametrize("field", ["grade_id", "points"])
def test_a_field_of_the_wrong_kind_is_put_back(handed_in, bundle, field, value):
    cell(handed_in, "test_triple").metadata.nbgrader[field] = value
    check_is_official(repair(handed_in, bundle), bundle)


# --- answers that were split, copied, lost or renamed -----------------------------------------------


def without_ids(notebook):
    """Give the cells new ids, as an editor does that keeps none."""
    for number, one in enumerate(notebook.cells):
        one["id"] = f"new-{number}"


def test_both_halves_of_an_answer_that_was_split_run_in_their_order(handed_in, bundle):
    place = at(handed_in, "double")
    handed_in.cells[place].source = "def double(x):\n    return helper(x)"
    half = nbformat.from_dict({**handed_in.cells[place], "id": "half", "source": "def helper(x):\n    return x + x"})
    handed_in.cells.insert(place, half)
    repaired = repair(handed_in, bundle)
    check_is_official(repaired, bundle)
    texts = sources(repaired)
    assert texts.index(half.source) == texts.index(handed_in.cells[place + 1].source) - 1
    assert cell(repaired.notebook, "double").source == handed_in.cells[place + 1].source


def test_an_emptied_copy_does_not_count_before_a_written_one(handed_in, bundle):
    place = at(handed_in, "double")
    handed_in.cells[place].source = "def double(x): return x"
    handed_in.cells.insert(place + 1, nbformat.from_dict({**handed_in.cells[place], "id": "x", "source": "  \n"}))
    assert cell(repair(handed_in, bundle).notebook, "double").source == "def double(x): return x"


@pytest.mark.parametrize(
    "source", ["def double(x): return x", "import a\n\ndef double(x):\n  pass", "double = lambda x: x", "double: F = f"]
)
def test_an_answer_in_a_cell_of_the_students_own_is_found_by_what_it_defines(handed_in, bundle, source):
    place = at(handed_in, "double")
    handed_in.cells[place] = new_code_cell(source)
    repaired = repair(handed_in, bundle)
    assert repaired.repairs == ["The answer cell `double` was missing; a cell that defines `double` was taken for it."]
    assert cell(repaired.notebook, "double").source == source
    assert sources(repaired).count(source) == 1
    check_is_official(repaired, bundle)


@pytest.mark.parametrize(
    "source", ["double == 1", "print(double)", "  def double(x): pass", "def double2(x): pass", "#"]
)
def test_what_does_not_define_it_is_no_answer(handed_in, bundle, source):
    handed_in.cells[at(handed_in, "double")] = new_code_cell(source)
    repaired = repair(handed_in, bundle)
    assert repaired.repairs == ["The answer cell `double` was missing; it counts as unanswered."]
    assert source in sources(repaired)


def test_of_several_cells_that_define_it_the_last_is_taken(handed_in, bundle):
    place = at(handed_in, "double")
    handed_in.cells[place : place + 1] = [new_code_cell(f"def double(x): return {n}") for n in range(3)]
    repaired = repair(handed_in, bundle)
    assert cell(repaired.notebook, "double").source == "def double(x): return 2"
    assert sources(repaired).count("def double(x): return 0") == 1


def test_while_the_answer_is_written_no_other_cell_is_taken(handed_in, bundle):
    cell(handed_in, "double").source = "def double(x): return x + x"
    handed_in.cells.append(new_code_cell("def double(x): return 0"))
    repaired = repair(handed_in, bundle)
    assert repaired.repairs == []
    assert cell(repaired.notebook, "double").source == "def double(x): return x + x"


def test_beside_a_stub_the_cell_that_was_written_is_taken(handed_in, bundle):
    handed_in.cells.insert(at(handed_in, "double"), new_code_cell("def double(x): return 0"))
    repaired = repair(handed_in, bundle)
    assert cell(repaired.notebook, "double").source == "def double(x): return 0"
    assert repaired.repairs == [
        "The answer cell `double` was as it was given; a cell that defines `double` was taken for it."
    ]


def test_a_renamed_answer_is_found_even_without_ids(handed_in, bundle):
    cell(handed_in, "double").source = "def double(x): return x"
    cell(handed_in, "double").metadata.nbgrader.grade_id = "double-copy1"
    without_ids(handed_in)
    repaired = repair(handed_in, bundle)
    assert cell(repaired.notebook, "double").source == "def double(x): return x"
    check_is_official(repaired, bundle)


def test_an_editor_that_keeps_no_ids_changes_nothing(handed_in, bundle):
    without_ids(handed_in)
    repaired = repair(handed_in, bundle)
    assert repaired.repairs == []
    assert [c.source for c in repaired.notebook.cells] == [c.source for c in bundle.marked.cells]


# --- metadata, kinds, names and ids ----------------------------------------------------------------


@pytest.mark.parametrize("key", ["test_double", "imports", "double", "why"])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("schema_version", 1),
        ("schema_version", 99),
        ("locked", None),
        ("grade", "yes"),
        ("solution", 2),
        ("task", True),
    ],
)
def test_a_changed_field_of_any_official_cell_is_told(handed_in, bundle, key, field, value):
    cell(handed_in, key).metadata.nbgrader[field] = value
    assert f"`{key}` had lost or changed its nbgrader metadata" in said(handed_in, bundle)


def test_the_points_of_a_written_answer_are_not_the_students(handed_in, bundle):
    cell(handed_in, "why").metadata.nbgrader.points = 100
    cell(handed_in, "why").source = "I think so."
    assert (
        said(handed_in, bundle) == "The answer cell `why` had lost or changed its nbgrader metadata; it was put back."
    )
    assert cell(repair(handed_in, bundle).notebook, "why").metadata.nbgrader.points == 3


@pytest.mark.parametrize("tags", [["skip-execution"], ["raises-exception"], ["show", "x"]])
def test_tags_on_an_answer_are_taken_off(handed_in, bundle, tags):
    cell(handed_in, "double").metadata["tags"] = tags
    assert said(handed_in, bundle) == "The tags of the answer cell `double` had been changed; they were put back."


def test_an_unlocked_cell_is_locked_again(handed_in, bundle):
    cell(handed_in, "test_double").metadata["editable"] = True
    assert said(handed_in, bundle) == "The test cell `test_double` had been unlocked; it is locked again."


@pytest.mark.parametrize("field", ["editable", "deletable"])
def test_an_editor_that_forgets_the_lock_is_not_told_off(handed_in, bundle, field):
    cell(handed_in, "test_double").metadata.pop(field)
    cell(handed_in, "test_double").metadata["vscode"] = {"languageId": "python"}
    assert repair(handed_in, bundle).repairs == []


def test_a_test_cell_that_became_text_is_code_again(handed_in, bundle):
    cell(handed_in, "test_double").cell_type = "markdown"
    assert said(handed_in, bundle) == "The test cell `test_double` had become a markdown cell; it is a code cell again."


def test_cells_that_pretend_to_be_official_are_the_students_own(handed_in, bundle):
    for number in range(8):
        fake = official(new_code_cell("100"), f"test_bonus{number}\n" + "x" * 50, points=100)
        handed_in.cells.append(fake)
    text = said(handed_in, bundle)
    assert text.startswith("The assignment has no cell called 'test_bonus0\\nxxxx")
    assert text.endswith(" and 3 more; such cells were run as the student's own.")
    assert "\n" not in text
    assert len(text) < 400


def test_no_cell_of_the_students_own_bears_an_official_id_or_name(handed_in, bundle):
    for name in ("double", "test_double_hidden", "cell-double", "cell-test-double", "title", "own-1"):
        handed_in.cells.insert(0, new_code_cell("a = 1", id=name))
    repaired = repair(handed_in, bundle)
    own = [c.id for c in repaired.notebook.cells if "nbgrader" not in c.metadata]
    assert not set(own) & (set(bundle.keys) | set(bundle.keys_by_id))
    assert len(set(own)) == len(own)
    check_is_official(repaired, bundle)


def test_the_students_own_cells_are_numbered_alike_each_time(handed_in, bundle):
    handed_in.cells[2:2] = [new_code_cell("a"), new_code_cell("b")]
    once, again = repair(handed_in, bundle), repair(handed_in, bundle)
    assert once == again
    assert [c.id for c in once.notebook.cells if c.source in ("a", "b")] == ["own-1", "own-2"]


def test_magic_commands_stay_as_they_are(handed_in, bundle):
    source = "%%bash\n!ls\n%run x.py"
    cell(handed_in, "double").source = source
    assert cell(repair(handed_in, bundle).notebook, "double").source == source


def test_an_image_in_a_written_answer_is_kept_for_who_marks_it(handed_in, bundle):
    image = {"photo.png": {"image/png": "iVBORw0KGgo="}}
    cell(handed_in, "why").source = "![](attachment:photo.png)"
    cell(handed_in, "why")["attachments"] = {**image, "evil.svg": {"image/svg+xml": "<svg/>"}}
    handed_in.cells.append(new_markdown_cell("see", attachments=image))
    cell(handed_in, "test_double")["attachments"] = image
    repaired = repair(handed_in, bundle)
    assert cell(repaired.notebook, "why").attachments == image
    assert repaired.notebook.cells[-1].attachments == image
    assert repaired.repairs == []
    assert repaired.needs_person[0].startswith("The picture 'evil.svg' of cell 10 cannot be shown")
    check_is_official(repaired, bundle)


def test_an_answer_that_became_text_brings_no_image_into_code(handed_in, bundle):
    cell(handed_in, "double").cell_type = "markdown"
    cell(handed_in, "double")["attachments"] = {"photo.png": {"image/png": "iVBORw0KGgo="}}
    assert "had become a markdown cell" in said(handed_in, bundle)


def test_a_thousand_copies_are_told_in_a_few_lines(handed_in, bundle):
    spoilt = nbformat.from_dict({**cell(handed_in, "test_double"), "source": "1.0", "cell_type": "raw"})
    spoilt.metadata.nbgrader.points = 100
    for number in range(900):
        handed_in.cells.append(nbformat.from_dict({**spoilt, "id": f"copy-{number}"}))
    repaired = repair(handed_in, bundle)
    assert len(repaired.repairs) == 4
    check_is_official(repaired, bundle)


def test_repairing_what_was_repaired_finds_nothing(handed_in, bundle):
    handed_in.cells.reverse()
    handed_in.cells.append(copy.deepcopy(cell(handed_in, "double")))
    handed_in.cells[0].metadata = nbformat.from_dict({})
    once = repair(handed_in, bundle)
    assert once.repairs
    again = repair(once.notebook, bundle)
    assert again.repairs == []
    assert again.notebook == once.notebook
