"""One student's process: started from a template, watched, ended."""

import contextlib
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from graders.core.exceptions import NotStarted
from graders.core.plain_data import to_plain
from graders.course.settings import Limits
from graders.guest.confinement import JOB
from graders.guest.zygote import FILTER
from graders.sandbox.process_tree import own_memory, use

SECONDS_TO_FORK = 30.0
SECONDS_TO_END = 5.0
WATCH_INTERVAL = 0.1  # seconds
_CREDENTIALS = struct.Struct("3i")


class StudentProcess:
    """A confined process and all that it starts.

    The connection to the template's fork is its lifeline: whatever happens to us, when it closes every
    process of the submission is killed.

    Parameters
    ----------
    template : str
        The template's socket.
    assignment : str
        Whose public files it imports.
    mode : {"plain", "kernel"}
        Whether it serves the judge only, or runs a Jupyter kernel as well.
    limits : Limits
        What it may use.
    prepare : callable, optional
        Receives the folder that both sides see, and its path inside, before anything starts.

    Attributes
    ----------
    channel : socket.socket
        To the agent in it.
    stopped : str
        Why we ended it, in words for the student; empty if we did not.
    """

    def __init__(self, template: str, assignment: str, mode: str, limits: Limits, prepare: Any = None) -> None:
        self.limits = limits
        self.stopped = ""
        self.exit_status: int | None = None
        self._ended = threading.Event()
        self._sealed = threading.Event()
        self.folder = Path(tempfile.mkdtemp(prefix="j", dir=Path(template).parent))
        self.folder.chmod(0o777)
        try:
            if prepare:
                prepare(self.folder, JOB if (self.folder.parent / FILTER).exists() else str(self.folder))
            self._start(template, assignment, mode)
        except BaseException:
            remove(self.folder)
            raise
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def _start(self, template: str, assignment: str, mode: str) -> None:
        """Ask the template for a fork and receive its channel."""
        self._lifeline = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._lifeline.settimeout(SECONDS_TO_FORK)
        self._lifeline.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        request = {"job": self.folder.name, "assignment": assignment, "mode": mode, "limits": to_plain(self.limits)}
        try:
            self._lifeline.connect(template)
            self._lifeline.sendall(json.dumps(request).encode())
            self.pid = self._hello()
            self._lifeline.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 0)
            words, descriptors, _, _ = socket.recv_fds(self._lifeline, 4096, 1)
        except OSError as error:
            raise NotStarted(f"the template does not answer ({error})") from None
        answer = json.loads(words or b'{"failed": "it ended"}')
        if "started" not in answer or not descriptors:
            raise NotStarted(f"a process could not be confined: {answer.get('failed')}")
        self.channel = socket.socket(fileno=descriptors[0])

    def _hello(self) -> int:
        """Learn the fork's process id from the kernel."""
        words, ancillary, _, _ = self._lifeline.recvmsg(3, socket.CMSG_SPACE(_CREDENTIALS.size))
        for level, kind, data in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS:
                return _CREDENTIALS.unpack(data[: _CREDENTIALS.size])[0]
        raise NotStarted(f"the template answered {words[:100]!r}")

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return not self._ended.is_set()

    def cpu_seconds(self) -> float:
        """Give the CPU time of all its processes so far, in seconds."""
        return use(self.pid).seconds

    def running(self) -> bool:
        """Tell whether any of its processes wants the CPU, be it that it waits for its turn."""
        return use(self.pid).running

    def interrupt(self) -> None:
        """Send it what Ctrl-C sends."""
        with contextlib.suppress(OSError):
            self._lifeline.sendall(b"i")

    def seal(self) -> None:
        """Take from it the right to write into the folder that both sides see; before any code of the student's runs.

        Raises
        ------
        NotStarted
            If that cannot be done.
        """
        with contextlib.suppress(OSError):
            self._lifeline.sendall(b"s")
        if not self._sealed.wait(SECONDS_TO_FORK):
            raise NotStarted("the folder of a process could not be made read-only")

    def stop(self, reason: str = "") -> None:
        """Kill it with all that it started.

        Parameters
        ----------
        reason : str
            In words for the student.
        """
        self.stopped = self.stopped or reason
        with contextlib.suppress(OSError):
            self._lifeline.shutdown(socket.SHUT_WR)
        if not self._ended.wait(SECONDS_TO_END):
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self._ended.wait(SECONDS_TO_END)

    def close(self) -> None:
        """End it and remove its folder."""
        self.stop()
        self._watcher.join(SECONDS_TO_END)
        self._lifeline.close()
        self.channel.close()
        remove(self.folder)

    def __enter__(self) -> "StudentProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _watch(self) -> None:
        """Look after memory and processes until the lifeline says that it has ended."""
        words = b""
        self._lifeline.settimeout(WATCH_INTERVAL)
        while True:
            try:
                got = self._lifeline.recv(4096)
            except TimeoutError:
                self._look()
                continue
            except OSError:
                got = b""
            if not got:
                break
            words += got
            if b"sealed" in words:
                self._sealed.set()
            if b"exit" in words and words.endswith(b"\n"):
                break
        with contextlib.suppress(ValueError, KeyError, IndexError):
            self.exit_status = json.loads(words.splitlines()[-1])["exit"]
        self._ended.set()

    def _look(self) -> None:
        """End it if it takes more memory or more processes than it may."""
        family = use(self.pid)
        if family.threads > self.limits.processes:
            self._kill(f"It started more than {self.limits.processes} processes and threads.")
        elif family.resident > self.limits.memory_bytes and own_memory(family.pids) > self.limits.memory_bytes:
            self._kill(f"It used more than {self.limits.memory_bytes / 1e9:.1f} GB of memory.")

    def _kill(self, reason: str) -> None:
        """Kill from the watcher's own thread, which then hears of the end."""
        self.stopped = self.stopped or reason
        with contextlib.suppress(OSError):
            self._lifeline.shutdown(socket.SHUT_WR)


def remove(folder: Path) -> None:
    """Remove a folder whatever lies in it: `shutil.rmtree` gives up on folders nested a thousand deep.

    Parameters
    ----------
    folder : Path
        The folder; links in it are removed, not followed.
    """
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except RecursionError:
        subprocess.run(["rm", "-rf", "--", str(folder)], check=False, capture_output=True)


def wait_until(condition: Any, seconds: float) -> bool:
    """Wait for a condition, looking every few milliseconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True
