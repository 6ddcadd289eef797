"""Templates: warm processes inside a bubblewrap from which submissions are forked."""

import contextlib
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
from graders.course.assignment import Assignment
from graders.course.settings import Limits
from graders.guest.confinement import JOBS
from graders.guest.zygote import CARRIED, DATA, FILTER
from graders.sandbox.bubblewrap import View, readable, stage_kit
from graders.sandbox.diagnosis import no_sandbox
from graders.sandbox.policy import environment, filter_program
from graders.sandbox.staging import stage
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
PREFIX = "graders-"
LONGEST_FOLDER = 107 - len(f"/{PREFIX}12345678/jobs/j12345678/k-1")
NO_SHORT_FOLDER = (
    "sockets need a folder with a short path: set TMPDIR to one of at most {most} characters without a colon, "
    "in place of {path}, that can be written to and has room."
)
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
    hidden : iterable of Path
        Folders of which it shows nothing, should they lie among the system's or the interpreter's.

    Attributes
    ----------
    folder : Path
        Where its socket lies, and the folder of each fork.

    Raises
    ------
    NoSandbox
        If bubblewrap or libseccomp is not installed.
    """

    def __init__(
        self,
        assignments: Iterable[Assignment],
        imports: Iterable[str],
        sandboxed: bool = True,
        hidden: Iterable[Path] = (),
    ) -> None:
        self._sandboxed = sandboxed
        self._tried = not sandboxed
        self._root = short_folder()
        self._log = self._root / "log"
        self.folder = self._root / "jobs"
        try:
            self._process = self._start([*assignments], [*imports], [*hidden])
        except BaseException as error:
            remove(self._root)
            if isinstance(error, NoSandbox):
                raise no_sandbox(error.reason) from None
            raise

    def _start(
        self, assignments: list[Assignment], imports: list[str], hidden: Iterable[Path]
    ) -> subprocess.Popen[bytes]:
        """Lay out what it shows and start it."""
        course, kit, files = (self._root / name for name in ("course", "kit", "files"))
        for path in (self.folder, course, files):
            path.mkdir()
        stage(course, assignments)
        stage_kit(kit)
        if "graders.guest.kernel_app" in imports:  # notebooks run here; a single answer seldom needs what they load
            (self.folder / DATA).write_text(json.dumps(_data_calls(assignments)), encoding="utf-8")
        if self._sandboxed:
            (self.folder / FILTER).write_bytes(filter_program())
            shown = View(course, self.folder, kit, files, hidden)
            view, variables = shown.command(), None
            (self.folder / CARRIED).write_text(json.dumps(shown.carried), encoding="ascii")
            jobs, public = JOBS, shown.public
        else:
            view, variables = [], environment() | {"PYTHONPATH": f"{kit}:{course}", "HOME": str(files)}
            jobs, public = str(self.folder), str(course)
        readable(self.folder)
        self.folder.chmod(0o777)  # its parent is ours alone; inside the sandbox another user binds sockets here
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
                if self._sandboxed:
                    raise no_sandbox(f"the process from which students' are forked: {reason}")
                raise GradersError(NO_TEMPLATE.format(reason=reason))
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
            raise no_sandbox(error.problem) from None

    def close(self) -> None:
        """End it with all its forks and remove its folders."""
        self._process.kill()
        self._process.wait()
        remove(self._root)


def short_folder() -> Path:
    """Make a folder in which sockets can lie: the kernel allows 107 bytes for the path of one, TMPDIR or not.

    Returns
    -------
    Path
        A new folder that is ours alone.
    """
    elsewhere = (os.environ.get("XDG_RUNTIME_DIR", ""), "/tmp", "/var/tmp", "/dev/shm")
    for within in (tempfile.gettempdir(), *filter(os.path.isabs, elsewhere)):
        if len(os.fsencode(within)) <= LONGEST_FOLDER and ":" not in within:  # which PYTHONPATH would take for its own
            with contextlib.suppress(OSError):
                return Path(tempfile.mkdtemp(prefix=PREFIX, dir=within))
    raise GradersError(NO_SHORT_FOLDER.format(path=tempfile.gettempdir(), most=LONGEST_FOLDER))


def _data_calls(assignments: Iterable[Assignment]) -> list[Any]:
    """List what the assignments' notebooks load, each once."""
    calls = [call for assignment in assignments for call in assignment.source.data_calls()]
    return [call for number, call in enumerate(calls) if call not in calls[:number]]
