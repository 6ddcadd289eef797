"""Every entry of submitted/ is somebody's submission or is named with the nearest right place."""

import os
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graders.submissions.entries import list_entries, student_of

ASSIGNMENTS = ["05_shallow_backprop", "06_deep"]
ROSTER = ["Ada", "emmy", "josé", "müller"]


@pytest.fixture
def submitted(tmp_path):
    folder = tmp_path / "submitted"
    folder.mkdir()
    return folder


def hand_in(submitted, who, what="05_shallow_backprop"):
    path = os.path.join(os.fsencode(submitted), who if isinstance(who, bytes) else who.encode(), what.encode())
    os.makedirs(path)


def whose(submitted, roster=()):
    found = list_entries(submitted, ASSIGNMENTS, roster)
    return [(entry.student, entry.assignment) for entry in found.found], found.misplaced


def test_folders_of_students_and_assignments_are_found_in_order(submitted):
    for who, what in (("bob", "06_deep"), ("bob", "05_shallow_backprop"), ("ann", "06_deep")):
        hand_in(submitted, who, what)
    assert whose(submitted) == (
        [("bob", "05_shallow_backprop"), ("ann", "06_deep"), ("bob", "06_deep")],
        [],
    )


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("Ada", "Ada"),
        ("ada", "Ada"),
        ("ADA ", "Ada"),
        (" emmy", "emmy"),
        ("Emmy", "emmy"),
        (unicodedata.normalize("NFD", "josé"), "josé"),
        (unicodedata.normalize("NFD", "MÜLLER"), "müller"),
    ],
)
def test_a_name_is_compared_with_the_list_in_one_form(submitted, name, student):
    hand_in(submitted, name)
    found = list_entries(submitted, ASSIGNMENTS, ROSTER)
    assert [(entry.student, entry.folder) for entry in found.found] == [
        (student, submitted / name / "05_shallow_backprop")
    ]
    assert found.misplaced == []


@pytest.mark.parametrize(("name", "near"), [("emy", "emmy"), ("jose", "josé"), ("muller", "müller"), ("Adda", "Ada")])
def test_a_slip_of_the_pen_is_named_with_the_nearest_student(submitted, name, near):
    hand_in(submitted, name)
    found, misplaced = whose(submitted, ROSTER)
    assert found == []
    assert len(misplaced) == 1
    assert f"did you mean {near}?" in misplaced[0]


def test_without_a_list_every_folder_is_a_students(submitted):
    hand_in(submitted, "emy")
    hand_in(submitted, unicodedata.normalize("NFD", "josé"))
    assert [who for who, _ in whose(submitted)[0]] == ["emy", "josé"]


def test_two_folders_of_one_student_are_named_and_none_is_chosen(submitted):
    hand_in(submitted, "Ada")
    hand_in(submitted, "ada ")
    found, misplaced = whose(submitted, ROSTER)
    assert found == []
    assert "are the same student's, Ada" in misplaced[0]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("emmy/05_shalow_backprop/x", "did you mean 05_shallow_backprop?"),
        ("emmy/05_Shallow_Backprop/x", "did you mean 05_shallow_backprop?"),
        ("emmy/05_shallow_backprop.ipynb", "put it into submitted/emmy/05_shallow_backprop/"),
        ("emmy/05_shallow_backprop (1).ipynb", "put it into submitted/emmy/05_shallow_backprop/"),
        ("emmy/solution.zip", "put it into submitted/emmy/<assignment>/"),
        ("emmy.ipynb", "put it into submitted/emmy/<assignment>/"),
        ("emmy_05_shallow_backprop.zip", "put it into submitted/emmy/05_shallow_backprop/, unpacked"),
        ("all.zip", "put it into submitted/<student>/<assignment>/, unpacked"),
    ],
)
def test_what_lies_beside_its_place_is_named_with_the_place(submitted, path, place):
    (submitted / path).parent.mkdir(parents=True, exist_ok=True)
    (submitted / path).write_text("x")
    found, misplaced = whose(submitted, ROSTER)
    assert found == []
    assert len(misplaced) == 1
    assert place in misplaced[0]


def test_an_empty_folder_of_a_student_is_named(submitted):
    (submitted / "emmy").mkdir()
    assert whose(submitted, ROSTER) == ([], ["submitted/emmy is empty: nothing was handed in there."])


def test_what_systems_leave_is_nobodys_business(submitted):
    hand_in(submitted, "emmy")
    for name in (".DS_Store", "Thumbs.db", "desktop.ini", "emmy/.DS_Store"):
        (submitted / name).touch()
    (submitted / "__MACOSX").mkdir()
    assert whose(submitted, ROSTER)[1] == []


def test_a_folder_that_may_not_be_read_is_named(submitted, monkeypatch):
    hand_in(submitted, "emmy")
    hand_in(submitted, "Ada")
    listed = os.listdir

    def refused(path):
        if str(path).endswith("emmy"):
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr(os, "listdir", refused)
    found, misplaced = whose(submitted, ROSTER)
    assert [who for who, _ in found] == ["Ada"]
    assert misplaced == ["submitted/emmy cannot be read (Permission denied): give yourself the right to read it."]


@pytest.mark.parametrize("roster", [[], ROSTER])
def test_a_name_that_is_no_utf_8_is_named(submitted, roster):
    hand_in(submitted, "josé".encode("latin-1"))
    found, misplaced = whose(submitted, roster)
    assert found == []
    assert "is no UTF-8: is it josé?" in misplaced[0]
    assert misplaced[0].isprintable()


def test_a_name_of_250_characters_is_a_name(submitted):
    hand_in(submitted, "x" * 250)
    assert whose(submitted)[0] == [("x" * 250, "05_shallow_backprop")]


NAMES = st.text(min_size=1, max_size=12).filter(
    lambda name: name not in (".", "..") and "/" not in name and "\0" not in name
)


@settings(deadline=None, max_examples=60)
@given(st.sets(NAMES, max_size=5), st.booleans())
def test_every_folder_is_somebodys_or_named(tmp_path_factory, names, listed):
    submitted = tmp_path_factory.mktemp("class") / "submitted"
    submitted.mkdir()
    names = {name for name in names if not name.startswith(".")}
    for name in names:
        hand_in(submitted, name)
    found = list_entries(submitted, ASSIGNMENTS, ROSTER if listed else ())
    assert len(found.found) + len(found.misplaced) >= len({unicodedata.normalize("NFC", name) for name in names})
    assert {entry.student for entry in found.found} <= (set(ROSTER) if listed else {student_of(n, []) for n in names})
    assert all(text.isprintable() or listed for text in found.misplaced)
