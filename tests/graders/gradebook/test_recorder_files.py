"""Folders that take another's place: whole or not at all, at whatever call the process ends."""

import contextlib
import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from graders.core import atomic_folders
from graders.core.atomic_folders import clear_drafts, draft, put_in_place, sync_tree


@pytest.fixture
def target(tmp_path):
    folder = tmp_path / "week"
    folder.mkdir()
    (folder / "old").write_text("old")
    return folder


@pytest.fixture(params=["at-once", "in-two-steps"])
def way(request, monkeypatch):
    """Swap as this file system does, and as one must that cannot."""
    if request.param == "in-two-steps":
        monkeypatch.setattr(atomic_folders, "_renameat2", lambda: None)
    return request.param


def replace(target):
    with draft(target) as fresh:
        (fresh / "new").write_text("new")
        sync_tree(fresh)
        put_in_place(fresh, target)


def names(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_draft_takes_the_place_of_nothing_and_of_a_folder(tmp_path, target, way):
    replace(target)
    replace(tmp_path / "other")
    assert names(tmp_path) == ["other", "other/new", "week", "week/new"]


def test_a_draft_that_is_given_up_leaves_nothing(tmp_path, target):
    with contextlib.suppress(KeyError), draft(target) as fresh:
        (fresh / "new").write_text("new")
        raise KeyError
    assert names(tmp_path) == ["week", "week/old"]


def test_a_file_is_not_replaced_and_the_draft_goes(tmp_path):
    (tmp_path / "week").write_text("a file")
    with pytest.raises(NotADirectoryError):
        replace(tmp_path / "week")
    assert names(tmp_path) == ["week"]


class Killed(BaseException):
    """Stands for the end of the process: nothing after it runs."""


def test_at_every_call_either_the_old_or_the_new_is_there_or_comes_back(tmp_path, target, way, monkeypatch):
    """Ends before each of the calls that change something; then a next run clears up and replaces."""
    calls = 0
    for last in range(1, 50):
        calls = 0

        def counted(call, last=last):
            def counting(*arguments, **options):
                nonlocal calls
                calls += 1
                if calls >= last:  # after it is dead, a process does nothing, not even clear up
                    raise Killed
                return call(*arguments, **options)

            return counting

        with monkeypatch.context() as patch:
            for module, name in (
                (os, "rename"),
                (atomic_folders.shutil, "rmtree"),
                (os, "fsync"),
                (atomic_folders.tempfile, "mkdtemp"),
            ):
                patch.setattr(module, name, counted(getattr(module, name)))
            rename = atomic_folders._renameat2()
            if rename is not None:
                patch.setattr(atomic_folders, "_renameat2", lambda rename=rename: counted(rename))
            try:
                replace(target)
                break
            except Killed:
                pass
        if way == "at-once":
            assert names(target) in (["new"], ["old"])
        clear_drafts(target)
        assert names(target) in (["new"], ["old"])
        assert names(tmp_path) == ["week", *(f"week/{name}" for name in names(target))]
        (target / "old").write_text("old")
        (target / "new").unlink(missing_ok=True)
    assert calls > 4
    assert names(tmp_path) == ["week", "week/new"]


def test_only_drafts_are_cleared(tmp_path, target):
    for name in (".week-abc", ".weekly", ".hidden", "week-2"):
        (tmp_path / name).mkdir()
    (tmp_path / ".week-notes.txt").touch()
    (tmp_path / ".week-link").symlink_to(target)
    clear_drafts(target)
    assert {path.name for path in tmp_path.iterdir()} == {
        ".hidden",
        ".week-link",
        ".week-notes.txt",
        ".weekly",
        "week",
        "week-2",
    }
    assert names(target) == ["old"]


def test_drafts_stay_where_others_are_at_work_and_go_when_they_were_killed(tmp_path, target):
    filling = "import sys, time\nfrom pathlib import Path\nfrom graders.core.atomic_folders import draft\n"
    filling += "with draft(Path(sys.argv[1])) as fresh:\n    print(fresh, flush=True)\n    time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", filling, target], stdout=subprocess.PIPE, text=True) as other:
        fresh = Path(other.stdout.readline().strip())
        clear_drafts(target)
        assert fresh.is_dir()
        other.kill()
        other.wait()
        assert fresh.is_dir()
        clear_drafts(target)
        assert not fresh.exists()


def test_a_draft_that_was_cleared_before_it_was_locked_is_made_again(target, monkeypatch):
    made = []
    mkdtemp = atomic_folders.tempfile.mkdtemp

    def cleared(**options):
        made.append(mkdtemp(**options))
        if len(made) == 1:
            clear_drafts(target)
        return made[-1]

    monkeypatch.setattr(atomic_folders.tempfile, "mkdtemp", cleared)
    with draft(target) as fresh:
        assert fresh.is_dir()
    assert len(made) == 2


def test_another_error_of_the_swap_is_told(target, monkeypatch):
    def refused(*_):
        atomic_folders.ctypes.set_errno(errno.EACCES)
        return -1

    monkeypatch.setattr(atomic_folders, "_renameat2", lambda: refused)
    with pytest.raises(PermissionError, match="week"):
        replace(target)
    assert names(target) == ["old"]
