"""What travels to a cluster: the course's own files by content, and what both sides compare before any work.

The engine itself does not travel: each worker has the kit. `describe` says which, `differences` what is not
the same. Tests, points and notebooks do travel, so that an edited hidden test counts at once on every worker.
"""

import json
import platform
import shutil
import zlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from graders import __version__
from graders.core.exceptions import GradersError
from graders.core.pins import pinned
from graders.core.places import ENGINE, UTILS
from graders.course.assignment import Assignment
from graders.course.digests import engine_digest, installed_version

DASK = ("dask", "distributed")
BYTES = "latin-1"  # a character for each byte
LARGEST = 200_000_000  # bytes of one message, unpacked
MOST_TOLD = 4  # differences of one worker


@cache
def describe(requirements: Path) -> dict[str, str]:
    """Say what the marks that this process makes depend on, the course's own files aside.

    Parameters
    ----------
    requirements : Path
        Pins the packages that count.

    Returns
    -------
    dict of str to str
        Versions of the kit, of Python, of each pinned package, the kind of processor, and a hash of the engine.
    """
    names = [*pinned(requirements), *DASK]
    return {
        "graders": __version__,
        "the engine's files": engine_digest(),
        "python": ".".join(platform.python_version_tuple()[:2]),
        "processor": platform.machine(),
        **{name: installed_version(name) for name in names},
    }


def differences(ours: dict[str, str], theirs: dict[str, str]) -> list[str]:
    """Compare what two machines have.

    Parameters
    ----------
    ours, theirs : dict of str to str
        From `describe`.

    Returns
    -------
    list of str
        What differs, as "keras 3.14.0 in place of 3.15.1".
    """
    found = []
    for what in dict.fromkeys([*ours, *theirs]):
        have, want = theirs.get(what, "none"), ours.get(what, "none")
        if have != want:
            short = (have[:12], want[:12]) if len(want) == len(have) == 64 else (have, want)
            found.append(f"{what} {short[0]} in place of {short[1]}")
    return found


def told(found: list[str]) -> str:
    """List differences in one line."""
    more = f" and {len(found) - MOST_TOLD} more" if len(found) > MOST_TOLD else ""
    return f"{', '.join(found[:MOST_TOLD])}{more}"


def collect(assignments: Iterable[Assignment]) -> dict[str, str]:
    """Read what the marks of assignments depend on besides the engine.

    Parameters
    ----------
    assignments : iterable of Assignment
        The assignments.

    Returns
    -------
    dict of str to str
        Content by path within a kit: source notebooks and what lies beside them, hidden tests, points. Each character
        stands for a byte, since not all of it need be text.
    """
    files = {}
    for assignment in assignments:
        for path in (assignment.notebook_path, *assignment.public_files()):
            files[f"source/{assignment.name}/{path.name}"] = path
        for kind in ("exercise.toml", "hidden_tests.py"):
            for path in assignment.exercises_folder.glob(f"*/{kind}"):
                files[f"graders/exercises/{assignment.name}/{path.parent.name}/{kind}"] = path
    return {where: path.read_bytes().decode(BYTES) for where, path in sorted(files.items()) if path.is_file()}


def lay_out(files: dict[str, str], folder: Path) -> None:
    """Make a kit of this one's engine and of a course's files.

    Parameters
    ----------
    files : dict of str to str
        From `collect`.
    folder : Path
        An empty folder.

    Raises
    ------
    GradersError
        If one of the files would lie outside the folder.
    """
    for path in _engine():
        target = folder / path.relative_to(ENGINE.parent)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    for where, content in files.items():
        target = folder / where
        if not target.resolve().is_relative_to(folder.resolve()):
            raise GradersError(f"{where!r} is no path within a kit.")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode(BYTES))


def pack(data: dict[str, Any]) -> bytes:
    """Turn plain data into bytes."""
    return zlib.compress(json.dumps(data, ensure_ascii=False).encode("utf-8", "backslashreplace"))


def unpack(packed: bytes) -> dict[str, Any]:
    """Read what `pack` gave; what grows beyond any use is refused.

    Raises
    ------
    ValueError
        If it is too large or no such data.
    """
    engine = zlib.decompressobj()
    try:
        content = engine.decompress(packed, LARGEST)
    except zlib.error as error:
        raise ValueError(str(error)) from None
    if not engine.eof:
        raise ValueError(f"more than {LARGEST} bytes, or cut off")
    data = json.loads(content)
    if not isinstance(data, dict):
        raise ValueError("no object")
    return data


def _engine() -> list[Path]:
    """List the files that a worker's kit consists of: the engine without exercises, the utilities, the pins."""
    exercises = ENGINE / "exercises"
    found = [*ENGINE.rglob("*"), *UTILS.rglob("*"), ENGINE.parent / "requirements.txt"]
    return sorted(path for path in found if path.is_file() and path.suffix != ".pyc" and exercises not in path.parents)
