"""Why students' code cannot be confined on a machine, and what to do: found by trying.

It needs the standard library only, so that it can be asked before anything is installed.
"""

import ctypes
import ctypes.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from graders.core.exceptions import NoSandbox
from graders.guest.zygote import CARRIED
from graders.sandbox.bubblewrap import View, readable, stage_kit
from graders.sandbox.causes import PACKAGE, SWITCHES, Evidence, Obstacle, explain
from graders.sandbox.policy import environment
from graders.sandbox.rights import Rights, read, rights

__all__ = ["Obstacle", "diagnose", "no_bubblewrap", "no_libseccomp", "no_sandbox"]

SECONDS = 20.0
JOB = "rehearsal"
REHEARSAL = "graders.guest.rehearsal"
WHOLE = 1 << 32  # the numbers that the machine's first user namespace has


def diagnose() -> Obstacle | None:
    """Confine a process that does nothing, as marking would, and look for the cause where that fails.

    Returns
    -------
    Obstacle or None
        The first thing in the way; None where processes can be confined, as far as can be told without packages.
    """
    if sys.platform != "linux":
        return Obstacle(f"the system is {sys.platform}", "Mark on a Linux machine.")
    return no_bubblewrap() or no_libseccomp() or _try()


def no_bubblewrap() -> Obstacle | None:
    """Tell whether bubblewrap is missing."""
    if shutil.which("bwrap"):
        return None
    packages = PACKAGE.format(debian="bubblewrap", fedora="bubblewrap", arch="bubblewrap")
    return Obstacle("bubblewrap is not installed", packages)


def no_libseccomp() -> Obstacle | None:
    """Tell whether libseccomp is missing."""
    name = ctypes.util.find_library("seccomp")
    try:
        if name and ctypes.CDLL(name):
            return None
    except OSError:
        pass  # there is a file of that name which is no library
    packages = PACKAGE.format(debian="libseccomp2", fedora="libseccomp", arch="libseccomp")
    return Obstacle("libseccomp is not installed", packages)


def no_sandbox(reason: str) -> NoSandbox:
    """Make the error that says why nothing was run.

    Parameters
    ----------
    reason : str
        What was noticed, which is seldom the cause.

    Returns
    -------
    NoSandbox
        With cause and cure; with the reason as it is where a process can be confined all the same.
    """
    obstacle = diagnose()
    return NoSandbox(reason) if obstacle is None else NoSandbox(obstacle.cause, obstacle.cure)


def _try() -> Obstacle | None:
    """Go through all steps of the confinement."""
    allowed = rights()
    try:
        with tempfile.TemporaryDirectory(prefix="rehearsal-") as root:
            kit = Path(root, "kit")
            stage_kit(kit)
            seen: dict[str, Any] = {} if allowed is Rights.POWERLESS_ROOT else _rehearse(Path(root), kit)
            if seen.get("step") == "":
                return None
            seen = _ask([sys.executable, "-m", REHEARSAL], environment() | {"PYTHONPATH": str(kit)}) | seen
    except OSError as error:
        seen = {"step": "files", "errno": error.errno or 0, "said": str(error)}
    return explain(_evidence(allowed, seen))


def _rehearse(root: Path, kit: Path) -> dict[str, Any]:
    """Take the steps in the view that a template has."""
    course, jobs, files = (root / name for name in ("course", "jobs", "files"))
    for folder in (course, jobs, files, jobs / JOB):
        folder.mkdir()
    view = View(course, jobs, kit, files)
    words = [*view.command(), sys.executable, "-m", REHEARSAL, "/run/jobs", JOB]
    (jobs / CARRIED).write_text(json.dumps(view.carried), encoding="ascii")
    for folder in (course, jobs):
        readable(folder)
    return _ask(words)


def _ask(words: list[str], variables: dict[str, str] | None = None) -> dict[str, Any]:
    """Run a program that prints one line of JSON; what else it says is told as it is."""
    try:
        done = subprocess.run(
            words,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=variables,
            encoding="utf-8",
            errors="replace",
            timeout=SECONDS,
            check=False,
        )
        return dict(json.loads(done.stdout))
    except subprocess.TimeoutExpired:
        return {"step": "start", "said": f"no answer within {SECONDS:.0f} seconds"}
    except ValueError:
        return {"step": "start", "said": (done.stderr.strip().splitlines() or ["no message"])[-1][:200]}


def _evidence(allowed: Rights, seen: dict[str, Any]) -> Evidence:
    """Put together what was seen and how the machine is set up."""
    mapped = [int(line.split()[2]) for line in read("/proc/self/uid_map").splitlines()]
    mounts = [line.split()[4] for line in read("/proc/self/mountinfo").splitlines()]
    return Evidence(
        rights=allowed,
        step=str(seen.get("step", "")),
        said=str(seen.get("said", "")),
        path=str(seen.get("path", "")),
        number=int(seen.get("errno", 0)),
        nothing=int(seen.get("nothing", 0)),
        user=int(seen.get("user", 0)),
        settings={name: value for name in SWITCHES if (value := read(os.path.join("/proc/sys", name)))},
        covered=sorted({mount for mount in mounts if mount.startswith("/proc/")}),
        own_namespace=sum(mapped) < WHOLE - 1,
    )
