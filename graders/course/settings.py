"""The kit's own settings in nbgrader_config.py, beside nbgrader's: `c.GradersLimits.memory_bytes = ...`.

Each section is a dataclass whose fields carry their help. traitlets checks what is set and prints the help, as for
nbgrader's own settings (`python -m graders --help-all`); a name that does not exist is refused, not passed over.
"""

import os
import sys
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, TypeVar

from traitlets import Bool, Float, Int, TraitError, TraitType, Unicode, Union
from traitlets.config import Configurable

from graders.core.exceptions import GradersError

Section = TypeVar("Section")
MEGABYTE = 1_000_000


def setting(default: Any, text: str) -> Any:
    """Declare a setting with its default and its help."""
    return field(default=default, metadata={"help": text})


@dataclass(frozen=True)
class Limits:
    """What one submission may use; `c.GradersLimits`."""

    cell_seconds: float = setting(30.0, "wall time of one cell")
    total_seconds: float = setting(300.0, "wall time of all cells of a notebook together")
    cpu_seconds: int = setting(600, "CPU time of one process")
    memory_bytes: int = setting(4_000 * MEGABYTE, "resident memory of all processes of a submission together")
    disk_bytes: int = setting(256 * MEGABYTE, "all files in its folder; the same again in /tmp and in /dev/shm")
    file_bytes: int = setting(128 * MEGABYTE, "one file")
    open_files: int = setting(1_024, "open files of one process")
    processes: int = setting(512, "processes and threads together")
    output_bytes: int = setting(30 * MEGABYTE, "all that a notebook's cells print and show, pictures included")
    output_messages: int = setting(20_000, "messages in which they do so")
    judge_bytes: int = setting(2_000 * MEGABYTE, "memory that the judge may take for the values that come to it")
    check_seconds: float = setting(8.0, "time for one check")
    exercise_seconds: float = setting(24.0, "time for all checks of an exercise together")

    @classmethod
    def from_config(cls, config: Any) -> "Limits":
        """Read the limits of a course.

        Parameters
        ----------
        config : traitlets.config.Config
            The course's nbgrader configuration.

        Returns
        -------
        Limits
            The defaults where nothing is set.

        Raises
        ------
        GradersError
            If a limit is set that does not exist or is no positive number.
        """
        return read_section(cls, "GradersLimits", config)


@dataclass(frozen=True)
class FeedbackSettings:
    """What feedback pages show; `c.GradersFeedback`."""

    model_answers: bool = setting(False, "show the reference solutions; whoever hands in later would have them")


@dataclass(frozen=True)
class ClusterSettings:
    """Certificates of the connection to a Dask cluster; `c.GradersCluster`."""

    ca_file: str = setting("", "the authority that the scheduler's certificate is checked with")
    cert: str = setting("", "this machine's certificate")
    key: str = setting("", "its key")


SECTIONS: dict[str, Any] = {
    "GradersLimits": Limits,
    "GradersFeedback": FeedbackSettings,
    "GradersCluster": ClusterSettings,
}


def read_section(kind: type[Section], name: str, config: Any) -> Section:
    """Read one section of a course's configuration.

    Parameters
    ----------
    kind : type
        One of the dataclasses here.
    name : str
        What the section is called in the configuration.
    config : traitlets.config.Config
        The course's nbgrader configuration.

    Returns
    -------
    dataclass instance
        Its defaults where nothing is set.

    Raises
    ------
    GradersError
        If a setting does not exist, or its value cannot be meant.
    """
    given = dict(config[name]) if name in config else {}
    checked = traits(name)()
    for key, value in given.items():
        if key not in checked.trait_names(config=True):
            known = sorted(checked.trait_names(config=True))
            raise GradersError(f"c.{name} has no {key}; there are: {', '.join(known)}.")
        try:
            if isinstance(value, bool) and not isinstance(getattr(checked, key), bool):
                raise TraitError  # Python takes True for the number 1
            setattr(checked, key, os.fspath(value) if isinstance(value, os.PathLike) else value)
        except TraitError:
            raise GradersError(
                f"c.{name}.{key} is {value!r}; give {checked.traits()[key].metadata['wanted']}."
            ) from None
    return kind(**{one.name: getattr(checked, one.name) for one in fields(kind)})  # type: ignore[arg-type]


@cache
def traits(name: str) -> type[Configurable]:
    """Give the section of this name as traitlets knows it: types, defaults and help.

    Parameters
    ----------
    name : str
        One of `SECTIONS`.

    Returns
    -------
    type
        A Configurable; its `class_get_help` writes the help.
    """
    kind = SECTIONS[name]
    return type(name, (Configurable,), {"__doc__": kind.__doc__, **{one.name: _trait(one) for one in fields(kind)}})


def _trait(one: Any) -> TraitType[Any, Any]:
    """Turn a field into a trait of its default's type."""
    smallest = sys.float_info.min
    text = one.metadata["help"]
    kinds: dict[type, tuple[TraitType[Any, Any], str]] = {
        bool: (Bool(one.default, help=text), "True or False"),
        str: (Unicode(one.default, help=text), "a path"),
        int: (Union([Int(min=1), Float(min=smallest)], default_value=one.default, help=text), "a positive number"),
        float: (Float(one.default, min=smallest, help=text), "a positive number"),
    }
    trait, wanted = kinds[type(one.default)]
    return trait.tag(config=True, wanted=wanted)


def describe_settings() -> str:
    """Write the help of all sections, as ``--help-all`` prints it."""
    return "\n\n".join(traits(name).class_get_help() for name in SECTIONS)
