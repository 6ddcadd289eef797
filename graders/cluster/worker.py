"""A worker's side of a cluster: one process beside each Dask worker marks what the worker is given.

A Dask worker runs `mark`. It starts a station, a process of its own in a kit laid out from the parcel that the
task brings; the station keeps warm templates, judges as `autograde` on one machine does, and ends with the worker.
"""

import contextlib
import json
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import Any

from graders.cluster.payload import describe, differences, lay_out, pack, unpack
from graders.core.exceptions import DiskFull, GradersError, NoSandbox
from graders.course.course import open_course

SOCKET = "station"
KIT_FOLDER = "kit"
SECONDS_TO_START = 60.0
IDLE_SECONDS = 900.0  # without work, after which a station ends; the next task starts another
# What Dask sets for each worker; a station has the environment that marking on one machine has.
DASK_SETS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MALLOC_TRIM_THRESHOLD_")

_stations: dict[str, "_Station"] = {}
_lock = threading.Lock()


def mark(packed: bytes) -> bytes:
    """Judge one notebook on this worker.

    Parameters
    ----------
    packed : bytes
        A task: the parcel, what the sender has (`ours`), and what `apart.Task` holds.

    Returns
    -------
    bytes
        With one of the keys "judged", "unfit" (this worker must not mark, with the reason) or "lost" (something
        ended the work here, and it is to be done elsewhere); and the worker's host.
    """
    task = unpack(packed)
    try:
        reply = _mark(task)
    except (EOFError, ConnectionError, FileNotFoundError):
        reply = {"lost": "the process that marks on this worker was ended"}
    except OSError as error:
        reply = {"lost": "the worker's disk is full" if DiskFull.is_told_by(error) else str(error)}
    return pack({**reply, "host": socket.gethostname()})


def _mark(task: dict[str, Any]) -> dict[str, Any]:
    """Compare, then let a station do it."""
    if found := differences(task["ours"], describe(open_course().requirements)):
        return {"unfit": found}
    station = _station(task)
    try:
        with Client(station.address) as connection:
            connection.send_bytes(pack(task["task"]))
            return unpack(connection.recv_bytes())
    finally:
        with _lock:
            station.jobs -= 1


@dataclass
class _Station:
    """A station as its worker sees it."""

    folder: Path
    process: subprocess.Popen[bytes]
    jobs: int = 0
    address: str = field(init=False)

    def __post_init__(self) -> None:
        self.address = str(self.folder / SOCKET)

    def close(self) -> None:
        """End it; it removes its folder, unless it was killed."""
        with contextlib.suppress(OSError):
            assert self.process.stdin is not None  # it was started with one
            self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _station(task: dict[str, Any]) -> _Station:
    """Give the station of a task's kit, started if need be, and count one job more in it."""
    key = task["key"]
    with _lock:
        for other, station in list(_stations.items()):
            gone = station.process.poll() is not None
            if gone or (other != key and not station.jobs):  # of an earlier run: its memory is needed
                station.close()
                del _stations[other]
        if key not in _stations:
            _stations[key] = _start(task)
        _stations[key].jobs += 1
        return _stations[key]


def _start(task: dict[str, Any]) -> _Station:
    """Lay out a kit and start a station in it."""
    folder = Path(tempfile.mkdtemp(prefix="graders-"))
    try:
        kit = folder / KIT_FOLDER
        kit.mkdir()
        lay_out(task["files"], kit)
        variables = {name: value for name, value in os.environ.items() if name not in DASK_SETS}
        variables["PYTHONPATH"] = str(kit)
        command = [sys.executable, "-m", "graders.cluster.worker", str(folder), json.dumps(task["settings"])]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(command, cwd=kit, env=variables, stdin=subprocess.PIPE, stdout=log, stderr=log)
        station = _Station(folder, process)
        deadline = time.monotonic() + SECONDS_TO_START
        while not os.path.exists(station.address):
            if process.poll() is not None or time.monotonic() > deadline:
                said = (folder / "log").read_text(errors="replace").strip().splitlines()
                station.close()
                raise OSError(f"the process that marks does not start: {said[-1][:200] if said else 'no message'}")
            time.sleep(0.02)
        return station
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


# The station itself -------------------------------------------------------------------------------------------


class Server:
    """Judges what comes by its socket, several at a time, until its worker is gone or nothing comes.

    Parameters
    ----------
    folder : Path
        Its own; it is removed in the end.
    settings : dict
        "assignments", "preloads" and "sandboxed" of the run.
    """

    def __init__(self, folder: Path, settings: dict[str, Any]) -> None:
        course = open_course()
        self.folder = folder
        self.assignments = {name: course.assignment(name) for name in settings["assignments"]}
        self.preloads = [tuple(names) for names in settings["preloads"]]
        self.sandboxed = bool(settings["sandboxed"])
        self.jobs = 0
        self.lock = threading.Lock()
        self.last = time.monotonic()

    def serve(self) -> None:
        """Take work."""
        from graders.marking.judging import start_sandbox

        # Here, since a warm process ends with the thread that has started it.
        self.sandbox = start_sandbox(self.assignments.values(), self.preloads, self.sandboxed)
        threading.Thread(target=self._watch, daemon=True).start()
        hidden = str(self.folder / f".{SOCKET}")
        listener = Listener(hidden, backlog=128)
        os.rename(hidden, self.folder / SOCKET)  # whoever sees it can use it
        while True:
            threading.Thread(target=self._answer, args=(listener.accept(),), daemon=True).start()

    def _answer(self, connection: Connection) -> None:
        """Do one piece of work."""
        with self.lock:
            self.jobs += 1
        try:
            with connection:
                connection.send_bytes(pack(self._judge(unpack(connection.recv_bytes()))))
        except (EOFError, ConnectionError):
            pass  # the worker has lost interest, and asks again or not
        finally:
            with self.lock:
                self.jobs -= 1
                self.last = time.monotonic()

    def _judge(self, data: dict[str, Any]) -> dict[str, Any]:
        """Judge a notebook as on one machine; say what is wrong with this one."""
        from graders.marking.judging import judge_on_this_machine
        from graders.marking.task import Task

        try:
            task = Task.from_dict(data, self.assignments[data["assignment"]])
            judged = judge_on_this_machine(task, self.sandbox)
            if judged.fault and not self.sandbox.alive:
                return {"lost": "the process from which students' are forked was ended"}
            return {"judged": judged.to_dict()}
        except NoSandbox as error:
            return {"unfit": [f"no sandbox ({error.reason})"]}
        except Exception as error:  # of this machine, for all we know: it is tried on another, then reported
            if DiskFull.is_told_by(error):
                return {"lost": "the worker's disk is full"}
            kind = "" if isinstance(error, (GradersError, OSError)) else f"{type(error).__name__}: "
            return {"lost": kind + " ".join(str(error).split())[:300]}

    def _watch(self) -> None:
        """End when the worker does, or after a time without work."""
        while not select.select([sys.stdin], [], [], 5.0)[0]:  # the worker writes nothing: it can only end
            with self.lock:
                idle = time.monotonic() - self.last > IDLE_SECONDS or not self.sandbox.alive
                if idle and not self.jobs:
                    break
        self.sandbox.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        os._exit(0)


def main() -> None:
    """Run a station: its folder and its settings are the arguments."""
    from graders.core.environment import prepare

    prepare(os.environ, open_course().root)
    Server(Path(sys.argv[1]), json.loads(sys.argv[2])).serve()


if __name__ == "__main__":
    main()
