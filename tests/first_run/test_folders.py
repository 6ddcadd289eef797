"""Marking from any folder: the interpreter, its packages and the kit are shown wherever they lie, and nothing beside them.

Canaries lie everywhere around; none may be visible, neither to the process from which students' are forked nor to theirs.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from graders.course.course import KIT
from tests.first_run.copies import copy_kit, copy_python, make_environment, open_to_all
from tests.first_run.environments import ENVIRONMENTS, SOMEBODY

CANARY = "canary-4711"
#: Run in a copy of the kit, with its own Python: what do a student's process and its template see?
LOOK = """
import contextlib, json, subprocess, sys, tempfile
from pathlib import Path
from graders.course.settings import Limits
from graders.sandbox.student_process import StudentProcess
from graders.sandbox.zygote import Template
from graders.sandbox.bubblewrap import View, stage_kit
from graders.judge.student_proxy import StudentPeer

SEEK = '''
import os, numpy
seen = []
for top, folders, files in os.walk("/"):
    if top == "/":
        folders.remove("proc")
    seen += [os.path.join(top, name) for name in (*folders, *files) if "CANARY" in name]
found = {"sum": int(numpy.arange(5).sum()), "seen": seen, "writable": sorted(
    top for top, _, _ in os.walk("/") if not top.startswith(("/proc", "/usr")) and os.access(top, os.W_OK))}
'''
course = [Path(path) for path in sys.argv[1:]]
with contextlib.closing(Template((), ("numpy", "graders.guest.agent"), hidden=course)) as template:
    template.wait()
    with StudentProcess(template.socket, "", "plain", Limits()) as process:
        peer = StudentPeer(process)
        peer.run(SEEK, "<seek>")
        print(json.dumps({"fork": peer.get("found")}))
with tempfile.TemporaryDirectory() as folder:
    places = [Path(folder, name) for name in ("course", "jobs", "kit", "files")]
    stage_kit(places[2])
    for place in (places[0], places[1], places[3]):
        place.mkdir()
    command = View(*places, course).command()
    show = [*command, sys.executable, "-c", SEEK + "import json; print(json.dumps({'template': found}))"]
    done = subprocess.run(show, capture_output=True, text=True)
    print(done.stdout.strip() or done.stderr)
""".replace("CANARY", CANARY)


def quick(few, others):
    """Give parameters of which only some run with the other tests."""
    return [*few, *(pytest.param(value, marks=pytest.mark.long) for value in others if value not in few)]


class Place:
    """Folders for one test, which everybody may enter."""

    def __init__(self, within: str = "/tmp") -> None:
        self.top = Path(tempfile.mkdtemp(prefix="first-run-", dir=within))
        self.top.chmod(0o755)

    def close(self) -> None:
        """Remove them."""
        subprocess.run(["rm", "-rf", "--", str(self.top)], check=True)


@pytest.fixture
def place():
    """Give a function that makes folders in another one."""
    made = []

    def make(within: str = "/tmp") -> Path:
        if not os.access(within, os.W_OK):
            pytest.skip(f"nothing can be written to {within} here")
        made.append(Place(within))
        return made[-1].top

    yield make
    for one in made:
        one.close()


def scatter(*folders):
    """Leave a canary in each folder, as a file and as a folder with one."""
    for folder in folders:
        (folder / CANARY).mkdir(exist_ok=True)
        (folder / f"{CANARY}.txt").write_text("secret")
        (folder / CANARY / f"{CANARY}.txt").write_text("secret")


def look(python, kit, *hidden, before=(), umask=-1, **variables):
    """Ask what a student's process sees; it must work, and see no canary."""
    inherited = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    words = [*before, str(python), "-c", LOOK, *map(str, hidden)]
    done = subprocess.run(
        words, cwd=kit, env=inherited | variables, capture_output=True, text=True, check=False, umask=umask
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = {}
    for line in done.stdout.splitlines():
        assert line.startswith("{"), done.stdout[-2000:]
        found |= json.loads(line)
    for level in ("fork", "template"):
        assert found[level]["sum"] == 10
        assert found[level]["seen"] == []
    writable = set(found["fork"]["writable"]) - {"/dev/pts"}  # an ordinary user's, in which only the kernel makes files
    assert writable == {"/dev/shm", "/notebook", "/tmp"}


@pytest.mark.parametrize("within", quick(["/tmp"], ["/dev/shm", "/run", "/var/tmp"]))
def test_all_lies_below_a_folder_of_which_students_have_another(place, within):
    top = place(within)
    python = make_environment(top / "kit" / ".venv", copy_python(top / "python"))
    kit = copy_kit(top / "kit")
    scatter(top, kit, kit / ".venv", kit / ".venv" / "bin", top / "python", top / "python" / "bin")
    look(python, kit)


@pytest.mark.parametrize(
    "name", quick(['it\'s "größe" ∑ 100%s\\n'], ["a b\tc", "数字 %d", "$HOME `x`", "a,b;c=d&e", "-rf", "b" * 200])
)
def test_the_path_has_signs_of_all_kinds(place, name):
    top = place() / name
    python = make_environment(top / "kit" / ".venv", copy_python(top / "python"))
    kit = copy_kit(top / "kit")
    scatter(top, kit, kit / ".venv")
    look(python, kit)


def test_the_checkouts_path_has_a_colon(place):
    """Python makes no virtual environment there, so that lies elsewhere."""
    top = place()
    kit = copy_kit(top / "a:b" / "kit")
    scatter(top, kit)
    look(make_environment(top / "environment"), kit)


def test_everything_is_reached_by_links(place):
    """The checkout, the environment, the interpreter and TMPDIR."""
    real, near = place(), place("/dev/shm")
    copy_python(real / "python")
    (near / "python").symlink_to(real / "python")
    version = f"python3.{sys.version_info[1]}"
    (near / "bin").mkdir()
    (near / "bin" / version).symlink_to(near / "python" / "bin" / version)
    make_environment(real / "environment", near / "bin" / version)
    copy_kit(real / "kit")
    (near / "kit").symlink_to(real / "kit")
    (real / "kit" / ".venv").symlink_to("../environment")
    (real / "temporary").mkdir()
    (near / "temporary").symlink_to(real / "temporary")
    scatter(real, near, near / "bin", real / "kit", real / "environment", real / "python", real / "temporary")
    look(near / "kit" / ".venv" / "bin" / "python", near / "kit", TMPDIR=str(near / "temporary"))


def test_the_environment_is_the_checkout(place):
    top = place()
    kit = copy_kit(top)
    python = make_environment(top)
    scatter(top, top / "graders", top / "bin")
    look(python, kit)


def test_the_checkout_lies_among_the_libraries(place):
    """And its own environment in it."""
    top = place()
    outer = copy_python(top / "python")
    kit = copy_kit(top / "python" / "lib" / "course")
    python = make_environment(kit / ".venv", outer)
    scatter(kit, kit / ".venv", kit / "graders")
    look(python, kit)


def test_packages_lie_beside_the_libraries(place):
    """As those of `pip install --user`."""
    top = place()
    make_environment(top / "user")
    (packages,) = (top / "user" / "lib").glob("*/site-packages")
    program = make_environment(top / "empty")
    (empty,) = (top / "empty" / "lib").glob("*/site-packages")
    shutil.rmtree(empty)
    empty.mkdir()
    (empty / "more.pth").write_text(f"{packages}\n")
    scatter(top, top / "user")
    look(program, copy_kit(top / "kit"))


def rearranged(*binds):
    """Give the words before a command that has other folders in some places of the root."""
    shown = [word for name in sorted(os.listdir("/")) for word in ("--dev-bind", f"/{name}", f"/{name}")]
    return ["bwrap", *shown, *binds]


@pytest.mark.parametrize("name", quick(["/course"], ["/kit", "/notebook", "/home/me"]))
def test_the_checkout_has_a_name_that_the_view_uses(place, name):
    top = place()
    copy_kit(top)
    scatter(top)
    make_environment(top / ".venv")
    before = rearranged("--bind", str(top), name, "--chdir", name)
    look(f"{name}/.venv/bin/python", "/", before=before)


def test_checkout_and_course_lie_among_the_systems_files(place):
    top = place()
    copy_kit(top / "kit")
    (top / "course").mkdir()
    scatter(top / "kit", top / "course")
    python = make_environment(top / "kit" / ".venv")
    scatter(python.parent, python.parent.parent)
    before = rearranged(
        *("--tmpfs", "/usr/local/src", "--bind", str(top / "kit"), "/usr/local/src/kit"),
        *("--bind", str(top / "course"), "/usr/local/src/course", "--chdir", "/usr/local/src/kit"),
    )
    look("/usr/local/src/kit/.venv/bin/python", "/", "/usr/local/src/course", before=before)


@pytest.mark.parametrize("umask", quick([0o077], [0o177, 0o277]))
def test_what_is_shown_is_readable_whatever_the_umask(place, umask):
    """As root students' processes are somebody else's, who must read it; the checkout itself is closed."""
    top = place()
    kit = copy_kit(top / "kit")
    subprocess.run(["chmod", "-R", "go-rwx", str(kit)], check=True)
    python = make_environment(top / "environment")
    open_to_all(top / "environment")
    look(python, kit, umask=umask if os.getuid() == 0 else 0o077)


def test_temporary_files_lie_deep(place):
    """The path of a socket may have 107 bytes."""
    top = place()
    deep = top.joinpath(*["ordner-größe"] * 20)
    deep.mkdir(parents=True)
    scatter(top)
    look(make_environment(top / "environment"), copy_kit(top / "kit"), TMPDIR=str(deep))
    assert list(deep.iterdir()) == []


def test_another_users_folder_above_is_closed(place):
    """Root marks in somebody's home; students' processes are nobody's."""
    if os.getuid() != 0:
        pytest.skip("only root can mark in another user's closed folder")
    home = place()
    python = make_environment(home / "kit" / ".venv")
    kit = copy_kit(home / "kit")
    open_to_all(kit)
    os.chown(home, SOMEBODY, SOMEBODY)
    home.chmod(0o700)
    scatter(home)
    look(python, kit)


@pytest.mark.parametrize(
    "name",
    quick(
        ["ordinary-user", "mapped-root"], [name for name, environment in ENVIRONMENTS.items() if environment.confines]
    ),
)
def test_folders_above_can_only_be_passed_through(place, name):
    """And whoever marks is any user who can confine."""
    environment = ENVIRONMENTS[name]
    if reason := environment.missing():
        pytest.skip(reason)
    top = place()
    shut = top / "shut"
    python = make_environment(shut / "kit" / ".venv", copy_python(shut / "python"))
    kit = copy_kit(shut / "kit")
    temporary = shut / "temporary"
    temporary.mkdir()
    scatter(shut, kit, temporary)
    open_to_all(shut)
    for folder in (kit, temporary):
        os.chown(folder, environment.owner, environment.owner)
    shut.chmod(0o711)
    look(python, kit, before=environment.wrap([]), TMPDIR=str(temporary), HOME=str(temporary))


def test_a_checkout_that_cannot_be_written_to_marks_a_course_elsewhere(tmp_path):
    work = Path("gradient-not-divided", "05_shallow_backprop")
    shutil.copytree(KIT / "examples" / "submitted" / work, tmp_path / "submitted" / work)
    before = ["bwrap", "--dev-bind", "/", "/", "--ro-bind", str(KIT), str(KIT), "--dev-bind", "/tmp", "/tmp"]
    words = [*before, sys.executable, "-m", "graders", "--course", str(tmp_path), "autograde"]
    done = subprocess.run(words, cwd=KIT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.glob("autograded/*/*/mark.json"))
