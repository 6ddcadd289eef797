"""Copies of the kit, of Python and of a few packages in any folder: enough to confine a process of NumPy's there."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from graders.course.course import KIT

NOT_COPIED = shutil.ignore_patterns(".*", "demo", "examples", "feedback", "submitted", "autograded", "gradebook.db*")
#: Says which packages the engine imports to confine a process, and where they lie.
NAMES = """
import sys, graders.judge.student_proxy, graders.sandbox.zygote, graders.sandbox.policy
graders.sandbox.policy.filter_program()
print(*{name.partition(".")[0] for name, module in sys.modules.items() if "site-packages" in str(getattr(module, "__file__", ""))})
"""


def copy_kit(target: Path) -> Path:
    """Copy what is needed of the kit, without the sample class."""
    shutil.copytree(KIT, target, ignore=NOT_COPIED, dirs_exist_ok=True)
    return target


def copy_python(target: Path) -> Path:
    """Copy the interpreter itself, without packages and tests; give the program."""
    version = f"python3.{sys.version_info[1]}"
    if Path(sys.base_prefix) in (Path("/usr"), Path("/usr/local")):
        return Path(sys.base_prefix) / "bin" / version
    _link(_store() / "python", target)
    return target / "bin" / version


def _fill_python(target: Path) -> None:
    """Make the copy that all others are linked to."""
    base, version = Path(sys.base_prefix), f"python3.{sys.version_info[1]}"
    program = base / "bin" / version
    (target / "bin").mkdir(parents=True)
    shutil.copy(program.resolve(), target / "bin" / version)
    for library in (base / "lib").glob("*.so*"):
        (target / "lib").mkdir(exist_ok=True)
        shutil.copy(library, target / "lib", follow_symlinks=False)
    ignored = shutil.ignore_patterns("site-packages", "test", "idlelib", "ensurepip", "config-*")
    shutil.copytree(base / "lib" / version, target / "lib" / version, ignore=ignored)


def make_environment(target: Path, python: Path | str = "") -> Path:
    """Make a virtual environment with the few packages; give its program."""
    target.mkdir(parents=True, exist_ok=True)
    version = f"python3.{sys.version_info[1]}"
    program = Path(python or getattr(sys, "_base_executable", sys.executable))
    (target / "bin").mkdir()
    (target / "bin" / "python").symlink_to(program)
    (target / "pyvenv.cfg").write_text(f"home = {program.parent}\ninclude-system-site-packages = false\n")
    packages = target / "lib" / version / "site-packages"
    packages.parent.mkdir(parents=True)
    _link(_store() / "packages", packages)
    return target / "bin" / "python"


def _fill_packages(target: Path) -> None:
    """Make the copy that all others are linked to."""
    target.mkdir()
    for path in _packages():
        if path.is_dir():
            shutil.copytree(path, target / path.name, ignore=shutil.ignore_patterns("tests"))
        else:
            shutil.copy(path, target)


def open_to_all(top: Path) -> None:
    """Let everybody read a copy, whatever the umask of these tests."""
    subprocess.run(["chmod", "-R", "a+rX", str(top)], check=True)


@cache
def _store() -> Path:
    """Copy once what never changes; it goes with this process."""
    folder = Path(tempfile.mkdtemp(prefix="first-run-", dir="/tmp"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if Path(sys.base_prefix) not in (Path("/usr"), Path("/usr/local")):
        _fill_python(folder / "python")
    _fill_packages(folder / "packages")
    open_to_all(folder)
    return folder


def _link(source: Path, target: Path) -> None:
    """Copy a folder; on the same disk its files are linked, which takes no time."""

    def copy(name: str, other: str) -> None:
        try:
            os.link(name, other, follow_symlinks=False)
        except OSError:
            shutil.copy2(name, other, follow_symlinks=False)

    shutil.copytree(source, target, symlinks=True, copy_function=copy, dirs_exist_ok=True)


@cache
def _packages() -> list[Path]:
    """Find the packages that confining a process needs."""
    said = subprocess.run([sys.executable, "-c", NAMES], cwd=KIT, capture_output=True, text=True, check=True).stdout
    names: Iterable[str] = {*said.split(), "numpy.libs"}
    folders = [Path(path) for path in sys.path if path.endswith("site-packages")]
    found = [folder / tail for folder in folders for name in names for tail in (name, f"{name}.py")]
    extensions = [path for folder in folders for path in folder.glob("*.so") if path.name.partition(".")[0] in names]
    described = [path for folder in folders for path in folder.glob("*.dist-info")]
    return [path for path in (*found, *extensions, *described) if os.path.exists(path)]
