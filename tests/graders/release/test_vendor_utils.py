"""utils/ beside a notebook is always an exact, real copy of the kit's."""

import pytest

import graders.release.vendor_utils
from graders.release.vendor_utils import vendor, vendor_hook


@pytest.fixture
def utils(tmp_path, monkeypatch):
    folder = tmp_path / "kit"
    (folder / "inner").mkdir(parents=True)
    (folder / "checks.py").write_text("a = 1")
    (folder / "inner" / "deep.py").write_text("b = 1")
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "checks.pyc").write_bytes(b"cache")
    monkeypatch.setattr(graders.release.vendor_utils, "UTILS", folder)
    return folder


@pytest.fixture
def place(tmp_path):
    folder = tmp_path / "week"
    folder.mkdir()
    return folder


def files(folder):
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


WHOLE = {"utils/checks.py": "a = 1", "utils/inner/deep.py": "b = 1"}


def test_a_real_copy_without_caches_is_made(utils, place):
    assert vendor(place)
    assert files(place) == WHOLE
    assert not (place / "utils").is_symlink()


def test_an_exact_copy_is_left_alone(utils, place):
    vendor(place)
    (place / "utils" / "__pycache__").mkdir()
    (place / "utils" / "__pycache__" / "checks.pyc").write_bytes(b"cache")
    assert not vendor(place)
    assert (place / "utils" / "__pycache__").is_dir()


@pytest.mark.parametrize(
    "edit",
    [
        lambda copy: (copy / "checks.py").write_text("a = 2"),
        lambda copy: (copy / "checks.py").unlink(),
        lambda copy: (copy / "stray.py").write_text("c = 1"),
        lambda copy: (copy / "inner" / "stray.py").write_text("c = 1"),
        lambda copy: (copy / "inner" / "deep.py").rename(copy / "deep.py"),
    ],
)
def test_an_edited_copy_is_made_anew(utils, place, edit):
    vendor(place)
    edit(place / "utils")
    assert vendor(place)
    assert files(place) == WHOLE
    assert [path.name for path in place.iterdir()] == ["utils"]


def test_the_copy_follows_the_kit(utils, place):
    vendor(place)
    (utils / "checks.py").write_text("a = 3")
    assert vendor(place)
    assert files(place)["utils/checks.py"] == "a = 3"


def test_a_link_and_a_file_are_replaced_by_a_copy_and_what_was_linked_stays(utils, place):
    (place / "utils").symlink_to(utils)
    assert vendor(place)
    assert not (place / "utils").is_symlink()
    assert files(place) == WHOLE
    assert (utils / "checks.py").is_file()
    graders.release.vendor_utils.shutil.rmtree(place / "utils")
    (place / "utils").write_text("a file")
    assert vendor(place)
    assert files(place) == WHOLE


def test_nbgraders_hook_copies_beside_one_assignment_or_all(utils, tmp_path):
    source = tmp_path / "source"
    for name in ("first", "second"):
        (source / name).mkdir(parents=True)
    (source / "notes.txt").touch()
    hook = vendor_hook(source)
    hook(assignment="first", student=".", notebooks=[])
    assert [path.parent.name for path in source.rglob("checks.py")] == ["utils"]
    hook(assignment="*", student=".", notebooks=[])
    assert {path.parent.parent.name for path in source.rglob("checks.py")} == {"first", "second"}


def test_the_kits_own_utils_are_what_is_copied(place, kit):
    vendor(place)
    copied, original = ({p.relative_to(u) for p in u.rglob("*.py")} for u in (place / "utils", kit / "utils"))
    assert copied == original
