"""A folder is read once, at rest: archives and all; what is gone or still being written is no submission."""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook

import graders.submissions.archives
import graders.submissions.received
from graders.core.exceptions import NothingHandedIn, SubmissionRefused
from graders.submissions.received import receive
from graders.submissions.submission import Submission

NOTEBOOK = json.dumps(new_notebook(cells=[new_code_cell("mine = 1")])).encode()


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(graders.submissions.received, "PAUSE", 0.01)


def zipped(files, **options):
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return box.getvalue()


def tarred(files):
    box = io.BytesIO()
    with tarfile.open(fileobj=box, mode="w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return box.getvalue()


def contents(folder):
    return [one.content for one in receive(folder, "week.ipynb").documents]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("week.ipynb.txt", NOTEBOOK),
        ("week.ipynb.json", NOTEBOOK),
        ("week", NOTEBOOK),
        ("WEEK.IPYNB", NOTEBOOK),
        ("Kopie von week", NOTEBOOK),
        ("week.ipynb.download", NOTEBOOK),
        ("week.html", NOTEBOOK),
        ("inner/folder/my work (1).ipynb", NOTEBOOK),
        ("week.zip", zipped({"week/week.ipynb": NOTEBOOK, "__MACOSX/week/._week.ipynb": b"{"})),
        ("week.zip", zipped({"outer.zip": zipped({"week.ipynb": NOTEBOOK})})),
        ("week.ipynb", zipped({"week.ipynb": NOTEBOOK})),
        ("week.zip", zipped({"../../../etc/week.ipynb": NOTEBOOK, "/abs": b"x"})),
        ("week.tar.gz", tarred({"week/week.ipynb": NOTEBOOK, "utils/x.py": b"1"})),
        ("week.ipynb.gz", gzip.compress(NOTEBOOK)),
        ("week.ipynb.bz2", bz2.compress(NOTEBOOK)),
        ("week.ipynb.xz", lzma.compress(NOTEBOOK)),
        (".ipynb_checkpoints/week-checkpoint.ipynb", NOTEBOOK),
    ],
)
def test_a_notebook_is_found_by_what_is_in_it(tmp_path, name, content):
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_bytes(content)
    assert contents(tmp_path) == [NOTEBOOK]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig"])
def test_a_notebook_of_another_encoding_and_ending_is_found(tmp_path, encoding):
    (tmp_path / "week.txt").write_bytes(NOTEBOOK.decode().encode(encoding))
    assert len(contents(tmp_path)) == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("week.html", b"<!DOCTYPE html><p>", "a web page"),
        ("week.pdf", b"%PDF-1.7", "a PDF"),
        ("week.py", b"# In[1]:\nx = 1", "a Python script"),
        ("IMG_1.jpg", b"\xff\xd8\xff", "an image"),
        ("week.7z", b"7z\xbc\xaf'\x1c", "a 7z archive"),
        ("answers.txt", b"my proof", "plain text"),
        ("week.zip", zipped({"a.txt": b"x"}), "a zip archive without a notebook"),
        ("week.zip", zipped({"a.ipynb": NOTEBOOK})[:-30], "is damaged"),
    ],
)
def test_work_in_another_form_is_named(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SubmissionRefused, match=f"week.ipynb is missing; there is .*{words}"):
        Submission("ann", "week", tmp_path).open()


def test_an_archive_with_a_password_is_named(tmp_path):
    locked = bytearray(zipped({"week.ipynb": NOTEBOOK}))
    for start in (b"PK\x03\x04", b"PK\x01\x02"):
        locked[locked.index(start) + (6 if start[2] == 3 else 8)] |= 1
    (tmp_path / "week.zip").write_bytes(locked)
    with pytest.raises(SubmissionRefused, match="is locked with a password"):
        Submission("ann", "week", tmp_path).open()


def test_an_archive_that_unfolds_without_end_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(graders.submissions.archives, "MOST_BYTES", 1_000_000)
    bomb = zipped({f"{n}.json": b'{"cells": [], "nbformat": 4}' + b" " * 900_000 for n in range(5)})
    deep = NOTEBOOK
    for _ in range(6):
        deep = zipped({"inner.zip": deep})
    many = zipped({f"{n}": b"" for n in range(6_000)})
    for content in (bomb, deep, many, gzip.compress(b"{" + b" " * 5_000_000)):
        (tmp_path / "week.zip").write_bytes(content)
        received = receive(tmp_path, "week.ipynb")
        assert sum(len(one.content) for one in received.documents) < 2_000_000
        assert "holds" in received.others["week.zip"]


def test_links_in_an_archive_lead_nowhere(tmp_path):
    box = io.BytesIO()
    with tarfile.open(fileobj=box, mode="w") as archive:
        entry = tarfile.TarInfo("week.ipynb")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(entry)
    (tmp_path / "week.tar").write_bytes(box.getvalue())
    assert contents(tmp_path) == []


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_damaged_archive_is_read_or_named(tmp_path_factory, data):
    whole = bytearray(
        data.draw(st.sampled_from([zipped({"a/week.ipynb": NOTEBOOK}), tarred({"week.ipynb": NOTEBOOK})]))
    )
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=4)):
        whole[place] ^= data.draw(st.integers(1, 255))
    folder = tmp_path_factory.mktemp("archive")
    (folder / "week.zip").write_bytes(whole[: data.draw(st.integers(1, len(whole)))])
    received = receive(folder, "week.ipynb")
    assert len(received.documents) <= 1


# --- a folder that changes -------------------------------------------------------------------------


def test_a_file_that_grows_while_it_is_read_is_read_again(tmp_path, monkeypatch):
    (tmp_path / "week.ipynb").write_bytes(NOTEBOOK[:50])
    read, times = graders.submissions.received._read, []

    def growing(directory, name):
        received = read(directory, name)
        times.append(1)
        if len(times) < 3:
            (tmp_path / "week.ipynb").write_bytes(NOTEBOOK[: 50 + len(times)] if len(times) < 2 else NOTEBOOK)
        return received

    monkeypatch.setattr(graders.submissions.received, "_read", growing)
    assert contents(tmp_path) == [NOTEBOOK]
    assert len(times) == 3


def test_a_folder_that_never_rests_is_named(tmp_path, monkeypatch):
    read = graders.submissions.received._read

    def restless(directory, name):
        received = read(directory, name)
        with (tmp_path / "week.ipynb").open("ab") as file:
            file.write(b" ")
        return received

    (tmp_path / "week.ipynb").write_bytes(NOTEBOOK)
    monkeypatch.setattr(graders.submissions.received, "_read", restless)
    with pytest.raises(NothingHandedIn, match="changes while it is read; run the same command again"):
        receive(tmp_path, "week.ipynb")


def test_what_comes_back_in_a_moment_is_read(tmp_path, monkeypatch):
    folder = tmp_path / "week"
    times = []

    def pause(_):
        times.append(1)
        if len(times) == 2:
            folder.mkdir()
            (folder / "week.ipynb").write_bytes(NOTEBOOK)

    monkeypatch.setattr(graders.submissions.received.time, "sleep", pause)
    assert contents(folder) == [NOTEBOOK]


def test_a_file_that_is_put_into_an_empty_folder_is_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(
        graders.submissions.received.time, "sleep", lambda _: (tmp_path / "week.ipynb").write_bytes(NOTEBOOK)
    )
    assert contents(tmp_path) == [NOTEBOOK]


def test_what_is_gone_has_no_hash(tmp_path):
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(NothingHandedIn):
            Submission("ann", "week", folder).digest()


def test_the_hash_is_of_the_bytes_that_are_read(tmp_path):
    (tmp_path / "week.ipynb").write_bytes(NOTEBOOK)
    handed = Submission("ann", "week", tmp_path).receive()
    (tmp_path / "week.ipynb").write_text(nbformat.writes(new_notebook(cells=[new_code_cell("other")])))
    assert handed.open().notebook.cells[0].source == "mine = 1"
    assert handed.digest != Submission("ann", "week", tmp_path).digest()
