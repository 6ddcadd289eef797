"""A student's kernel, seen from outside, over Unix sockets.

Nothing that it sends is believed: it may answer a request before the work is done, send what nobody asked
for, or nothing at all. So each wait has a deadline and each message is counted.
"""

import contextlib
import json
import os
import stat
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import zmq
from jupyter_client.session import Session
from nbformat import NotebookNode

from graders.core.exceptions import NotStarted
from graders.course.settings import Limits
from graders.course.source_notebook import nbgrader_field
from graders.sandbox.kernel_messages import Message, Outputs, Spent, parse
from graders.sandbox.student_process import StudentProcess, wait_until

SECONDS_TO_START = 60.0
SECONDS_TO_STOP = 3.0  # after an interrupt
SECONDS_TO_END = 1.0  # after its connection has broken off
SECONDS_FOR_OUTPUT = 4.0  # that may come after a reply
ROOM = 1_000_000  # bytes that a message may have above all that may be shown
MOST_WAITING = 20  # messages that wait to be read here; the kernel keeps or drops what is more
POLL = 0.05  # seconds
RETRY, LAST_RETRY = 5, 100  # milliseconds, twice as long each time, until the kernel has made its sockets
ASK_AGAIN, LAST_ASK = 0.1, 1.0  # seconds, likewise: the first answer is lost where the subscription comes after it
LOCKED = 4  # times as long as a student's own cells
SOCKETS = "k"
PORTS = {"shell": 1, "iopub": 2, "stdin": 3, "control": 4, "hb": 5}
TOO_LONG = "The cell ran too long and was stopped."
# By its full name, which a student's own module called `graders` does not change.
SERVE = "__import__('graders.guest.agent', fromlist=['serve']).serve(get_ipython().user_ns)"


class KernelLost(Exception):
    """The kernel has died or had to be ended; the text says why, in words for the student."""


class Kernel:
    """One kernel in a process of its own.

    Parameters
    ----------
    template : str
        The template's socket.
    assignment : str
        Whose public files it imports.
    limits : Limits
        What it may use.
    spent : Spent
        What earlier kernels of the same submission have used.

    Attributes
    ----------
    process : StudentProcess
        The process it runs in.
    timed_out : bool
        Whether the last cell ran too long.
    reply : dict
        What the kernel said when the last cell had run; nothing in it is to be believed.
    """

    def __init__(self, template: str, assignment: str, limits: Limits, spent: Spent) -> None:
        self.limits, self.spent = limits, spent
        self.timed_out = False
        self.reply: dict[str, Any] = {}
        self._outputs = Outputs()
        self._drops: list[Any] = []
        self._serving = ""  # the request that lets it answer on its channel
        key = uuid.uuid4().hex
        self.process = StudentProcess(
            template, assignment, "kernel", limits, lambda at, inside: _describe(at, inside, key)
        )
        try:
            self._context = zmq.Context()
            largest = limits.output_bytes + ROOM  # libzmq drops the connection of who sends more
            options = {
                zmq.MAXMSGSIZE: largest,
                zmq.RCVHWM: MOST_WAITING,
                zmq.LINGER: 0,
                zmq.RECONNECT_IVL: RETRY,
                zmq.RECONNECT_IVL_MAX: LAST_RETRY,
            }
            for option, value in options.items():
                self._context.setsockopt(option, value)
            self._session = Session(key=key.encode(), signature_scheme="hmac-sha256")
            self._shell = self._context.socket(zmq.DEALER)
            self._iopub = self._context.socket(zmq.SUB)
            self._iopub.setsockopt(zmq.SUBSCRIBE, b"")
            for name, socket in (("shell", self._shell), ("iopub", self._iopub)):
                socket.connect(f"ipc://{self.process.folder / SOCKETS}-{PORTS[name]}")
            self._wait_until_ready()
            self._drops = [s.get_monitor_socket(zmq.EVENT_DISCONNECTED) for s in (self._shell, self._iopub)]
            self.process.seal()
        except BaseException as error:
            reason = _trouble(self.process.folder) or f"{type(error).__name__}: {error}"
            self.close()
            if isinstance(error, Exception):
                raise NotStarted(f"a kernel did not start ({reason})") from None
            raise

    def execute(self, cell: NotebookNode) -> None:
        """Run a cell and put its outputs into it.

        Parameters
        ----------
        cell : NotebookNode
            A code cell.

        Raises
        ------
        KernelLost
            If the kernel has not survived it.
        """
        locked = bool(nbgrader_field(cell, "locked"))  # it is ours and has more time
        seconds = min(self.limits.cell_seconds * (LOCKED if locked else 1), self.spent.seconds_left)
        self.timed_out, self.reply = False, {}
        self._outputs.begin(cell)
        before, started = self.spent.used, time.monotonic()
        request = self._send("execute_request", _request(cell.source))
        try:
            if self._wait(request, seconds, cell):
                return
            self.timed_out = True
            self.process.interrupt()
            if not self._wait(request, SECONDS_TO_STOP, cell) or not self._answers():
                self.process.stop(f"It ran for more than {seconds:.0f} seconds and could not be interrupted.")
                raise KernelLost(self.process.stopped)
            cell.outputs = [output for output in cell.outputs if output.output_type != "error"]
        except KernelLost:
            self.spent.back_to(before)
            raise
        finally:
            self.spent.seconds += time.monotonic() - started

    def begin_serving(self) -> None:
        """Let the judge ask: the kernel answers on its channel until it is told goodbye."""
        self._serving = self._send("execute_request", _request(SERVE, silent=True))

    @property
    def serving(self) -> bool:
        """Whether it answers on its channel, and runs no cells meanwhile."""
        return bool(self._serving)

    def end_serving(self) -> None:
        """Wait until the kernel runs cells again, once it was told goodbye.

        Raises
        ------
        KernelLost
            If it does not.
        """
        request, self._serving = self._serving, ""
        if not self._wait(request, SECONDS_TO_STOP, None):
            self.process.stop("It did not come back from a call.")
            raise KernelLost(self.process.stopped)

    def close(self) -> None:
        """End the kernel and everything around it."""
        self.process.close()
        with contextlib.suppress(AttributeError):  # where it did not come so far
            self._context.destroy(linger=0)

    # Messages ---------------------------------------------------------------------------------------------

    def _send(self, kind: str, content: dict[str, Any]) -> str:
        """Send a request; give its number."""
        try:
            message: Any = self._session.send(self._shell, kind, content=content)
        except zmq.ZMQError:  # it has closed its sockets, and there is nobody who would read it
            raise KernelLost(self._why()) from None
        return str(message["header"]["msg_id"])

    def _wait(self, request: str, seconds: float, cell: NotebookNode | None) -> bool:
        """Wait for a request's reply and, where a cell runs, for its last output; tell whether they came in time."""
        replied, shown = False, cell is None
        deadline = time.monotonic() + seconds

        def take(source: Any, message: Message) -> bool:
            nonlocal replied, shown, deadline
            if message.parent != request:
                return False
            if source is self._shell:
                replied = True
                if cell is not None:
                    self.reply = message.content
                deadline = min(deadline, time.monotonic() + SECONDS_FOR_OUTPUT)
            elif message.kind == "status":
                shown = shown or message.content.get("execution_state") == "idle"
            elif cell is not None:
                self._outputs.take(message, cell)
            return replied and shown

        while (left := deadline - time.monotonic()) > 0:
            if self._read(min(left, POLL), take):
                return True
        return replied  # a kernel that has lost its last output may go on

    def _read(self, seconds: float, take: Callable[[Any, Message], bool]) -> bool:
        """Read what has come on both sockets; tell whether it was what is waited for."""
        for source in zmq.select([self._iopub, self._shell, *self._drops], [], [], seconds)[0]:
            if source in self._drops:
                self._dropped()
            with contextlib.suppress(zmq.Again):
                message = parse(source.recv_multipart(zmq.NOBLOCK))
                if trouble := self.spent.count(message):
                    self.process.stop(trouble)
                    raise KernelLost(self._why())
                if take(source, message):
                    return True
        if not self.process.alive:
            raise KernelLost(self._why())
        return False

    def _dropped(self) -> None:
        """End a kernel whose connection has broken off, unless it has ended by itself."""
        if not wait_until(lambda: not self.process.alive, SECONDS_TO_END):
            most = f"{self.limits.output_bytes / 1e6:.0f} MB"
            self.process.stop(f"It printed and showed more than {most} at once, or closed its connection.")
        raise KernelLost(self._why())

    def _answers(self) -> bool:
        """Tell whether the kernel takes requests; one that is still busy does not."""
        return self._wait(self._send("kernel_info_request", {}), SECONDS_TO_STOP, None)

    def _wait_until_ready(self) -> None:
        """Wait until the kernel answers and its outputs reach us; a subscription takes a moment of its own."""
        heard: set[Any] = set()

        def take(source: Any, message: Message) -> bool:
            heard.add(source)
            return message.kind == "kernel_info_reply" and len(heard) == 2

        before = self.spent.used
        deadline = time.monotonic() + SECONDS_TO_START
        pause = ASK_AGAIN
        while time.monotonic() < deadline:
            self._send("kernel_info_request", {})
            until = time.monotonic() + pause
            pause = min(2 * pause, LAST_ASK)
            while (left := until - time.monotonic()) > 0:
                if self._read(left, take):
                    self.spent.back_to(before)
                    return
        raise KernelLost("it does not answer")

    def _why(self) -> str:
        """Give the limit that ended it, if one did."""
        return self.process.stopped or "It ended the kernel."


def _request(code: str, silent: bool = False) -> dict[str, Any]:
    """Ask for the execution of code."""
    return {
        "code": code,
        "silent": silent,
        "store_history": not silent,
        "user_expressions": {},
        "allow_stdin": False,
        "stop_on_error": False,
    }


def _describe(folder: Path, inside: str, key: str) -> None:
    """Write the connection file that the kernel reads, with the path that it sees."""
    ports = {f"{name}_port": number for name, number in PORTS.items()}
    at = {"transport": "ipc", "ip": f"{inside}/{SOCKETS}", "key": key, "signature_scheme": "hmac-sha256", **ports}
    path = folder / "connection.json"
    path.write_text(json.dumps(at | {"kernel_name": ""}), encoding="ascii")
    path.chmod(0o644)


def _trouble(folder: Path) -> str:
    """Read what a kernel that did not start has left; whatever lies there, this neither follows nor waits."""
    try:
        descriptor = os.open(folder / "trouble", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return ""
            return file.read(300).decode(errors="replace")
    except OSError:
        return ""
