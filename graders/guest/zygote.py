"""The template: a process that has imported what is slow to import, and forks for each submission.

It runs inside a bubblewrap that shows the interpreter, its packages and the students' own files, and
nothing else. It is single-threaded and has run no TensorFlow operation, so that forking it is safe. Each
connection to its socket asks for one fork; the connection then is the fork's lifeline: when it closes, the
fork and all that it started are killed.

    python -m graders.guest.zygote JOBS COURSE confined|open IMPORT…
"""

import contextlib
import importlib
import json
import os
import select
import signal
import socket
import sys
from dataclasses import dataclass
from typing import Any

from graders.guest import confinement, prefork

LONGEST_REQUEST = 65_536
DATA = "data"  # what the notebooks load, in the folder of jobs: functions of `utils.data` with their arguments, as JSON
FILTER = "filter"  # the compiled system call filter, in the folder of jobs where forks are confined
CARRIED = "carried"  # likewise: what is shown to them in folders where they have their own, as JSON


@dataclass(frozen=True)
class Place:
    """Where this template stands.

    Attributes
    ----------
    jobs, course : str
        The folder of the forks' own folders and of its socket; the folder of the students' public files.
    program : bytes
        The compiled system call filter; empty where forks are not confined.
    carried : dict
        See `confine.private_view`.
    """

    jobs: str
    course: str
    program: bytes
    carried: dict[str, Any]

    @property
    def confined(self) -> bool:
        """Whether forks are confined."""
        return bool(self.program)

    def job(self, name: str) -> str:
        """Give the folder of a fork, as the fork sees it."""
        return confinement.JOB if self.confined else os.path.join(self.jobs, name)


def main(jobs: str, course: str, mode: str, imports: list[str]) -> None:
    """Import, listen, fork.

    Parameters
    ----------
    jobs, course : str
        See `Place`.
    mode : {"confined", "open"}
        Whether forks are confined.
    imports : list of str
        Modules to import first.
    """
    os.umask(0o022)  # not that of whoever marks
    program, carried = b"", {}
    if mode == "confined":
        confinement.become_nobody()
        with open(os.path.join(jobs, FILTER), "rb") as file:
            program = file.read()
        with open(os.path.join(jobs, CARRIED), encoding="utf-8") as words:
            carried = json.load(words)
    place = Place(jobs, course, program, carried)
    path = os.path.join(jobs, "template")
    os.chdir("/")
    for name in imports:
        importlib.import_module(name)
    prefork.load(sys.modules.get("utils.data"), _data_calls(os.path.join(jobs, DATA)))
    prefork.know_operations(sys.modules.get("tensorflow"))
    prefork.know_modules()
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path + ".new")
    listener.listen(64)
    os.rename(path + ".new", path)  # it is there only once it listens
    prefork.settle()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the forks here
    while True:
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os._exit(_attend(connection, place))
        connection.close()


def _data_calls(path: str) -> list[Any]:
    """Read what the notebooks will load."""
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        return list(json.load(file))


def _attend(connection: socket.socket, place: Place) -> int:
    """Start one confined process and watch it until it or its lifeline ends."""
    os.setsid()
    try:
        request = json.loads(connection.recv(LONGEST_REQUEST))
        connection.sendall(b"{}\n")  # whoever asks for credentials learns our process id from it
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        ready, done = os.pipe()
        if place.confined:
            confinement.new_namespaces()
            confinement.private_view(request["job"], request["limits"]["disk_bytes"], place.carried)
            if request["mode"] == "plain":
                confinement.seal()
        child = os.fork()
        if child == 0:
            connection.close()
            ours.close()
            os.close(ready)
            _become(request, place, theirs, done)
        theirs.close()
        os.close(done)
        with os.fdopen(ready, "rb") as report:
            trouble = report.read(1000).decode(errors="replace")
        if trouble:
            raise confinement.CannotConfine(trouble)
        socket.send_fds(connection, [b'{"started": true}\n'], [ours.fileno()])
        ours.close()
    except Exception as error:
        with contextlib.suppress(OSError):
            connection.sendall(json.dumps({"failed": f"{type(error).__name__}: {error}"}).encode() + b"\n")
        return 1
    return _watch(connection, child, place.confined)


def _watch(connection: socket.socket, child: int, confined: bool) -> int:
    """Pass interrupts on, seal the folder, kill the child when the lifeline ends, tell how it ended."""
    handle = os.pidfd_open(child)
    watched: list[Any] = [connection, handle]
    while True:
        readable, _, _ = select.select(watched, [], [])
        if handle in readable:
            break
        words = connection.recv(64)
        if not words:
            os.kill(child, signal.SIGKILL)
            watched.remove(connection)  # which would be readable for ever, while the child takes a while to end
        if b"s" in words:
            if confined:
                confinement.seal()
            connection.sendall(b'{"sealed": true}\n')
        if b"i" in words:
            os.kill(child, signal.SIGINT)
    _, status = os.waitpid(child, 0)
    with contextlib.suppress(OSError):
        connection.sendall(json.dumps({"exit": os.waitstatus_to_exitcode(status)}).encode() + b"\n")
    return 0


def _become(request: dict[str, Any], place: Place, channel: socket.socket, done: int) -> None:
    """Turn this forked process into the student's; does not return."""
    job = place.job(request["job"])
    try:
        if place.confined:
            confinement.first_process()
            confinement.bound(request["limits"], place.program)
            os.chdir(confinement.WORK)
        else:
            work = os.path.join(job, "work")
            os.mkdir(work)
            os.chdir(work)
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        os.close(null)
        sys.path[:0] = [os.path.join(place.course, request["assignment"]), place.course]
        if "numpy" in sys.modules:
            sys.modules["numpy"].random.seed()  # forks must not share their random numbers
        import random

        random.seed()
    except Exception as error:
        os.write(done, f"{type(error).__name__}: {error}".encode()[:900])
        os._exit(1)
    os.close(done)
    from graders.guest import agent

    try:
        if request["mode"] == "kernel":
            from graders.guest import kernel_app

            agent.connect(channel)
            kernel_app.start(os.path.join(job, "connection.json"))
        else:
            agent.connect(channel)
            agent.serve({"__name__": "__main__", "__builtins__": __builtins__})
    except BaseException as error:  # told to whoever waits outside, if they still do
        with contextlib.suppress(OSError), open(os.path.join(job, "trouble"), "w", encoding="utf-8") as file:
            file.write(f"{type(error).__name__}: {error}"[:1000])
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
