"""``autograde --scheduler``: the judging done by the workers of a Dask cluster, everything else here.

Reading, repairing and recording stay on this machine, which alone has the gradebook. A task is plain data: the
repaired notebook, its seed and limits, and the course's own tests. A worker that dies takes nothing with it, since
the scheduler gives its tasks to others. A task whose workers keep dying is tried once more with nothing beside it,
so that its neighbours are not taken for it, and then given up and reported.
"""

import contextlib
import hashlib
import json
import logging
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graders.cluster.certificates import security
from graders.cluster.payload import collect, describe, differences, pack, told, unpack
from graders.cluster.worker import mark
from graders.core.exceptions import ClusterGone, GradersError
from graders.course.assignment import Assignment
from graders.course.course import Course, open_course

if TYPE_CHECKING:  # Dask is an optional requirement
    from distributed import Client, Future

    from graders.marking.task import Judged, Task

GATEWAY = "gateway:"  # before the name of a cluster that dask-gateway has made
INSTALL = "--scheduler needs Dask: pip install -r requirements-cluster.txt, here and on every worker."
SECONDS_TO_CONNECT = 10.0
SECONDS_FOR_WORKERS = 120.0  # until the first one is there
SECONDS_TO_RETURN = 300.0  # for a scheduler, or for the last worker, that went away
POLL = 5.0
TRIES = 3  # of a task which workers give back undone
PER_THREAD = 3  # tasks under way for each thread of the workers: one runs, the others wait beside it
FEWEST = 16  # under way, so that a cluster which grows with its work grows


@dataclass(frozen=True)
class _Lost:
    """A task that was not done, and why."""

    reason: str


class Cluster:
    """The workers of one Dask scheduler for one run of `autograde`; a context manager.

    Parameters
    ----------
    address : str
        The scheduler's.
    course : Course
        The course; its files travel with each task.
    assignments : list of Assignment
        What is marked.
    preloads : list of tuple of str
        What has to be imported for it; see `graders.course.preload`.
    sandboxed : bool
        Whether students' code is confined on the workers.

    Attributes
    ----------
    at_once : int
        Tasks under way that keep all workers busy.

    Raises
    ------
    GradersError
        If Dask is not installed here, or a worker has another version of the kit or of a package.
    ClusterGone
        If no scheduler answers, or it has no worker.
    """

    def __init__(
        self,
        address: str,
        course: Course,
        assignments: list[Assignment],
        preloads: list[tuple[str, ...]],
        sandboxed: bool,
    ) -> None:
        self.address, self._requirements = address, course.requirements
        try:
            from fasteners import ReaderWriterLock

            # Many tasks side by side, or one with nothing beside it.
            self._side_by_side = ReaderWriterLock()
            self._security = security(course.config(), address)
            _be_quiet()
        except ImportError:
            raise GradersError(INSTALL) from None
        files = collect(assignments)
        names = [assignment.name for assignment in assignments]
        settings = {"assignments": names, "preloads": preloads, "sandboxed": sandboxed}
        key = hashlib.sha256(json.dumps([files, settings], sort_keys=True).encode()).hexdigest()
        self._common: dict[str, Any] = {
            "ours": describe(self._requirements),
            "files": files,
            "settings": settings,
            "key": key,
        }
        self._lock = threading.Lock()
        self._unfit: dict[str, str] = {}
        self._stopped = False
        self._client = self._connect(SECONDS_TO_CONNECT)
        try:
            self.at_once = max(PER_THREAD * self._check(), FEWEST)
        except BaseException:
            self.close()
            raise

    def judge(self, task: "Task") -> "Judged":
        """Have one repaired notebook judged by a worker; wait for it.

        Parameters
        ----------
        task : Task
            What to judge.

        Returns
        -------
        Judged
            As on one machine; with a fault where no worker could do it.

        Raises
        ------
        ClusterGone
            If the cluster cannot do anything more.
        """
        from graders.marking.task import Judged

        packed = pack({**self._common, "task": task.to_dict()})
        with self._side_by_side.read_lock():
            answer = self._try(packed, task.assignment.name)
        if isinstance(answer, _Lost):
            with self._side_by_side.write_lock():
                answer = self._try(packed, task.assignment.name)
        if isinstance(answer, _Lost):
            return Judged(
                fault=f"given up: {answer.reason}, also when nothing ran beside it; "
                "look at the workers' logs, then mark it by --student without --scheduler."
            )
        try:
            return Judged.from_dict(answer)
        except ValueError:
            return Judged(fault="a worker's reply is none of ours")

    def stop(self) -> None:
        """Let go of what is under way; whoever waits for it is told."""
        self._stopped = True
        self.close()

    def close(self) -> None:
        """End the connection; tasks that have not begun are forgotten."""
        with contextlib.suppress(Exception):  # a connection that is broken already
            self._client.close(timeout=5)

    def __enter__(self) -> "Cluster":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    # Tasks ------------------------------------------------------------------------------------------------

    def _try(self, packed: bytes, assignment: str) -> dict[str, Any] | _Lost:
        """Have a task done, on another worker if one gives it back."""
        lost = _Lost("")
        losers: set[str] = set()
        tries = 0
        while tries < TRIES:
            worker, reply = self._send(packed, assignment, losers)
            match reply:
                case _Lost():
                    return reply
                case {"judged": dict(found)}:
                    return found
                case {"unfit": list(why), "host": str(host)}:
                    self._set_aside({worker: f"{worker} on {host} has {told(why)}"})
                case {"lost": str(reason), "host": str(host)}:
                    tries += 1
                    lost = _Lost(f"{reason} ({host})")
                    losers.add(worker)
                case None:  # the scheduler went away and is back, or where it was to run is gone
                    losers.clear()
                case _:
                    return _Lost("a worker's reply is none of ours")
        return lost

    def _send(self, packed: bytes, assignment: str, losers: set[str]) -> tuple[str, dict[str, Any] | _Lost | None]:
        """Send a task and wait; give who did it and the reply, None if it has to be sent again."""
        from distributed import CancelledError, KilledWorker

        client = self._client
        chosen = self._choose(client, losers)
        try:
            future = client.submit(_work, packed, key=_key(assignment), pure=False, workers=chosen)
            worker, packed_reply = self._wait(client, future, chosen)
            return worker, unpack(packed_reply)
        except KilledWorker as error:
            return "", _Lost(f"{error.allowed_failures + 1} workers died while they marked it")
        except ValueError as error:
            return "", _Lost(f"a worker's reply cannot be read ({error})")
        except _Gone:
            return "", None
        except ClusterGone:
            raise
        except Exception as error:
            if self._stopped:
                raise ClusterGone(self.address, "stopped") from None
            if isinstance(error, (CancelledError, OSError)) or client.status != "running":
                self._reconnect(client)
            elif not (wrong := {w: why for w, why in self._survey().items() if w not in self._unfit}):
                raise
            else:  # a worker that came later, and that cannot even read the task
                self._set_aside(wrong)
            return "", None

    def _wait(self, client: "Client", future: "Future", chosen: list[str] | None) -> tuple[str, bytes]:
        """Wait for a task, as long as there is somebody who can do it."""
        seen = time.monotonic()
        while True:
            try:
                return future.result(timeout=POLL)
            except TimeoutError:
                workers = set(client.nthreads())
                if chosen and not workers.intersection(chosen):
                    future.cancel()
                    raise _Gone from None
                if workers - set(self._unfit):
                    seen = time.monotonic()
                elif time.monotonic() - seen > SECONDS_TO_RETURN:
                    raise ClusterGone(self.address, "all its workers are gone; look at their logs") from None

    def _choose(self, client: "Client", losers: set[str]) -> list[str] | None:
        """Give the workers that may do a task, None for any."""
        if not losers and not self._unfit:
            return None
        fit = [worker for worker in client.nthreads() if worker not in self._unfit]
        return [worker for worker in fit if worker not in losers] or fit or None

    def _set_aside(self, unfit: dict[str, str]) -> None:
        """Send nothing more to workers that came later and do not fit; stop if there is no other."""
        with self._lock:
            self._unfit |= unfit
        if not set(self._client.nthreads()) - set(self._unfit):
            raise ClusterGone(self.address, f"no worker can mark: {'; '.join(unfit.values())}")

    # Connection -------------------------------------------------------------------------------------------

    def _connect(self, seconds: float) -> "Client":
        """Reach the scheduler."""
        from distributed import Client

        try:
            if self.address.startswith(GATEWAY):
                from dask_gateway import Gateway  # its address and ours for it stand in Dask's configuration

                return Gateway().connect(self.address.removeprefix(GATEWAY)).get_client(set_as_default=False)
            return Client(self.address, timeout=seconds, security=self._security, set_as_default=False)
        except Exception as error:  # each transport has errors of its own; none of them is a connection
            reason = " ".join(str(error).split())[:200] or type(error).__name__
            raise ClusterGone(self.address, f"no scheduler can be reached there ({reason})") from None

    def _reconnect(self, broken: "Client") -> None:
        """Reach the scheduler again, once for all who wait."""
        with self._lock:
            if self._client is not broken:
                return
            self.close()
            deadline = time.monotonic() + SECONDS_TO_RETURN
            while not self._stopped:
                try:
                    self._client = self._connect(SECONDS_TO_CONNECT)
                    self._check()
                    return
                except ClusterGone:
                    self.close()
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(1.0)
        raise ClusterGone(self.address, "stopped")

    def _check(self) -> int:
        """See that there are workers and that each has what this machine has; count their threads."""
        try:
            self._client.wait_for_workers(1, timeout=SECONDS_FOR_WORKERS)
        except TimeoutError:
            raise ClusterGone(self.address, "it has no worker; start some (docs/operators.md)") from None
        except OSError as error:
            raise ClusterGone(self.address, f"it went away ({error})") from None
        if wrong := list(self._survey().values()):
            raise GradersError(
                f"nothing was sent, since workers have not what this machine has: {'; '.join(wrong[:3])}. "
                "Give them the same kit and packages, and start them anew."
            )
        return sum(self._client.nthreads().values())

    def _survey(self) -> dict[str, str]:
        """Ask each worker what it has; give those that do not fit, and why."""
        ours: dict[str, str] = describe(self._requirements)
        wrong = {}
        for worker, theirs in self._client.run(_describe, on_error="return").items():
            if isinstance(theirs, dict):
                if different := differences(ours, theirs):
                    wrong[worker] = f"{worker} has {told(different)}"
            elif not isinstance(theirs, OSError):  # one that has gone meanwhile does no harm
                wrong[worker] = f"{worker} cannot say what it has ({' '.join(str(theirs).split())[:200]})"
        return wrong


class _Gone(Exception):
    """The workers that a task was meant for are gone."""


def _work(packed: bytes) -> tuple[str, bytes]:
    """Do a task, on a worker; say which one it is."""
    from distributed import get_worker

    return str(get_worker().address), mark(packed)


def _describe() -> dict[str, str]:
    """Say what a worker has."""
    return describe(open_course().requirements)


def _key(assignment: str) -> str:
    """Name a task; the scheduler's pages show it, and no student's name."""
    return f"mark-{assignment}-{time.time_ns():x}-{threading.get_ident():x}"


def _be_quiet() -> None:
    """Leave it to our own messages what is said about connections that break."""
    for name in ("distributed", "distributed.client", "tornado", "asyncio"):  # Dask gives its client a level of its own
        logging.getLogger(name).setLevel(logging.CRITICAL)
