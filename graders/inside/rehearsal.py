"""Every step of the confinement, taken once for a process that does nothing: a machine may refuse any of them.

It needs the standard library only, so that it can be asked before anything is installed.

    python -m inside.rehearsal JOBS JOB
"""

import json
import os
import struct
import sys
from collections.abc import Callable
from typing import Any

from . import confine
from .template import CARRIED, FILTER

LIMITS = {"cpu_seconds": 60, "file_bytes": 1 << 20, "open_files": 64, "processes": 512}
DISK = 1 << 20
ALLOW_ALL = struct.pack("HBBI", 0x06, 0, 0, 0x7FFF0000)  # where libseccomp's Python module is not installed yet


def main(jobs: str, job: str) -> None:
    """Print what happened as one line of JSON: ``{"step": …, "errno": …, "said": …}``, the step empty if all went well.

    Parameters
    ----------
    jobs, job : str
        The folder through which outside and inside meet, and the name of a folder in it.
    """
    program = ALLOW_ALL
    if os.path.exists(os.path.join(jobs, FILTER)):
        with open(os.path.join(jobs, FILTER), "rb") as file:
            program = file.read()
    with open(os.path.join(jobs, CARRIED), encoding="utf-8") as words:
        carried = json.load(words)
    steps: list[tuple[str, Callable[[], Any]]] = [
        ("nobody", confine.become_nobody),
        ("namespaces", confine.new_namespaces),
        ("view", lambda: confine.private_view(job, DISK, carried)),
        ("seal", confine.seal),
    ]
    for step, act in steps:
        _take(step, act)
    if (child := os.fork()) == 0:
        _take("proc", confine.first_process)
        _take("bounds", lambda: confine.bound(LIMITS, program))
        _tell("", 0, "")
    os.waitpid(child, 0)


def _take(step: str, act: Callable[[], Any]) -> None:
    """Take a step, or tell that it failed and end."""
    try:
        act()
    except OSError as error:
        _tell(step, error.errno or 0, str(error))


def _tell(step: str, number: int, said: str) -> None:
    """Print the outcome and end this process."""
    sys.stdout.write(json.dumps({"step": step, "errno": number, "said": said}) + "\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
