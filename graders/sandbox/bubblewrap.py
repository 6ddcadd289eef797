"""What the template's bubblewrap shows: the interpreter, its packages, the students' own files."""

import os
import py_compile
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from graders.core.exceptions import GradersError, NoSandbox
from graders.core.places import ENGINE, UTILS
from graders.course.assignment import Assignment
from graders.release.vendor_utils import copy_utils
from graders.sandbox.policy import environment

SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/libx32", "/bin", "/sbin")
SETTINGS = ("/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/etc/mime.types", "/etc/alternatives")
PRIVATE = ("/tmp", "/dev/shm", "/run", "/proc")  # where students see something else than what lies there
ACCOUNTS = "root:x:0:0:root:/:/bin/false\nstudent:x:1000:1000:student:/notebook:/bin/false\n"


def stage(folder: Path, assignments: Iterable[Assignment]) -> None:
    """Lay out what students have: utils/, and each assignment's public tests and other files beside its notebook.

    Parameters
    ----------
    folder : Path
        An empty folder.
    assignments : iterable of Assignment
        The assignments.
    """
    copy_utils(UTILS, folder)
    for assignment in assignments:
        place = folder / assignment.name
        place.mkdir()
        for path in assignment.public_files():
            copy = shutil.copyfile(path, place / path.name)
            if path.suffix == ".py":
                py_compile.compile(str(copy), quiet=2)  # no process may write there, so each would compile it anew


def command(course: Path, sockets: Path, files: Path) -> list[str]:
    """Give the bubblewrap command up to the program that it starts.

    Parameters
    ----------
    course : Path
        From `stage`.
    sockets : Path
        The folder through which outside and inside meet.
    files : Path
        A folder for the few files that are made for the view.

    Returns
    -------
    list of str
        The command.

    Raises
    ------
    NoSandbox
        If bubblewrap is not installed.
    """
    program = shutil.which("bwrap")
    if program is None:
        raise NoSandbox("bubblewrap is not installed")
    (files / "passwd").write_text(ACCOUNTS, encoding="ascii")
    shown: list[str] = []
    made: set[str] = set()

    def show(source: str | Path, target: str | Path) -> None:
        """Bind a file or folder read-only; parents are made readable for whoever the template becomes."""
        for parent in list(Path(target).parents)[-2::-1]:
            if str(parent) not in made and not any(Path(parent).is_relative_to(s) for s in SYSTEM):
                made.add(str(parent))
                shown.extend(["--dir", str(parent), "--chmod", "0755", str(parent)])
        shown.extend(["--ro-bind", str(source), str(target)])

    for path in SYSTEM:
        if os.path.islink(path):
            shown.extend(["--symlink", os.readlink(path), path])
        elif os.path.isdir(path):
            shown.extend(["--ro-bind", path, path])
    for path in SETTINGS:
        if os.path.exists(path):
            show(os.path.realpath(path), path)
    show(files / "passwd", "/etc/passwd")
    for prefix in dict.fromkeys([sys.base_prefix, os.path.realpath(sys.prefix), sys.prefix]):
        if any(Path(prefix).is_relative_to(path) for path in PRIVATE):
            raise GradersError(
                f"the interpreter lies in {prefix}, where students' processes see other things: move it."
            )
        if not any(Path(prefix).is_relative_to(path) for path in SYSTEM):
            show(os.path.realpath(prefix), prefix)
    for package in ("guest", "rpc"):
        show(ENGINE / package, f"/kit/graders/{package}")
    show(course, "/course")
    for folder in ("/run", "/run/job", "/notebook"):
        shown.extend(["--dir", folder, "--chmod", "0755", folder])
    user = (
        ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
        if os.getuid() == 0
        else ["--unshare-user", "--uid", "1000", "--gid", "1000"]
    )
    variables = [word for name, value in environment().items() for word in ("--setenv", name, value)]
    return [
        *(program, "--die-with-parent", "--new-session", *user),
        *("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--clearenv", *variables),
        *shown,
        # The host's /proc, whole: only beside one may the forks mount their own. They never see this one.
        *("--bind", "/proc", "/proc", "--dev", "/dev"),
        *("--tmpfs", "/tmp", "--chmod", "1777", "/tmp", "--tmpfs", "/dev/shm", "--chmod", "1777", "/dev/shm"),
        *("--bind", str(sockets), "/run/jobs", "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/"),
    ]
