"""Templates: warm processes inside a bubblewrap from which submissions are forked."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from graders.core.exceptions import GradersError, NoSandbox, NotStarted
from graders.core.places import ENGINE
from graders.course.assignment import Assignment
from graders.course.settings import Limits
from graders.guest.zygote import DATA, FILTER
from graders.sandbox.bubblewrap import command, stage
from graders.sandbox.policy import environment, filter_program
from graders.sandbox.student_process import StudentProcess, remove

# With what a kernel imports only when it starts or runs its first cell.
KERNEL = (
    "ipykernel.kernelapp",
    "ipykernel.debugger",
    "graders.guest.kernel_app",
    *("IPython.core.debugger", "IPython.core.oinspect", "IPython.core.completerlib", "IPython.core.logger"),
    *("IPython.extensions.storemagic", "tornado.platform.asyncio"),
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
)
AGENT = "graders.guest.agent"
SECONDS_TO_START = 180.0
SOCKET = "template"
NO_TEMPLATE = "the process from which students' are forked cannot be used ({reason}): run `python -m graders doctor`."


class Template:
    """One warm process.

    Parameters
    ----------
    assignments : iterable of Assignment
        Whose public files it shows.
    imports : iterable of str
        What it imports first.
    sandboxed : bool
        Whether it lives in a bubblewrap and its forks are confined; without, they run with our rights.

    Attributes
    ----------
    folder : Path
        Where its socket lies, and the folder of each fork.

    Raises
    ------
    NoSandbox
        If bubblewrap or libseccomp is not installed.
    """

    def __init__(self, assignments: Iterable[Assignment], imports: Iterable[str], sandboxed: bool = True) -> None:
        self._sandboxed = sandboxed
        self._tried = not sandboxed
        self._root = Path(tempfile.mkdtemp(prefix="graders-"))
        self._log = self._root / "log"
        self.folder = self._root / "jobs"
        try:
            self._process = self._start([*assignments], [*imports])
        except BaseException:
            remove(self._root)
            raise

    def _start(self, assignments: list[Assignment], imports: list[str]) -> subprocess.Popen[bytes]:
        """Lay out what it shows and start it."""
        course, files = self._root / "course", self._root / "files"
        for path in (self.folder, course, files):
            path.mkdir()
        self.folder.chmod(0o777)  # its parent is ours alone; inside the sandbox another user binds sockets here
        stage(course, assignments)
        if "graders.guest.kernel_app" in imports:  # notebooks run here; a single answer seldom needs what they load
            (self.folder / DATA).write_text(json.dumps(_data_calls(assignments)), encoding="utf-8")
        if self._sandboxed:
            (self.folder / FILTER).write_bytes(filter_program())
            view, variables = command(course, self.folder, files), None
            jobs, public = "/run/jobs", "/course"
        else:
            view, variables = [], environment() | {"PYTHONPATH": f"{course}:{ENGINE.parent}", "HOME": str(files)}
            jobs, public = str(self.folder), str(course)
        mode = "confined" if self._sandboxed else "open"
        words = [sys.executable, "-m", "graders.guest.zygote", jobs, public, mode, *imports]
        with self._log.open("wb") as log:
            return subprocess.Popen([*view, *words], stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=variables)

    @property
    def socket(self) -> str:
        """The socket's path."""
        return str(self.folder / SOCKET)

    @property
    def alive(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def wait(self) -> "Template":
        """Wait until it has imported everything and a process could be confined.

        Returns
        -------
        Template
            Itself.

        Raises
        ------
        NoSandbox
            If this machine lets it not start or its forks not be confined, with what it said.
        GradersError
            If it takes too long, or ends where nothing is to be confined.
        """
        deadline = time.monotonic() + SECONDS_TO_START
        while not os.path.exists(self.socket):
            if self._process.poll() is not None:
                said = self._log.read_text(errors="replace").strip().splitlines()
                reason = f"it does not start: {said[-1][:200] if said else 'no message'}"
                raise NoSandbox(reason) if self._sandboxed else GradersError(NO_TEMPLATE.format(reason=reason))
            if time.monotonic() > deadline:
                self.close()
                reason = f"it did not start within {SECONDS_TO_START:.0f} seconds"
                raise GradersError(NO_TEMPLATE.format(reason=reason))
            time.sleep(0.01)
        self._try()
        return self

    def _try(self) -> None:
        """Confine one process that does nothing, so that a machine without the means is known before any work."""
        if self._tried:
            return
        try:
            with StudentProcess(self.socket, "", "plain", Limits()):
                self._tried = True
        except NotStarted as error:
            raise NoSandbox(error.problem) from None

    def close(self) -> None:
        """End it with all its forks and remove its folders."""
        self._process.kill()
        self._process.wait()
        remove(self._root)


def _data_calls(assignments: Iterable[Assignment]) -> list[Any]:
    """List what the assignments' notebooks load, each once."""
    calls = [call for assignment in assignments for call in assignment.source.data_calls()]
    return [call for number, call in enumerate(calls) if call not in calls[:number]]
