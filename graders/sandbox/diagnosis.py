"""Why students' code cannot be confined on a machine, and what to do: found by trying.

It needs the standard library only, so that it can be asked before anything is installed.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graders.exceptions import GradersError
from graders.inside.template import CARRIED
from graders.sandbox.view import View, readable, stage_kit

SECONDS = 20.0
JOB = "rehearsal"
PACKAGE = "install it: apt-get install {debian} (Fedora: dnf install {fedora}; Arch: pacman -S {arch})."


@dataclass(frozen=True)
class Obstacle:
    """What keeps students' code from being confined.

    Attributes
    ----------
    cause : str
        What is so, as a clause without a full stop.
    cure : str
        What to do, a sentence.
    """

    cause: str
    cure: str


def diagnose() -> Obstacle | None:
    """Confine a process that does nothing, as marking would, and look for the cause where that fails.

    Returns
    -------
    Obstacle or None
        The first thing in the way; None where processes can be confined, as far as can be told without packages.
    """
    if sys.platform != "linux":
        return Obstacle(f"the system is {sys.platform}", "mark on a Linux machine.")
    if shutil.which("bwrap") is None:
        advice = PACKAGE.format(debian="bubblewrap", fedora="bubblewrap", arch="bubblewrap")
        return Obstacle("bubblewrap is not installed", advice)
    found = _rehearse()
    if found.get("step") == "":
        return None
    return Obstacle(str(found["said"]), "see docs/operators.md.")


def _rehearse() -> dict[str, Any]:
    """Run `inside.rehearsal` in the view that a template has."""
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as root:
        course, jobs, files, kit = (Path(root, name) for name in ("course", "jobs", "files", "kit"))
        for folder in (course, jobs, files, jobs / JOB):
            folder.mkdir()
        try:
            stage_kit(kit)
            view = View(course, jobs, kit, files)
            words = [*view.command(), sys.executable, "-S", "-m", "inside.rehearsal", "/run/jobs", JOB]
            (jobs / CARRIED).write_text(json.dumps(view.carried), encoding="ascii")
            for folder in (course, jobs):
                readable(folder)
            done = subprocess.run(
                words, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS, check=False
            )
        except (GradersError, OSError, subprocess.TimeoutExpired) as error:
            return {"step": "start", "errno": 0, "said": str(error)}
    try:
        return dict(json.loads(done.stdout))
    except ValueError:
        return {"step": "start", "errno": 0, "said": (done.stderr.strip().splitlines() or ["no message"])[-1][:200]}
