"""Whatever lies in a submitted folder: nothing is followed, nothing blocks, only plain files are read."""

import os
import socket
from datetime import datetime

import pytest

import graders.submissions.safe_folder
from graders.core.exceptions import SubmissionRefused
from graders.submissions.safe_folder import TooLarge, Unfit, in_words, opened, read_file, survey
from graders.submissions.submission import Submission

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def secret(tmp_path_factory):
    path = tmp_path_factory.mktemp("secret") / "secret.ipynb"
    path.write_text("the canary")
    return path


def a_link(path, secret):
    path.symlink_to(secret)


def a_dangling_link(path, _):
    path.symlink_to("nowhere")


def a_link_to_itself(path, _):
    path.symlink_to(path.name)


def a_link_to_a_device(path, _):
    path.symlink_to("/dev/zero")


def a_pipe(path, _):
    os.mkfifo(path)


def a_socket(path, _):
    here = os.getcwd()
    os.chdir(path.parent)  # a socket's path must be short
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path.name)
    finally:
        os.chdir(here)


def a_device(path, _):
    try:
        os.mknod(path, 0o600 | 0o020000, os.makedev(1, 5))  # /dev/zero
    except PermissionError:
        pytest.skip("only root can make a device")


def a_folder(path, _):
    path.mkdir()


ODD = [
    (a_link, "is a link, not a file"),
    (a_dangling_link, "is a link, not a file"),
    (a_link_to_itself, "is a link, not a file"),
    (a_link_to_a_device, "is a link, not a file"),
    (a_pipe, "is a named pipe, not a file"),
    (a_socket, "is a socket, not a file"),
    (a_device, "is a device, not a file"),
    (a_folder, "is a folder, not a file"),
]


@pytest.mark.parametrize(("make", "words"), ODD)
def test_what_is_no_plain_file_is_not_read(tmp_path, secret, make, words):
    make(tmp_path / "file", secret)
    with opened(tmp_path) as folder, pytest.raises(Unfit, match=words):
        read_file(folder, "file", 1000)


@pytest.mark.parametrize(("make", "words"), ODD)
def test_in_place_of_the_notebook_it_is_refused_and_named(tmp_path, secret, make, words):
    make(tmp_path / "week.ipynb", secret)
    submission = Submission("ann", "week", tmp_path)
    with pytest.raises(SubmissionRefused) as caught:
        submission.open()
    assert str(caught.value) == f"week.ipynb {words}; hand in the notebook itself."
    assert len(submission.digest()) == 64


@pytest.mark.parametrize(("make", "words"), ODD)
def test_in_place_of_the_time_it_is_told_and_never_read(tmp_path, secret, make, words):
    make(tmp_path / "timestamp.txt", secret)
    with pytest.raises(SubmissionRefused) as caught:
        Submission("ann", "week", tmp_path).timestamp()
    assert str(caught.value) == f"timestamp.txt {words}; the time of submission is not known."


def test_an_endless_time_is_not_read(tmp_path):
    (tmp_path / "timestamp.txt").write_text("2026-03-01 12:00:00 UTC" + " " * 100_000)
    with pytest.raises(SubmissionRefused, match="at most 1,000 bytes are read"):
        Submission("ann", "week", tmp_path).timestamp()


def test_a_hard_link_is_a_plain_file(tmp_path):
    (tmp_path / "one").write_text("a")
    os.link(tmp_path / "one", tmp_path / "two")
    with opened(tmp_path) as folder:
        assert read_file(folder, "two", 10) == b"a"


def test_a_file_is_read_up_to_the_limit(tmp_path):
    (tmp_path / "file").write_bytes(b"x" * 100)
    with opened(tmp_path) as folder:
        assert read_file(folder, "file", 100) == b"x" * 100
        with pytest.raises(TooLarge, match="has 100 bytes; at most 99 bytes are read"):
            read_file(folder, "file", 99)
        with pytest.raises(Unfit, match="is missing"):
            read_file(folder, "other", 99)
        with pytest.raises(Unfit, match="is missing"):
            read_file(folder, "file/below", 99)


def test_a_file_of_holes_is_not_read(tmp_path):
    with open(tmp_path / "week.ipynb", "wb") as file:
        file.truncate(10**12)
    with pytest.raises(SubmissionRefused, match="has 1000000 MB; at most 64 MB are read"):
        Submission("ann", "week", tmp_path).open()


def test_no_step_down_may_be_a_link(tmp_path, secret):
    (tmp_path / "below").symlink_to(secret.parent)
    with opened(tmp_path) as folder, pytest.raises(Unfit, match="is missing"):
        read_file(folder, "below/secret.ipynb", 1000)


def test_a_linked_folder_is_nobodys_submission(tmp_path, secret):
    (tmp_path / "ann").mkdir()
    (tmp_path / "ann" / "week").symlink_to(secret.parent)
    (tmp_path / "bob").symlink_to(tmp_path / "cleo")
    (tmp_path / "cleo" / "week").mkdir(parents=True)
    for student in ("ann", "bob"):
        submission = Submission(student, "week", tmp_path / student / "week")
        with pytest.raises(SubmissionRefused) as caught:
            submission.open()
        assert str(caught.value) == "week.ipynb lies in a link, not in a folder; hand in the notebook itself."
        with pytest.raises(SubmissionRefused, match=r"timestamp\.txt lies in a link, not in a folder; the time"):
            submission.timestamp()
        assert len(submission.digest()) == 64


def test_links_above_the_students_are_the_instructors(tmp_path):
    (tmp_path / "disk" / "ann" / "week").mkdir(parents=True)
    (tmp_path / "disk" / "ann" / "week" / "timestamp.txt").write_text("2026-03-01 12:00:00 UTC")
    (tmp_path / "submitted").symlink_to(tmp_path / "disk")
    assert Submission("ann", "week", tmp_path / "submitted" / "ann" / "week").timestamp() == datetime(2026, 3, 1, 12)


def test_what_lies_in_a_folder_is_listed_without_following(tmp_path, secret):
    (tmp_path / "b.ipynb").touch()
    (tmp_path / "A.IPYNB").touch()
    (tmp_path / "notes.txt").touch()
    (tmp_path / "inner" / ".ipynb_checkpoints").mkdir(parents=True)
    (tmp_path / "inner" / "c.ipynb").touch()
    (tmp_path / "inner" / ".ipynb_checkpoints" / "c.ipynb").touch()
    (tmp_path / "link.ipynb").symlink_to(secret)
    (tmp_path / "away").symlink_to(secret.parent)
    os.mkfifo(tmp_path / "inner" / "pipe")
    with opened(tmp_path) as folder:
        found = survey(folder)
    assert [*found.files] == ["A.IPYNB", "b.ipynb", "inner/.ipynb_checkpoints/c.ipynb", "inner/c.ipynb", "notes.txt"]
    assert found.odd == ["away", "inner/pipe", "link.ipynb"]
    assert not found.full


def test_only_so_many_files_are_looked_at(tmp_path, monkeypatch):
    monkeypatch.setattr(graders.submissions.safe_folder, "MOST_FILES", 10)
    (tmp_path / "many").mkdir()
    (tmp_path / "a.ipynb").touch()
    for number in range(30):
        (tmp_path / "many" / f"{number}.ipynb").touch()
    with opened(tmp_path) as folder:
        found = survey(folder)
    assert found.full
    assert "a.ipynb" in found.files  # its own files come first
    assert len(found.files) <= 10


def test_only_so_many_bytes_and_levels_are_looked_at(tmp_path):
    deep = tmp_path / "deep"
    deep.joinpath(*["d"] * 30).mkdir(parents=True)
    with opened(deep) as folder:
        assert survey(folder).full
    large = tmp_path / "large"
    large.mkdir()
    with open(large / "file", "wb") as file:
        file.truncate(graders.submissions.safe_folder.LARGEST_FOLDER + 1)
    with opened(large) as folder:
        assert survey(folder).full


def test_no_descriptor_is_left_open(tmp_path, secret):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "file").write_text("x")
    (tmp_path / "link").symlink_to(secret.parent)
    before = os.listdir("/proc/self/fd")
    for _ in range(3):
        with opened(tmp_path) as folder:
            survey(folder)
            read_file(folder, "a/b/file", 10)
            for path in ("a/b", "a/x/file", "link/file", "link"):
                with pytest.raises(Unfit):
                    read_file(folder, path, 10)
    assert os.listdir("/proc/self/fd") == before


@pytest.mark.parametrize(
    ("name", "words"), [("a\nb", "a?b"), ("é.ipynb", "é.ipynb"), ("\udcff", "?"), ("x" * 99, "x" * 57 + "…")]
)
def test_a_name_is_told_in_one_short_line(name, words):
    assert in_words(name) == words
