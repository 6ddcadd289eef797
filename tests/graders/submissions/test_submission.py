"""Whatever was handed in is read as a notebook or refused with a reason for the student."""

import json
import os
import string
from datetime import datetime

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook

import graders.submissions.choose
import graders.submissions.received
import graders.submissions.safe_folder
import graders.submissions.sanitize
from graders.core.exceptions import NothingHandedIn, SubmissionRefused
from graders.course.official_notebook import Bundle
from graders.submissions.submission import Submission


@pytest.fixture
def folder(tmp_path):
    return tmp_path


def submit(folder, content):
    """Hand in something: bytes, text or what is written as JSON."""
    if not isinstance(content, (bytes, str)):
        content = json.dumps(content)
    (folder / "week.ipynb").write_bytes(content if isinstance(content, bytes) else content.encode())
    return Submission("ann", "week", folder)


def notebook(*sources):
    return new_notebook(cells=[new_code_cell(source) for source in sources])


def refusal(submission):
    with pytest.raises(SubmissionRefused) as caught:
        submission.read()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_notebook_is_read_as_it_is(folder):
    written = notebook("a = 1", "b")
    assert submit(folder, written).read() == written


def test_a_byte_order_mark_does_no_harm(folder):
    text = nbformat.writes(notebook("é"))
    assert submit(folder, b"\xef\xbb\xbf" + text.encode()).read().cells[0].source == "é"


def test_a_notebook_of_another_name_is_named(folder):
    (folder / "week (1).ipynb").touch()
    assert refusal(Submission("ann", "week", folder)) == (
        "week.ipynb is missing; there is week (1).ipynb instead: rename it."
    )


def test_the_name_of_another_notebook_cannot_break_the_line(folder):
    for name in ("a\nb.ipynb", "\x1b[31m.ipynb", b"\xff.ipynb", "x" * 200 + ".ipynb"):
        with open(os.path.join(os.fsencode(folder), name if isinstance(name, bytes) else name.encode()), "wb"):
            pass
    message = refusal(Submission("ann", "week", folder))
    assert message.isprintable()
    assert "a?b.ipynb" in message
    assert len(message) < 250
    message.encode()


def test_an_empty_folder_and_no_folder_are_told(folder):
    with pytest.raises(NothingHandedIn, match=r"week\.ipynb is missing: the folder holds no file of work"):
        Submission("ann", "week", folder).read()
    assert "is missing" in refusal(Submission("ann", "week", folder / "nowhere"))


def test_a_folder_in_place_of_the_notebook_is_told(folder):
    (folder / "week.ipynb").mkdir()
    assert refusal(Submission("ann", "week", folder)) == (
        "week.ipynb is a folder, not a file; hand in the notebook itself."
    )


def test_a_link_is_not_followed(folder, tmp_path_factory):
    secret = tmp_path_factory.mktemp("secret") / "other.ipynb"
    nbformat.write(notebook("secret"), secret)
    (folder / "week.ipynb").symlink_to(secret)
    assert refusal(Submission("ann", "week", folder)) == (
        "week.ipynb is a link, not a file; hand in the notebook itself."
    )


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_file_that_was_cut_off_is_told_as_such(folder, share):
    text = nbformat.writes(notebook("a = 1\n" * 30, "b"))
    assert refusal(submit(folder, text[: int(share * len(text))])).endswith(
        "it ends in the middle, so it was cut off while saving or uploading."
    )


def test_a_damaged_file_is_told_with_the_line(folder):
    lines = nbformat.writes(notebook("a = 1", "b")).split("\n")
    lines[3] = "oops"
    assert refusal(submit(folder, "\n".join(lines))).endswith("it is damaged on line 4.")


@pytest.mark.parametrize("mark", ["<<<<<<< HEAD", "=======", ">>>>>>> theirs"])
def test_an_unfinished_merge_is_told_as_such(folder, mark):
    lines = nbformat.writes(notebook("a = 1", "b")).split("\n")
    lines[3] = mark
    assert refusal(submit(folder, "\n".join(lines))).endswith(
        "it is damaged on line 4 by a merge in git that was left half done."
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it is empty"),
        (b" \n", "it is empty"),
        (b"\0" * 3000, "it is empty"),
        (b"\xef\xbb\xbf", "it is empty"),
        (b"\xff\xfe\x00", "is not UTF-8 text"),
        (b"\xff" * 30_000, "is not UTF-8 text"),
        (b"PK\x03\x04\x14\0\0\0\xff", "is a zip archive"),
        (b"%PDF-1.7\n\xe2\xe3", "is a PDF"),
        (b"\n<!DOCTYPE html><html>Log in</html>", "it is a web page"),
        (b"print('hello')\n", "it is damaged on line 1"),
        (b"[" * 100_000, "it is nested too deeply"),
        (b'{"a":' * 100_000, "it is nested too deeply"),
        (b'{"cells": [' + b"[]," * 300_000 + b"0]}", "holds more than 500,000 values. Clear its outputs"),
        ({}, "it has no list of cells"),
        ([], "it has no list of cells"),
        ("null", "it has no list of cells"),
        ({"cells": {}}, "it has no list of cells"),
        ({"worksheets": [1, {"cells": 2}]}, "it has no list of cells"),
        ({"cells": [], "nbformat": 99, "nbformat_minor": 0, "metadata": {}}, "is no valid notebook"),
        ({"cells": ["text"], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}, "is no valid notebook"),
        ({"cells": [{}], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}, "is no valid notebook"),
    ],
)
def test_what_is_no_notebook_is_refused_with_its_reason(folder, content, words):
    assert words in refusal(submit(folder, content))


def test_a_file_that_is_too_large_is_not_read(folder, monkeypatch):
    monkeypatch.setattr(graders.submissions.received, "LARGEST_NOTEBOOK", 1_000_000)
    message = refusal(submit(folder, "x" * 3_000_000))
    assert "has 3 MB; at most 1 MB are read. Clear its outputs" in message


def test_too_many_cells_are_refused_in_every_format(folder, monkeypatch):
    monkeypatch.setattr(graders.submissions.sanitize, "MOST_CELLS", 3)
    assert "has more than 3 cells" in refusal(submit(folder, notebook(*"abcd")))
    assert "has more than 3 cells" in refusal(submit(folder, nbformat.v4.downgrade(notebook(*"abcd"))))
    assert len(submit(folder, notebook(*"abc")).read().cells) == 3


def test_a_notebook_of_format_3_is_upgraded(folder):
    old = nbformat.v3.new_notebook(
        worksheets=[
            nbformat.v3.new_worksheet(
                cells=[nbformat.v3.new_code_cell("a = 1"), nbformat.v3.new_text_cell("markdown", "hi")]
            )
        ]
    )
    read = submit(folder, old).read()
    assert [(cell.cell_type, cell.source) for cell in read.cells] == [("code", "a = 1"), ("markdown", "hi")]
    nbformat.validate(read)


def test_format_3_is_upgraded_as_nbformat_does_it(folder):
    make = nbformat.v3
    cells = [
        make.new_code_cell("a = 1\nb = 2", outputs=[make.new_output("stream", "printed")]),
        make.new_heading_cell("Title", level=3),
        make.new_text_cell("markdown", "two\nlines"),
        make.new_text_cell("raw", "raw"),
    ]
    old = make.new_notebook(worksheets=[make.new_worksheet(cells=cells[:2]), make.new_worksheet(cells=cells[2:])])
    for as_lines in (False, True):
        text = make.writes_json(old, split_lines=as_lines)
        submitted = submit(folder, text).open()
        theirs = nbformat.reads(text, as_version=4)
        assert [(c.cell_type, c.source) for c in submitted.notebook.cells] == [
            (c.cell_type, c.source) for c in theirs.cells
        ]
        assert submitted.notes == ["The notebook was in an old format; it was brought up to date."]


@pytest.mark.parametrize("minor", [0, 4, 5])
def test_cells_without_ids_get_some(folder, minor):
    old = notebook("a", "b")
    old.nbformat_minor = minor
    for cell in old.cells:
        del cell["id"]
    read = submit(folder, old).read()
    assert len({cell.id for cell in read.cells}) == 2
    nbformat.validate(read)


def test_source_as_a_list_of_lines_is_joined(folder):
    raw = json.loads(json.dumps(notebook("")))
    raw["cells"][0]["source"] = ["a = 1\n", "b = 2"]
    assert submit(folder, raw).read().cells[0].source == "a = 1\nb = 2"


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(string.printable, max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["name", "nbgrader", "tags"]), inner),
    max_leaves=4,
)


@settings(max_examples=40)
@given(st.sampled_from(["metadata", "nbformat", "nbformat_minor", "cells"]), ANY)
def test_any_value_in_a_notebooks_fields_is_read_or_refused(tmp_path_factory, field, value):
    raw = {**json.loads(json.dumps(notebook("a", "b"))), field: value}
    accept(tmp_path_factory, raw)


@settings(max_examples=60)
@given(st.sampled_from(["id", "cell_type", "metadata", "source", "outputs", "execution_count"]), ANY, st.booleans())
def test_any_value_in_a_cells_fields_is_read_or_refused(tmp_path_factory, field, value, drop):
    raw = json.loads(json.dumps(notebook("a", "b")))
    raw["cells"][1][field] = value
    if drop:
        del raw["cells"][1][field]
    accept(tmp_path_factory, raw)


def accept(tmp_path_factory, raw):
    """Read a notebook; if it is not refused, all that marking looks at has its type."""
    try:
        read = submit(tmp_path_factory.getbasetemp(), raw).read()
    except SubmissionRefused:
        return
    assert isinstance(read.metadata, dict)
    for cell in read.cells:
        assert cell.cell_type in ("code", "markdown", "raw")
        assert isinstance(cell.metadata, dict)
        assert isinstance(cell.source, str)
        assert isinstance(cell.id, str)


# --- the time, the digest --------------------------------------------------------------------------


def test_no_timestamp_is_no_time(folder):
    submit(folder, notebook("a"))
    assert Submission("ann", "week", folder).timestamp() is None
    (folder / "timestamp.txt").write_text(" \n")
    assert Submission("ann", "week", folder).timestamp() is None


@pytest.mark.parametrize("content", [b"yesterday", b"2026-13-01 12:00:00 UTC", b"\xff\xff", b"1e999 a b"])
def test_a_timestamp_that_is_no_time_is_told(folder, content):
    submit(folder, notebook("a"))
    (folder / "timestamp.txt").write_bytes(content)
    with pytest.raises(SubmissionRefused, match=r"timestamp\.txt holds no time but "):
        Submission("ann", "week", folder).timestamp()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_timestamp_is_read_however_it_was_saved(folder, encoding):
    submit(folder, notebook("a"))
    (folder / "timestamp.txt").write_text("2026-03-01 13:00:00 CET\n", encoding=encoding)
    assert Submission("ann", "week", folder).timestamp() == datetime(2026, 3, 1, 12)


def test_the_digest_follows_what_a_mark_depends_on(folder):
    digests = [submit(folder, notebook("a")).digest(), submit(folder, notebook("A")).digest()]
    (folder / "timestamp.txt").write_text("2026-03-01 12:00:00 UTC")
    digests.append(Submission("ann", "week", folder).digest())
    (folder / "scratch.txt").write_text("of no account")
    assert Submission("ann", "week", folder).digest() == digests[-1]
    digests.append(submit(folder, notebook("b")).digest())
    assert len(set(digests)) == 4


# --- the right notebook under another name, in another place, among others --------------------------


NBGRADER = {"locked": False, "schema_version": 3, "task": False}


@pytest.fixture(scope="module")
def bundle():
    cells = []
    for key in ("double", "triple"):
        answer = {"nbgrader": {**NBGRADER, "grade_id": key, "grade": False, "solution": True}}
        test = {"nbgrader": {**NBGRADER, "grade_id": f"test_{key}", "grade": True, "solution": False, "points": 1}}
        cells.append(new_code_cell(f"def {key}(x):\n    pass", id=key, metadata=answer))
        cells.append(new_code_cell(f"{key}(1)", id=f"test_{key}", metadata=test))
    made = new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    return Bundle("week", made, made)


@pytest.fixture
def theirs(bundle):
    """The released notebook as a student would have it."""
    return nbformat.from_dict(bundle.released)


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else nbformat.writes(content))


def opened(folder, bundle):
    submitted = Submission("ann", "week", folder).open(bundle)
    return [cell.source for cell in submitted.notebook.cells], submitted.notes


def refused(folder, bundle):
    with pytest.raises(SubmissionRefused) as caught:
        Submission("ann", "week", folder).open(bundle)
    assert str(caught.value).isprintable()
    return str(caught.value)


@pytest.mark.parametrize(
    "name", ["week (1).ipynb", "Week.ipynb", "week.IPYNB", "week/week.ipynb", "my work/final.ipynb"]
)
def test_a_single_other_notebook_with_the_right_cells_is_taken(folder, bundle, theirs, name):
    theirs.cells[0].source = "mine"
    write(folder / name, theirs)
    sources, notes = opened(folder, bundle)
    assert sources[0] == "mine"
    assert notes == [f"week.ipynb is missing; {name} was marked in its place."]


def test_drafts_and_other_assignments_beside_it_are_not_in_the_way(folder, bundle, theirs):
    write(folder / "final.ipynb", theirs)
    write(folder / "scratch.ipynb", notebook("a = 1"))
    write(folder / "broken.ipynb", "{")
    write(folder / ".ipynb_checkpoints" / "final-checkpoint.ipynb", theirs)
    assert opened(folder, bundle)[1] == ["week.ipynb is missing; final.ipynb was marked in its place."]


def test_copies_of_one_notebook_are_one(folder, bundle, theirs):
    write(folder / "a.ipynb", theirs)
    write(folder / "b.ipynb", theirs)
    assert opened(folder, bundle)[1] == ["week.ipynb is missing; a.ipynb was marked in its place."]


def test_where_two_could_be_meant_the_student_must_say_which(folder, bundle, theirs):
    theirs.cells[0].source = "one"
    write(folder / "a.ipynb", theirs)
    theirs.cells[0].source = "other"
    write(folder / "b.ipynb", theirs)
    assert refused(folder, bundle) == (
        "week.ipynb is missing, and any of a.ipynb, b.ipynb could be meant: hand in the right one as week.ipynb."
    )


def test_of_two_the_one_that_was_written_is_meant(folder, bundle, theirs):
    write(folder / "week.ipynb", theirs)
    theirs.cells[0].source = "mine"
    write(folder / "week-Copy1.ipynb", theirs)
    sources, notes = opened(folder, bundle)
    assert sources[0] == "mine"
    assert notes == ["week.ipynb is as it was given out; week-Copy1.ipynb was marked in its place."]


def test_a_copy_with_more_answers_than_the_right_one_is_for_a_person(folder, bundle, theirs):
    theirs.cells[0].source = "mine"
    write(folder / "week.ipynb", theirs)
    theirs.cells[2].source = "more"
    write(folder / "week (1).ipynb", theirs)
    submitted = Submission("ann", "week", folder).open(bundle)
    assert submitted.needs_person == [
        "week.ipynb was marked, but week (1).ipynb holds answers that it has not: `triple`."
    ]


def test_the_others_are_read_up_to_one_notebooks_size(folder, bundle, theirs, monkeypatch):
    theirs.metadata["filler"] = "x" * 1000
    write(folder / "a.ipynb", theirs)
    theirs.cells[0].source = "other"
    write(folder / "b.ipynb", theirs)
    monkeypatch.setattr(graders.submissions.received, "LARGEST_NOTEBOOK", (folder / "a.ipynb").stat().st_size + 10)
    assert opened(folder, bundle)[1] == ["week.ipynb is missing; a.ipynb was marked in its place."]


def test_a_notebook_without_the_right_cells_is_not_taken(folder, bundle):
    write(folder / "other.ipynb", notebook("a", "b"))
    assert refused(folder, bundle) == (
        "week.ipynb is missing; there is other.ipynb instead, without the assignment's cells."
    )


def test_a_notebook_of_the_right_name_without_the_right_cells_is_refused(folder, bundle):
    write(folder / "week.ipynb", notebook("a", "b"))
    assert refused(folder, bundle) == "week.ipynb holds none of this assignment's cells; hand in the notebook itself."


def test_the_right_one_beside_a_wrong_one_of_the_right_name_is_taken(folder, bundle, theirs):
    write(folder / "week.ipynb", notebook("a", "b"))
    write(folder / "week-1.ipynb", theirs)
    assert opened(folder, bundle)[1] == [
        "week.ipynb holds none of this assignment's cells; week-1.ipynb was marked in its place."
    ]


def test_a_link_to_the_right_one_beside_it_is_understood(folder, bundle, theirs):
    write(folder / "week-1.ipynb", theirs)
    (folder / "week.ipynb").symlink_to("week-1.ipynb")
    assert opened(folder, bundle)[1] == [
        "week.ipynb is a link, not a file; week-1.ipynb was marked in its place.",
        "The folder holds links, pipes or devices (week.ipynb); they were not opened.",
    ]


def test_a_notebook_with_few_of_the_cells_is_marked_and_that_is_told(folder, bundle, theirs, monkeypatch):
    monkeypatch.setattr(graders.submissions.choose, "FEW", 0.7)
    theirs.cells = theirs.cells[:1]
    write(folder / "week.ipynb", theirs)
    submitted = Submission("ann", "week", folder).open(bundle)
    assert len(submitted.notebook.cells) == 1
    assert submitted.needs_person == [
        "week.ipynb holds only a few of this assignment's cells: is it the right notebook?"
    ]


def test_other_notebooks_beside_the_right_one_are_told(folder, bundle, theirs):
    write(folder / "week.ipynb", theirs)
    assert opened(folder, bundle)[1] == []
    for name in "abcde":
        write(folder / f"{name}.ipynb", theirs)
    assert opened(folder, bundle)[1] == ["Only week.ipynb was marked, not a.ipynb, b.ipynb, c.ipynb and 2 more."]


def test_a_crowded_folder_does_no_harm(folder, bundle, theirs, monkeypatch):
    monkeypatch.setattr(graders.submissions.safe_folder, "MOST_FILES", 10)
    write(folder / "week.ipynb", theirs)
    for number in range(30):
        (folder / f"{number}.txt").touch()
    assert opened(folder, bundle)[1] == [
        "The folder holds more than is looked at; only the notebook and the time of submission were read."
    ]


def test_the_digest_follows_the_notebook_that_is_taken_instead(folder, theirs):
    write(folder / "final.ipynb", theirs)
    before = Submission("ann", "week", folder).digest()
    theirs.cells[0].source = "changed"
    write(folder / "final.ipynb", theirs)
    assert Submission("ann", "week", folder).digest() != before
