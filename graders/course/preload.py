"""What warm processes import before they fork: data of the course (course_checks/preload.toml), not of the engine."""

import tomllib
from collections.abc import Iterable
from functools import cache

from pydantic import BaseModel, ConfigDict

from graders.core.places import ENGINE

FILE = ENGINE / "course_checks" / "preload.toml"


class Preload(BaseModel):
    """A set of modules that are imported together.

    Attributes
    ----------
    name : str
        What tasks call it by.
    packages : tuple of str
        Notebooks that import one of these need it; a set without any is always imported.
    student, judge : tuple of str
        The modules to import in the process that students' are forked from, and in the one that judges are.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    packages: tuple[str, ...] = ()
    student: tuple[str, ...] = ()
    judge: tuple[str, ...] = ()


@cache
def known_preloads() -> tuple[Preload, ...]:
    """Read all sets, in the order in which they are imported."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(Preload.model_validate(entry) for entry in data["preload"])


def preloads_for(packages: Iterable[str]) -> tuple[str, ...]:
    """Choose the sets that code needs beside those that are always imported.

    Parameters
    ----------
    packages : iterable of str
        The top-level packages that the code imports.

    Returns
    -------
    tuple of str
        Their names.
    """
    wanted = frozenset(packages)
    return tuple(one.name for one in known_preloads() if wanted.intersection(one.packages))


def student_modules(names: Iterable[str] = ()) -> list[str]:
    """List what the process that students' are forked from imports, for the sets of these names."""
    return [module for one in _chosen(names) for module in one.student]


def judge_modules(names: Iterable[str] = ()) -> list[str]:
    """List what the process that judges are forked from imports, for the sets of these names."""
    return [module for one in _chosen(names) for module in one.judge]


def _chosen(names: Iterable[str]) -> list[Preload]:
    """Give the sets that are always imported, and those of these names."""
    wanted = frozenset(names)
    return [one for one in known_preloads() if not one.packages or one.name in wanted]
