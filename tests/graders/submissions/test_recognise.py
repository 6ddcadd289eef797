"""Work is recognised by what is in it, and no written answer counts 0 where anything of the student's own is near it.

The notebook is a real one, answered throughout; what happens to it is what editors and people do.
"""

import json

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from graders.course.course import KIT
from graders.course.official_notebook import make_bundle
from graders.course.source_notebook import SourceNotebook, nbgrader_field
from graders.submissions.repair import repair
from graders.submissions.sanitize import clean

ASSIGNMENT = "05_shallow_backprop"
PROOF = "By the quotient rule the derivative is g (1 - g)."
PICTURE = {"a.png": {"image/png": "iVBORw0KGgo="}}
WRITTEN = "softmax_cross_derivative"


@pytest.fixture(scope="module")
def bundle():
    return make_bundle(SourceNotebook(KIT / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"))


def sample():
    """Give the sample submission in which every answer is right."""
    path = KIT / "examples" / "submitted" / "all-right" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    return nbformat.read(path, as_version=4)


def blank():
    return nbformat.read(KIT / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)


def at(notebook, key):
    return next(n for n, cell in enumerate(notebook.cells) if key in (nbgrader_field(cell, "grade_id"), cell.get("id")))


def received(notebook, bundle):
    return repair(clean(json.loads(json.dumps(notebook))), bundle)


def answers(repaired, bundle):
    found = {nbgrader_field(cell, "grade_id"): cell.source for cell in repaired.notebook.cells}
    return {key: found[key].strip() for key in bundle.keys if nbgrader_field(bundle.cells[key], "solution")}


# --- what editors do -------------------------------------------------------------------------------


def without_names(notebook):
    for number, cell in enumerate(notebook.cells):
        cell["metadata"], cell["id"] = nbformat.from_dict({}), f"{number:08x}"


def as_kaggle(notebook):
    for number, cell in enumerate(notebook.cells):
        cell["metadata"] = nbformat.from_dict({"_uuid": f"{number:032x}", "trusted": True})
        cell.pop("id")


def white_space(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = cell.source.rstrip() + "\n\n"


def without_outputs(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None


def own_notes(notebook):
    for place in (5, 20, 40):
        notebook.cells.insert(place, new_markdown_cell("note to myself"))
        notebook.cells.insert(place, new_code_cell("1 + 1"))


def translated(notebook):
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown" and not nbgrader_field(cell, "solution") and number % 4 == 3:
            cell.source = "### Übersetzung\n\nWas hier stand, steht nun auf Deutsch da."


def changed_tests(notebook):
    for cell in notebook.cells:
        if nbgrader_field(cell, "locked") and "public_tests" in cell.source:
            cell.source += "  # ran on Monday"


def joined(notebook):
    first, second = at(notebook, "relu"), at(notebook, "relup")
    notebook.cells[first].source += "\n\n\n" + notebook.cells[second].source
    del notebook.cells[second]


HABITS = (without_names, as_kaggle, white_space, without_outputs, own_notes, translated, changed_tests, joined)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(HABITS), max_size=5, unique=True))
def test_whatever_an_editor_does_the_answers_are_there(bundle, habits):
    notebook = sample()
    wanted = answers(received(notebook, bundle), bundle)
    # The names go last: the other habits find their cells by them.
    for habit in sorted(habits, key=lambda habit: habit in (without_names, as_kaggle)):
        habit(notebook)
    repaired = received(notebook, bundle)
    for key, answer in answers(repaired, bundle).items():
        if bundle.cells[key].cell_type == "code":
            assert wanted[key] in answer
        else:
            assert answer == wanted[key] or key in repaired.waiting


# --- what people do with a written answer ----------------------------------------------------------


def cell_below(notebook, place):
    notebook.cells.insert(place + 1, new_markdown_cell(PROOF))


def cell_above(notebook, place):
    notebook.cells.insert(place, new_markdown_cell(PROOF))


def fresh_cell(notebook, place):
    notebook.cells[place] = new_markdown_cell(PROOF)


def fresh_cell_without_the_statement(notebook, place):
    notebook.cells[place - 1 : place + 1] = [new_markdown_cell(PROOF)]


def comment(notebook, place):
    notebook.cells.insert(place + 1, new_code_cell(f"# {PROOF}"))


def comment_instead(notebook, place):
    notebook.cells[place] = new_code_cell(f"# {PROOF}")


def raw(notebook, place):
    notebook.cells.insert(place + 1, new_raw_cell(PROOF))


def in_the_statement(notebook, place):
    notebook.cells[place - 1].source += f"\n\n{PROOF}"


def picture_below(notebook, place):
    notebook.cells.insert(place + 1, new_markdown_cell("", attachments=PICTURE))


def picture_in_it(notebook, place):
    notebook.cells[place]["attachments"] = nbformat.from_dict(PICTURE)


def picture_in_the_statement(notebook, place):
    notebook.cells[place - 1]["attachments"] = nbformat.from_dict(PICTURE)


def at_the_end(notebook, place):
    notebook.cells.append(new_markdown_cell(f"All my proofs. {PROOF} {PROOF}"))


def with_the_neighbours(notebook, place):
    notebook.cells[at(notebook, "softmax_derivative")].source = f"Exercise 6: trivial. Exercise 7: {PROOF}"


def named_elsewhere(notebook, place):
    notebook.cells.insert(3, new_markdown_cell(f"7) {PROOF}"))


def unreadable(notebook, place):
    notebook.cells.append(new_markdown_cell("x" * 3_000_001))


def kind_changed(notebook, place):
    notebook.cells[place] = new_code_cell(PROOF, metadata=notebook.cells[place].metadata)


WAYS = (
    cell_below, cell_above, fresh_cell, fresh_cell_without_the_statement, comment, comment_instead, raw, in_the_statement,
    picture_below, picture_in_it, picture_in_the_statement, at_the_end, with_the_neighbours, named_elsewhere, unreadable,
    kind_changed,
)  # fmt: skip


@pytest.mark.parametrize("names", [True, False])
@pytest.mark.parametrize("way", WAYS)
def test_an_answer_that_stands_anywhere_near_waits_for_a_person(bundle, way, names):
    notebook = blank()
    way(notebook, at(notebook, WRITTEN))
    if not names:
        without_names(notebook)
    repaired = received(notebook, bundle)
    [cell] = [cell for cell in repaired.notebook.cells if nbgrader_field(cell, "grade_id") == WRITTEN]
    taken = cell.source != bundle.cells[WRITTEN].source
    assert taken or WRITTEN in repaired.waiting
    assert taken or any(WRITTEN in reason for reason in repaired.needs_person)


@pytest.mark.parametrize("habit", [lambda notebook: None, without_outputs, white_space, without_names, as_kaggle])
def test_an_answer_that_is_truly_untouched_waits_for_nobody(bundle, habit):
    notebook = blank()
    habit(notebook)
    repaired = received(notebook, bundle)
    assert repaired.waiting == {}
    assert repaired.needs_person == []


def test_a_name_on_top_and_code_elsewhere_flag_nothing(bundle):
    notebook = blank()
    notebook.cells.insert(0, new_markdown_cell("Ada Lovelace, 1815"))
    notebook.cells.insert(at(notebook, "relu"), new_code_cell("relu_test = 1"))
    assert received(notebook, bundle).waiting == {}
