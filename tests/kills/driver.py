"""Run ``autograde`` again and again and kill it; a script of the tests beside it, started with a marked class's folder.

Running notebooks takes seconds, recording milliseconds. So that most kills hit the recording, each run takes
results and executed notebooks from the marked class instead of running anything: `mark_apart` and the sandbox that
it needs are replaced, all else is the real command. Each run is a fork of this process, which has imported everything.

It reads a JSON object per line: "course", the folder; "log", a file for what the run prints; and at most one of
"step", the number of the file operation or SQL statement at which the run kills itself, "seconds", when it is
killed from outside, and "largest", the size in bytes beyond which no file can grow, as on a full disk. It answers
with the exit status, negative for a signal, and the steps and seconds that the run took.
"""

import contextlib
import copy
import json
import mmap
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
from sqlalchemy import event
from sqlalchemy.engine import Engine

import graders.release.publish  # noqa: F401 - imported before the forks, as is what `autograde` imports late
from graders import (
    cli,
    console,  # noqa: F401
)
from graders.core.plain_data import from_plain
from graders.core.results import SubmissionResult
from graders.marking import autograde
from graders.reports import (
    feedback,  # noqa: F401
    marks_table,  # noqa: F401
)

FILE_EVENTS = ("open", "os.", "shutil.", "tempfile.", "sqlite3.", "fcntl.")


def main(marked: Path) -> None:
    """Serve runs until the input ends."""
    import nbgrader.api
    import nbgrader.converters  # noqa: F401

    results = read_results(marked)
    autograde.mark_apart = lambda job, _: result_of(job, results)
    autograde.LocalJudges = NoJudges
    for line in sys.stdin:
        request = json.loads(line)
        steps = mmap.mmap(-1, 8)
        began = time.monotonic()
        child = os.fork()
        if child == 0:
            run(request, steps)
        status = wait(child, request.get("seconds"))
        answer = {"status": status, "steps": int.from_bytes(steps[:8], "big"), "seconds": time.monotonic() - began}
        print(json.dumps(answer), flush=True)


def read_results(marked: Path) -> dict[bytes, tuple[SubmissionResult, Any]]:
    """Read what a real run found, by the bytes of the submitted notebook."""
    found = {}
    for path in sorted((marked / "autograded").glob("*/*/mark.json")):
        result = from_plain(SubmissionResult, json.loads(path.read_text(encoding="utf-8")))
        result.late_seconds = result.penalty = 0.0  # recording finds these
        notebook = nbformat.read(path.with_name(f"{result.assignment}.ipynb"), as_version=4)
        found[handed_in(marked / "submitted" / result.student / result.assignment)] = (result, notebook)
    return found


class NoJudges(contextlib.nullcontext):
    """Stands where this machine's judges stand: nothing runs."""

    at_once = 0
    judge = stop = staticmethod(lambda *_: None)

    def __init__(self, *_: Any, **__: Any) -> None:
        super().__init__(self)


def handed_in(folder: Path) -> bytes:
    """Give the bytes of a submitted notebook, none where there is none."""
    path = folder / f"{folder.name}.ipynb"
    return path.read_bytes() if path.is_file() else b""


def result_of(job: Any, results: dict[bytes, tuple[SubmissionResult, Any]]) -> tuple[SubmissionResult, Any, str]:
    """Give a submission's result as `mark_apart` does."""
    result, notebook = copy.deepcopy(results[handed_in(job.submission.folder)])
    result.student, result.stamp = job.submission.student, job.stamp
    return result, notebook, ""


def run(request: dict[str, Any], steps: mmap.mmap) -> None:
    """Be the command line, in the fork."""
    log = os.open(request["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(log, 1)
    os.dup2(log, 2)
    if largest := request.get("largest"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    step = counter(steps, request.get("step"))
    sys.addaudithook(lambda name, _: step() if name.startswith(FILE_EVENTS) else None)
    for moment in ("before_cursor_execute", "commit"):
        event.listen(Engine, moment, lambda *_: step())
    status = 70
    try:
        cli.run(["--course", request["course"], "autograde", "--jobs", "2", *request.get("arguments", ())])
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def counter(steps: mmap.mmap, last: int | None) -> Callable[[], None]:
    """Count steps where the parent sees them; the last one is this process's end."""

    def step() -> None:
        number = int.from_bytes(steps[:8], "big") + 1
        steps[:8] = number.to_bytes(8, "big")
        if number == last:
            os.kill(os.getpid(), signal.SIGKILL)

    return step


def wait(child: int, seconds: float | None) -> int:
    """Wait for a run to end, or kill it when its time has come; give its exit status, negative for a signal."""
    if seconds is not None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status)
            time.sleep(min(0.001, max(deadline - time.monotonic(), 0)))
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
