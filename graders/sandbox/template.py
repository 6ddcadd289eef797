"""Templates: warm processes inside a bubblewrap from which submissions are forked."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from graders.course import KIT
from graders.exceptions import GradersError
from graders.sandbox.policy import environment, filter_program
from graders.sandbox.view import command, stage

# The last line is what the notebooks' first cells import; each answer would import it anew, which takes longer than judging.
ARRAYS = (
    *("numpy", "numpy.random", "numpy.linalg", "inside.agent", "utils.checks", "utils.steps"),
    *("matplotlib.pyplot", "utils.data", "utils.plots", "utils.gradient_check", "utils.placeholder", "utils.quiet"),
)
KERNEL = (
    "ipykernel.kernelapp",
    "ipykernel.debugger",
    "inside.kernel",
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
)
KERAS = ("tensorflow", "keras", "inside.models", "utils.model_checks", "utils.tensor_checks")
SECONDS_TO_START = 180.0
SOCKET = "template"


class Template:
    """One warm process.

    Parameters
    ----------
    assignments : iterable of str
        Whose public files it shows.
    imports : iterable of str
        What it imports first.
    sandboxed : bool
        Whether it lives in a bubblewrap and its forks are confined; without, they run with our rights.

    Attributes
    ----------
    folder : Path
        Where its socket lies, and the folder of each fork.
    """

    def __init__(self, assignments: Iterable[str], imports: Iterable[str], sandboxed: bool = True) -> None:
        self._root = Path(tempfile.mkdtemp(prefix="graders-"))
        self.folder = self._root / "jobs"
        course, files = self._root / "course", self._root / "files"
        for path in (self.folder, course, files):
            path.mkdir()
        self.folder.chmod(0o777)  # its parent is ours alone; inside the sandbox another user binds sockets here
        stage(course, assignments)
        self._log = self._root / "log"
        if sandboxed:
            (self.folder / "filter").write_bytes(filter_program())
            view, variables = command(course, self.folder, files), None
            jobs, public = "/run/jobs", "/course"
        else:
            view, variables = [], environment() | {"PYTHONPATH": f"{KIT / 'graders'}:{course}", "HOME": str(files)}
            jobs, public = str(self.folder), str(course)
        words = [sys.executable, "-m", "inside.template", jobs, public, "confined" if sandboxed else "open", *imports]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [*view, *words], stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=variables
            )

    @property
    def socket(self) -> str:
        """The socket's path."""
        return str(self.folder / SOCKET)

    def wait(self) -> "Template":
        """Wait until it has imported everything.

        Returns
        -------
        Template
            Itself.

        Raises
        ------
        GradersError
            If it ended, with what it said, or takes too long.
        """
        deadline = time.monotonic() + SECONDS_TO_START
        while not os.path.exists(self.socket):
            if self._process.poll() is not None:
                said = self._log.read_text(errors="replace").strip().splitlines()
                raise GradersError(
                    f"the sandbox does not start ({said[-1][:200] if said else 'no message'}): run "
                    "`python -m graders doctor`."
                )
            if time.monotonic() > deadline:
                self.close()
                raise GradersError(f"the sandbox did not start within {SECONDS_TO_START:.0f} seconds.")
            time.sleep(0.01)
        return self

    def close(self) -> None:
        """End it with all its forks and remove its folders."""
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self._root, ignore_errors=True)
