"""A fresh process for one piece of work, with a time limit and news as it goes.

Processes are forked from a server that has imported what is slow to import. Nothing of a student's has run there, and no
operation of TensorFlow, which may be imported before a fork, but not used.
"""

import contextlib
import json
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any, Literal

from graders.course.assignment import Assignment

_context = multiprocessing.get_context("forkserver")
# Starting a process asks all others of this one whether they have ended. How one ended can be read once only: two threads
# that ask at the same moment would get the answer and an error.
_asking = threading.Lock()

# The variable by which the server is told what to prepare, since it only takes names of modules.
ASSIGNMENTS = "GRADERS_WARM_ASSIGNMENTS"
LONGEST_NEWS = 2_500_000  # bytes: the messages of all checks of a notebook at their longest


@dataclass(frozen=True)
class End:
    """How a process ended.

    Attributes
    ----------
    how : {"done", "died", "timeout"}
        By itself, by a crash, or by our limit.
    status : int
        Its exit status; negative for a signal.
    """

    how: Literal["done", "died", "timeout"]
    status: int


def warm(modules: Iterable[str], assignments: Iterable[Assignment] = ()) -> None:
    """Choose what the server imports before its first fork; no effect once it runs.

    Parameters
    ----------
    modules : iterable of str
        The modules, in order.
    assignments : iterable of Assignment
        Whose checks are read and compiled.
    """
    chosen = [*modules]
    if places := [[one.name, str(one.folder), str(one.exercises_folder)] for one in assignments]:
        os.environ[ASSIGNMENTS] = json.dumps(places)
        chosen.append("graders.marking.preload.assignments")
    _context.set_forkserver_preload([*chosen, "graders.marking.preload.last"])


def begin() -> None:
    """Start the server, if it does not run yet; it imports while the caller goes on."""
    resource_tracker.ensure_running()  # which the server needs; starting it lets a Ctrl-C through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # a Ctrl-C is for us; it ends with us
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def run(work: Callable[..., None], arguments: tuple[Any, ...], seconds: float) -> Iterator[dict[str, Any] | End]:
    """Run a function in a process of its own.

    News crosses as JSON: the process runs code that nobody has vouched for, and unpickling what it
    writes would run more of it here.

    Parameters
    ----------
    work : callable
        A module-level function; it receives a `send` function for dicts first, then the arguments.
    arguments : tuple
        What it works on; must be picklable.
    seconds : float
        Wall time after which the process and all its children are killed.

    Yields
    ------
    dict
        What the function sent, as it comes; last an `End`.
    """
    receiver, sender = _context.Pipe(duplex=False)
    process = _context.Process(target=_begin, args=(sender, work, arguments), daemon=True)
    with _asking:
        process.start()
    sender.close()
    deadline = time.monotonic() + seconds
    how: Literal["done", "died", "timeout"] = "timeout"
    try:
        while (left := deadline - time.monotonic()) > 0:
            if not receiver.poll(left):
                break
            try:
                yield json.loads(receiver.recv_bytes(LONGEST_NEWS))
            except (EOFError, OSError, ValueError, RecursionError):  # the end, or what is no news of ours
                wait([process.sentinel], max(deadline - time.monotonic(), 0.1))
                with _asking:
                    how = "done" if process.exitcode == 0 else "died"
                break
    finally:
        _end(process)
        receiver.close()
    yield End(how, process.exitcode or 0)


def _begin(sender: Connection, work: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    """Start a session of its own, out of reach of our terminal, and do the work."""
    os.setsid()
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # what the work prints is nobody's business here
        os.dup2(null, stream)
    work(
        lambda news: sender.send_bytes(json.dumps(news, ensure_ascii=False).encode("utf-8", "backslashreplace")),
        *arguments,
    )
    sender.close()
    os._exit(0)  # skip exit handlers: TensorFlow's take a while and nothing is left to save


def _end(process: Any) -> None:
    """Kill a process with everything that it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with _asking:
        if process.is_alive():
            process.kill()
    wait([process.sentinel])
    with _asking:
        process.join()
