"""Hashes of what a mark depends on: that which can change it, and nothing else."""

import hashlib
import importlib.metadata
import platform
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from graders.core.pins import pinned
from graders.core.places import ENGINE, UTILS

#: Folders of the engine whose code can change a mark. What only prints, schedules or records cannot.
MAKE_MARKS = ("core", "course", "course_checks", "guest", "judge", "marking", "rpc", "sandbox", "submissions")


def digest_of(parts: Iterable[str | bytes]) -> str:
    """Hash a list of texts so that no two lists that differ agree.

    Parameters
    ----------
    parts : iterable of str or bytes
        The texts, in order.

    Returns
    -------
    str
        SHA-256, in hexadecimal.
    """
    total = hashlib.sha256()
    for part in parts:
        total.update(hashlib.sha256(part.encode() if isinstance(part, str) else part).digest())
    return total.hexdigest()


def digest_files(paths: Iterable[Path], root: Path) -> str:
    """Hash files with their places; a missing one counts as empty.

    Parameters
    ----------
    paths : iterable of Path
        The files, in order.
    root : Path
        The folder from which on their places are given.

    Returns
    -------
    str
        SHA-256, in hexadecimal.
    """
    parts: list[str | bytes] = []
    for path in paths:
        parts += [path.relative_to(root).as_posix(), path.read_bytes() if path.is_file() else b""]
    return digest_of(parts)


def python_files(folder: Path) -> list[Path]:
    """List the Python files of a folder and of the folders in it."""
    return sorted(folder.rglob("*.py"))


def engine_files(engine: Path = ENGINE) -> list[Path]:
    """List the engine's files that can change a mark.

    Parameters
    ----------
    engine : Path
        The folder graders/.

    Returns
    -------
    list of Path
        In a fixed order.
    """
    late = engine / "nbgrader_plugins" / "late_penalty.py"
    return [path for folder in MAKE_MARKS for path in python_files(engine / folder)] + [late]


@cache
def engine_digest() -> str:
    """Hash the code that makes marks: the engine's own and `utils`."""
    return digest_files([*engine_files(), *python_files(UTILS)], ENGINE.parent)


@cache
def installed_version(package: str) -> str:
    """Give the version of an installed package, "none" where it is not installed."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "none"


def environment_digest(requirements: Path) -> str:
    """Hash the machine's interpreter, its kind of processor and the versions of the pinned packages.

    Parameters
    ----------
    requirements : Path
        Which packages count; its comments do not.

    Returns
    -------
    str
        SHA-256, in hexadecimal.
    """
    versions = [f"{name}=={installed_version(name)}" for name in pinned(requirements)]
    return digest_of([f"Python {platform.python_version()} {platform.machine()}", *sorted(versions)])
