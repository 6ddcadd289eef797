"""utils/ beside a notebook: the kit's where the notebook needs it, the instructor's wherever there is one."""

import json
import shutil

import pytest

from graders.core.places import UTILS
from graders.release.vendor_utils import copy_utils, vendor_beside, vendor_hook

WHOLE = {"utils/checks.py": "a = 1", "utils/inner/deep.py": "b = 1"}
IMPORTS = {"cells": [{"source": ["import numpy as np\n", "from utils import checks\n"]}]}


@pytest.fixture
def utils(tmp_path):
    """Give a package as the kit's."""
    folder = tmp_path / "kit" / "utils"
    (folder / "inner").mkdir(parents=True)
    (folder / "checks.py").write_text("a = 1")
    (folder / "inner" / "deep.py").write_text("b = 1")
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "checks.pyc").write_bytes(b"cache")
    return folder


@pytest.fixture(params=["kit", "course"])
def source(request, tmp_path):
    """Give the folder of the source assignments, of the kit or of another course; `week` imports utils."""
    folder = tmp_path / request.param / "source"
    assignment(folder, "week", IMPORTS)
    return folder


@pytest.fixture
def own(tmp_path):
    """Give the folder of another course's source assignments."""
    folder = tmp_path / "course" / "source"
    assignment(folder, "week", IMPORTS)
    return folder


def assignment(source, name, content):
    """Write an assignment's folder."""
    (source / name).mkdir(parents=True)
    (source / name / f"{name}.ipynb").write_text(json.dumps(content, indent=1))


def files(folder):
    """Give the texts of a folder, but for notebooks."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".ipynb")
    return {str(path.relative_to(folder)): path.read_text(errors="replace") for path in found}


def test_a_real_copy_without_caches_is_made_where_the_notebook_imports_it(utils, source):
    assert vendor_beside(source, "week", utils)
    assert files(source / "week") == WHOLE
    assert not (source / "week" / "utils").is_symlink()


def test_nothing_is_copied_where_nothing_imports_it(utils, source):
    assignment(source, "other", {"cells": [{"source": ["import utilsx\n", "# import utils\n"]}]})
    assert not vendor_beside(source, "other", utils)
    assert files(source / "other") == {}


def test_tests_beside_the_notebook_may_need_it(utils, source):
    assignment(source, "other", {"cells": []})
    (source / "other" / "public_tests.py").write_text("from utils.checks import a\n")
    assert vendor_beside(source, "other", utils)
    assert (source / "other" / "utils" / "checks.py").is_file()


def test_an_exact_copy_is_left_alone(utils, source):
    vendor_beside(source, "week", utils)
    caches = source / "week" / "utils" / "__pycache__"
    caches.mkdir()
    (caches / "checks.pyc").write_bytes(b"cache")
    assert not vendor_beside(source, "week", utils)
    assert caches.is_dir()


def test_our_copy_follows_the_kit(utils, source):
    vendor_beside(source, "week", utils)
    for text in ("a = 3", "a = 4"):
        (utils / "checks.py").write_text(text)
        assert vendor_beside(source, "week", utils)
        assert files(source / "week") == WHOLE | {"utils/checks.py": text}


EDITS = [
    lambda copy: (copy / "checks.py").write_text("a = 2"),
    lambda copy: (copy / "checks.py").unlink(),
    lambda copy: (copy / "stray.py").write_text("c = 1"),
    lambda copy: (copy / "notes.txt").write_text("mine"),
    lambda copy: (copy / "inner" / "stray.py").write_text("c = 1"),
    lambda copy: (copy / "inner" / "deep.py").rename(copy / "deep.py"),
]


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("kit_changes", [False, True])
def test_an_edited_copy_is_the_instructors(utils, source, edit, kit_changes):
    vendor_beside(source, "week", utils)
    edit(source / "week" / "utils")
    if kit_changes:
        (utils / "checks.py").write_text("a = 9")
    before = files(source / "week")
    for _ in range(2):
        assert not vendor_beside(source, "week", utils)
        assert files(source / "week") == before
    assert [path.name for path in source.iterdir() if path.is_dir()] == ["week"]


def own_package(folder):
    folder.mkdir()
    (folder / "helper.py").write_text("mine = True")


def a_file(folder):
    folder.write_text("a file")


def a_link(folder):
    own_package(folder.parents[2] / "elsewhere")
    folder.symlink_to(folder.parents[2] / "elsewhere")


def a_broken_link(folder):
    folder.symlink_to("nowhere")


def an_empty_folder(folder):
    folder.mkdir()


@pytest.mark.parametrize("make", [own_package, a_file, a_link, a_broken_link, an_empty_folder])
def test_what_a_course_has_under_that_name_is_never_touched(utils, own, make):
    place = own / "week" / "utils"
    make(place)
    before = (place.lstat(), files(own / "week"))
    for text in ("a = 1", "a = 2"):
        (utils / "checks.py").write_text(text)
        assert not vendor_beside(own, "week", utils)
        assert (place.lstat(), files(own / "week")) == before
    assert [path.name for path in own.iterdir()] == ["week"]


@pytest.mark.parametrize("record", [None, "", "{", "[]", "\udcff", '{"week": 1}'])
def test_without_a_record_of_what_is_ours_nothing_is_lost(utils, source, record):
    """As an earlier version of the kit, which kept none, left its copy; or where the record was damaged."""
    vendor_beside(source, "week", utils)
    (source / "week" / "utils" / "checks.py").write_text("a = 2")
    if record is None:
        (source / ".vendored.json").unlink()
    else:
        (source / ".vendored.json").write_text(record, errors="surrogateescape")
    vendor_beside(source, "week", utils)
    assert "a = 2" in files(source).values()


def test_in_the_kit_an_earlier_versions_copy_is_set_aside(utils, tmp_path):
    source = tmp_path / "kit" / "source"
    assignment(source, "week", IMPORTS)
    for number in range(2):
        own_package(source / "week" / "utils")
        assert vendor_beside(source, "week", utils)
        assert files(source / "week") == WHOLE
        assert files(source / ".replaced" / "week")[f"utils-{number}/helper.py"] == "mine = True"
        shutil.rmtree(source / "week" / "utils")
        (source / ".vendored.json").unlink()


@pytest.mark.parametrize("make", [own_package, a_file, a_link, an_empty_folder])
def test_a_copy_for_a_notebook_that_runs_replaces_what_is_there(utils, tmp_path, make):
    """For folders of ours; what a link led to stays."""
    folder = tmp_path / "a" / "run"
    folder.mkdir(parents=True)
    make(folder / "utils")
    assert copy_utils(utils, folder)
    assert files(folder) == WHOLE
    assert not (folder / "utils").is_symlink()
    assert not copy_utils(utils, folder)
    if make is a_link:
        assert files(tmp_path / "elsewhere") == {"helper.py": "mine = True"}


def test_nbgraders_hook_copies_beside_one_assignment_or_all(utils, source):
    assignment(source, "second", IMPORTS)
    (source / "notes.txt").touch()
    hook = vendor_hook(source, utils)
    hook(assignment="week", student=".", notebooks=[])
    assert [path.parent.parent.name for path in source.rglob("checks.py")] == ["week"]
    hook(assignment="*", student=".", notebooks=[])
    assert {path.parent.parent.name for path in source.rglob("checks.py")} == {"week", "second"}


def test_the_kits_own_utils_are_whole(own):
    vendor_beside(own, "week", UTILS)
    made = {path.relative_to(own / "week" / "utils") for path in (own / "week" / "utils").rglob("*.py")}
    assert made == {path.relative_to(UTILS) for path in UTILS.rglob("*.py")}
