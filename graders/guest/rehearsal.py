"""Every step of the confinement, taken once for a process that does nothing: a machine may refuse any of them.

It needs the standard library only, so that it can be asked before anything is installed.

    python -m graders.guest.rehearsal JOBS JOB     in the view of a template
    python -m graders.guest.rehearsal              outside: which namespaces may be made at all
"""

import contextlib
import ctypes
import errno
import json
import os
import struct
import sys
from collections.abc import Callable
from typing import Any

from graders.guest import confinement
from graders.guest.zygote import CARRIED, FILTER

LIMITS = {"cpu_seconds": 60, "file_bytes": 1 << 20, "open_files": 64, "processes": 512}
DISK = 1 << 20
ALLOW_ALL = struct.pack("HBBI", 0x06, 0, 0, 0x7FFF0000)  # where the filter's own compiler is not installed yet


def rehearse(jobs: str, job: str) -> None:
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
        ("nobody", confinement.become_nobody),
        ("read", _read_packages),
        ("namespaces", confinement.new_namespaces),
        ("view", lambda: confinement.private_view(job, DISK, carried)),
        ("seal", confinement.seal),
    ]
    for step, act in steps:
        _take(step, act)
    if (child := os.fork()) == 0:
        _take("proc", confinement.first_process)
        _take("bounds", lambda: confinement.bound(LIMITS, program))
        _tell({"step": "", "errno": 0, "said": ""})
    os.waitpid(child, 0)


def probe() -> None:
    """Print which error each call gives, 0 for none: ``{"nothing": …, "user": …}``."""
    libc = ctypes.CDLL(None, use_errno=True)
    with contextlib.suppress(OSError):  # a root that cannot is told by other means
        confinement.become_nobody()
    found = {}
    # The kernel grants whoever asks to unshare nothing; whatever refuses it is in front of the kernel.
    for name, flags in (("nothing", 0), ("user", confinement.CLONE_NEWUSER)):
        found[name] = ctypes.get_errno() if libc.unshare(flags) else 0
    _tell(found)


def _read_packages() -> None:
    """Look into each folder that modules come from, as one who is not its owner."""
    for folder in sys.path:
        try:
            names = os.listdir(folder)
        except (FileNotFoundError, NotADirectoryError):
            continue
        for path in (os.path.join(folder, name) for name in names):
            mode = os.R_OK | (os.X_OK if os.path.isdir(path) else 0)
            if os.path.exists(path) and not os.access(path, mode):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)


def _take(step: str, act: Callable[[], Any]) -> None:
    """Take a step, or tell that it failed and end."""
    try:
        act()
    except OSError as error:
        said = f"{error.strerror}: {error.filename}" if error.filename else str(error.strerror or error)
        _tell({"step": step, "errno": error.errno or 0, "said": said, "path": error.filename or ""})


def _tell(found: dict[str, Any]) -> None:
    """Print the outcome and end this process."""
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    rehearse(*sys.argv[1:]) if sys.argv[1:] else probe()
