"""What can be read of a notebook is taken over; what cannot costs itself and is told."""

import copy
import json
import time

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import graders.submissions.sanitize
from graders.core.exceptions import SubmissionRefused
from graders.submissions.decode_json import load
from graders.submissions.sanitize import clean

PNG = b"\x89PNG\r\n\x1a\n" + b"pixels"


def raw(*cells, **fields):
    """Write a notebook as JSON would give it."""
    return {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **fields}


def code(source="a = 1", **fields):
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None, **fields}


def cleaned(*cells, **fields):
    """Clean a notebook, prove that it is valid and that it was not changed; give its cells and the notes."""
    given = raw(*cells, **fields)
    before = copy.deepcopy(given)
    submitted = clean(given)
    assert given == before
    nbformat.validate(submitted.notebook)
    return submitted.notebook.cells, submitted.notes + submitted.needs_person


def refusal(function, *arguments):
    with pytest.raises(SubmissionRefused) as caught:
        function(*arguments)
    assert str(caught.value).isprintable()
    return str(caught.value)


# --- bytes to JSON ---------------------------------------------------------------------------------


def test_what_is_written_well_is_read_without_a_word():
    assert load('{"a": ["é", 1, 2.5, null]}'.encode(), "n") == ({"a": ["é", 1, 2.5, None]}, [])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_encodings_are_read_and_told(encoding):
    data, notes = load('{"a": "é"}'.encode(encoding), "n")
    assert data == {"a": "é"}
    assert notes == [f"The file was {encoding[:6].upper()}; it was read anyway."]


def test_stray_latin_letters_are_read_and_the_rest_stays_utf_8():
    data, notes = load(b'{"a": "' + "naïve “x”".encode("cp1252") + ' – é"}'.encode(), "n")
    assert data == {"a": "naïve “x” – é"}
    assert notes == ["The file was not UTF-8 throughout; 3 bytes were read as Latin-1 (Windows)."]


def test_zeros_at_the_end_of_a_file_are_no_part_of_it():
    assert load(b'{"a": 1}\n' + b"\0" * 4000, "n") == ({"a": 1}, [])


def test_bare_line_breaks_in_a_text_are_read_and_told():
    data, notes = load(b'{"a": "x\ny\0z"}', "n")
    assert data == {"a": "x\ny\0z"}
    assert notes == ["The file held bare line breaks or control characters inside its texts; it was read anyway."]
    assert "cut off" in refusal(load, b'{"a": "x\ny', "n")


def test_of_keys_that_are_there_twice_the_last_counts_as_in_jupyter():
    assert load(b'{"a": 1, "a": 2}', "n")[0] == {"a": 2}


@pytest.mark.parametrize(
    "number", ["9" * 1_000_000, "-" + "9" * 5000, "1e999999", "NaN", "-Infinity", "0." + "1" * 10**6]
)
def test_a_number_that_is_none_costs_no_time(number):
    started = time.process_time()
    assert isinstance(load(f'{{"a": {number}}}'.encode(), "n")[0]["a"], float)
    assert time.process_time() - started < 1


# --- cells -----------------------------------------------------------------------------------------


def test_outputs_counts_and_unknown_fields_are_dropped():
    cells, notes = cleaned(
        code(outputs=[{"any": ["thing"]}], execution_count=3, extra=1, metadata={"trusted": True, "x": {"y": 1}}),
        title="mine",
    )
    assert cells == [
        {"id": "cell-1", "cell_type": "code", "source": "a = 1", "metadata": {}, "outputs": [], "execution_count": None}
    ]
    assert notes == []


@pytest.mark.parametrize(
    "bad", [None, 1, "text", [], {}, code(None), code(5), code({"a": 1}), code(["a", 1]), {"cell_type": "code"}]
)
def test_a_cell_that_cannot_be_read_costs_itself_alone(bad):
    cells, notes = cleaned(code("a"), bad, code("b"))
    assert [cell.source for cell in cells] == ["a", "b"]
    assert len(notes) == 1
    assert notes[0].startswith("Cell 2 could not be read (it ")
    assert notes[0].endswith("); it was left out.")


def test_a_thousand_bad_cells_are_told_in_a_few_lines():
    _, notes = cleaned(code(), *[None] * 900)
    assert len(notes) == 6
    assert notes[-1] == "895 more cells could not be read; they were left out."


def test_where_no_cell_can_be_read_the_notebook_is_refused():
    assert refusal(clean, raw(None, {})) == "The notebook is no valid notebook: none of its cells can be read."
    assert clean(raw()).notebook.cells == []


@pytest.mark.parametrize("kind", [None, "Code", 1, [], {}, "heading?"])
def test_a_cell_of_no_known_kind_is_kept_as_plain_text(kind):
    cells, _ = cleaned(code(cell_type=kind))
    assert (cells[0].cell_type, cells[0].source) == ("raw", "a = 1")


@pytest.mark.parametrize(
    "metadata", [None, [], "x", 1, {"nbgrader": []}, {"nbgrader": "x"}, {"tags": "show"}, {"tags": {}}]
)
def test_metadata_of_the_wrong_kind_is_none(metadata):
    assert cleaned(code(metadata=metadata))[0][0].metadata == {}


def test_of_the_metadata_only_plain_values_are_kept():
    theirs = {"grade_id": "x" * 201, "points": [1], "grade": True, "schema_version": 99, "other": 1, "locked": {}}
    cells, _ = cleaned(
        code(metadata={"nbgrader": theirs, "tags": ["a", 1, None], "editable": "no", "deletable": False})
    )
    assert cells[0].metadata == {"nbgrader": {"grade": True, "schema_version": 99}, "tags": ["a"], "deletable": False}


@pytest.mark.parametrize("bad", [None, 1, [], "", "has space", "é", "x" * 65, "a\n"])
def test_ids_that_are_none_are_given_anew(bad):
    cells, _ = cleaned(code(id=bad), code(id="cell-1"), code())
    assert [cell.id for cell in cells] == ["cell-2", "cell-1", "cell-3"]


def test_of_equal_ids_the_first_stays():
    cells, _ = cleaned(code(id="a"), code(id="a"), code(id="a"))
    assert [cell.id for cell in cells] == ["a", "cell-1", "cell-2"]


def test_line_ends_become_plain_and_that_is_nothing_to_tell():
    cells, notes = cleaned(code("a\r\nb\rc\n"), code(["a\r\n", "b"]))
    assert [cell.source for cell in cells] == ["a\nb\nc\n", "a\nb"]
    assert notes == []


def test_what_is_no_character_is_taken_out():
    smile = json.loads('"\\ud83d\\ude00"')
    cells, notes = cleaned(code("a\0b"), code("x\ud800y\udc00"), code(["\ud83d", "\ude00"]), code(smile))
    assert [cell.source for cell in cells] == ["ab", "x\ufffdy\ufffd", smile, smile]
    assert notes == ["Characters that are no text were taken out of cells 1, 2, 3."]
    json.dumps(cells, ensure_ascii=False).encode()


def test_a_cell_that_is_too_long_costs_itself_alone(monkeypatch):
    monkeypatch.setitem(graders.submissions.sanitize.LONGEST_SOURCE, "code", 10)
    cells, notes = cleaned(code("x" * 11), code("x" * 10), code(["x"] * 11))
    assert [cell.source for cell in cells] == ["x" * 10]
    assert notes[0] == "Cell 1 could not be read (it has 11 characters, at most 10 are read); it was left out."
    assert len(notes) == 2


def test_a_cell_that_is_left_out_is_named_where_it_has_a_name():
    named = {"nbgrader": {"grade_id": "double"}}
    odd = {"nbgrader": {"grade_id": "a\n`b"}}
    _, notes = cleaned(code(), code(None, metadata=named), code(None, metadata=odd))
    assert notes == [
        "Cell 2 (`double`) could not be read (it has no text); it was left out.",
        "Cell 3 could not be read (it has no text); it was left out.",
    ]


def test_too_much_text_in_all_is_refused(monkeypatch):
    monkeypatch.setattr(graders.submissions.sanitize, "LONGEST_IN_ALL", 10)
    cleaned(code("x" * 5), code("x" * 5))
    assert refusal(clean, raw(code("x" * 5), code("x" * 6))) == "The notebook has more than 10 characters in its cells."


# --- the notebook's own fields ---------------------------------------------------------------------


@pytest.mark.parametrize("version", [None, "4", 4.0, True, -1, 2, float("nan"), {}])
def test_a_format_that_is_none_is_read_by_what_is_there(version):
    assert cleaned(code(), nbformat=version)[1] == ["The notebook did not say its format; it was read as format 4."]


@pytest.mark.parametrize("minor", [0, 4, 5, 6, 99, None, "x"])
def test_the_minor_format_does_not_matter(minor):
    assert cleaned(code(), nbformat_minor=minor)[1] == []


@pytest.mark.parametrize("version", [5, 5.5, 10**400, float("inf")])
def test_a_later_format_is_refused_with_what_to_do(version):
    assert refusal(clean, raw(nbformat=version)) == (
        "The notebook is no valid notebook: its format is later than 4; save it in format 4."
    )


@pytest.mark.parametrize(
    ("metadata", "name"),
    [
        ({"kernelspec": {"name": "ir", "argv": ["sh", "-c", "evil"], "display_name": "R"}}, "ir"),
        ({"kernelspec": {"name": ["ir"]}}, None),
        ({"kernelspec": {"name": "x" * 300}}, None),
        ({"kernelspec": "ir"}, None),
        ([], None),
        (None, None),
    ],
)
def test_of_the_notebooks_metadata_only_the_kernels_name_is_kept(metadata, name):
    kept = clean(raw(metadata=metadata)).notebook.metadata
    assert kept == ({"kernelspec": {"name": name, "display_name": name}} if name else {})


def test_cleaning_what_is_clean_changes_nothing():
    notebook = new_notebook(cells=[new_code_cell("a", id="a"), new_markdown_cell("é\n", id="b")])
    once = clean(notebook)
    assert once.notebook == notebook
    assert clean(once.notebook) == once
