"""What must not be touched: files outside, servers on this machine, a variable, a process, other students' work.

The canaries are laid out before a batch and looked at after it. Everything in them is of use to nobody: a random
token in a file proves that the file was read where the token turns up.
"""

import contextlib
import ctypes
import hashlib
import os
import secrets
import shutil
import site
import socket
import stat
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil

from graders.course.course import KIT

SET_CHILD_SUBREAPER = 36  # prctl(2)
PATIENCE = 10.0  # seconds for processes that have been killed to be gone


def token(kind: str) -> str:
    """Make a token that occurs nowhere else and says what it was in."""
    return f"{kind}-{secrets.token_hex(12)}"


@dataclass
class Server:
    """A server that counts who comes; nobody should."""

    family: int
    address: object
    kind: int = socket.SOCK_STREAM
    visitors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.socket = socket.socket(self.family, self.kind)
        self.socket.bind(self.address)
        if self.kind == socket.SOCK_STREAM:
            self.socket.listen()
        self.socket.settimeout(0.2)
        self.closed = threading.Event()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        """Count connections, or datagrams."""
        while not self.closed.is_set():
            try:
                if self.kind == socket.SOCK_STREAM:
                    visitor, _ = self.socket.accept()
                    with visitor:
                        self.visitors.append("a connection")
                else:
                    self.visitors.append(repr(self.socket.recv(2000)[:80]))
            except TimeoutError:
                continue

    def close(self) -> None:
        """Stop serving."""
        self.closed.set()
        self.thread.join()
        self.socket.close()


@dataclass
class Canaries:
    """Everything that is watched, and where it lies.

    Attributes
    ----------
    root : Path
        The course folder; the canary files lie in its parent and beside its gradebook, too.
    tokens : dict of str to str
        Every secret, by what it is in. None may turn up in what marking writes.
    places : dict of str to str
        What the placeholders in the submissions stand for.
    """

    root: Path
    neighbour: str
    assignment: str
    tokens: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    servers: dict[str, Server] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.mark = token("hostile")  # in the command line or name of whatever a submission tries to leave behind
        self.temporary = Path(tempfile.mkdtemp(prefix="h-", dir="/tmp"))  # short: Unix sockets allow 107 bytes
        self.outside = self.root.parent
        for name, folder in {
            "CANARY_FILE": self.outside,
            "CANARY_BESIDE": self.root,
            "CANARY_HOME": Path.home(),
            "CANARY_VAR": Path("/var/tmp"),
            "CANARY_SHM": Path("/dev/shm"),
            "CANARY_KEY": Path.home() / f".ssh-{self.mark}",
        }.items():
            self._file(name, folder)
        # One whose name is the secret, and that no placeholder tells: it shows whether folders can be listed.
        self.tokens["LISTING"] = token("listed")
        hidden = self.outside / self.tokens["LISTING"]
        hidden.write_text("")
        self.files.append(hidden)
        self.tokens["VARIABLE"] = token("variable")
        self.tokens["NEIGHBOUR"] = token("neighbour")
        self._serve()
        code = "import time; time.sleep(36000)"
        self.tokens["PROCESS"] = token("process")
        self.process = subprocess.Popen([sys.executable, "-c", code, self.tokens["PROCESS"]])
        submitted = self.root / "submitted"
        self.places |= {
            "COURSE": str(self.root),
            "OUTSIDE": str(self.outside),
            "SUBMITTED": str(submitted),
            "NEIGHBOUR": str(submitted / self.neighbour / self.assignment / f"{self.assignment}.ipynb"),
            "GRADEBOOK": str(self.root / "gradebook.db"),
            "KIT": str(KIT),
            "EXERCISES": str(KIT / "graders" / "exercises"),
            "SITE": sysconfig.get_paths()["purelib"],
            "TMP": str(self.temporary),
            "MARK": self.mark,
            "CANARY_PID": str(self.process.pid),
            "CANARY_PIDNS": os.readlink("/proc/self/ns/pid"),
            "MARKING_PARENT": str(os.getpid()),
            "TOUCHED": str(self.outside / f"touched-{self.mark}"),
        }

    def _file(self, name: str, folder: Path) -> None:
        """Lay out a file with a token of its own."""
        folder.mkdir(exist_ok=True)
        self.tokens[name] = token(name.lower().replace("_", "-"))
        path = folder / f"{name.lower()}-{self.mark}"
        path.write_text(f"{self.tokens[name]}\n")
        self.files.append(path)
        self.places[name] = str(path)

    def _serve(self) -> None:
        """Open the servers."""
        path = self.outside / "canary.sock"
        abstract = f"canary-{self.mark}"
        with contextlib.chdir(self.outside):  # the whole path may be too long for a socket's address
            self.servers["a socket in the file system"] = Server(socket.AF_UNIX, "canary.sock")
        self.servers["an abstract socket"] = Server(socket.AF_UNIX, f"\0{abstract}")
        self.servers["TCP on 127.0.0.1"] = tcp = Server(socket.AF_INET, ("127.0.0.1", 0))
        port = tcp.socket.getsockname()[1]
        self.servers["UDP on 127.0.0.1"] = Server(socket.AF_INET, ("127.0.0.1", port), socket.SOCK_DGRAM)
        self.places |= {"PORT": str(port), "SOCKET": str(path), "ABSTRACT": abstract}

    def fill(self, text: str) -> str:
        """Replace the placeholders in a text; other braces are left alone."""
        for name, place in self.places.items():
            text = text.replace(f"{{{name}}}", place)
        return text

    def environment(self) -> dict[str, str]:
        """Give what the marking process gets: the canary variable, and a folder for temporary files of its own."""
        return {"GRADERS_CANARY": self.tokens["VARIABLE"], "TMPDIR": str(self.temporary)}

    def disturbed(self) -> Iterator[str]:
        """Say what a submission reached or left behind outside its sandbox."""
        for name, server in self.servers.items():
            if server.visitors:
                yield f"{name} was reached: {server.visitors[:3]}"
        if self.process.poll() is not None:
            yield f"the canary process is gone ({self.process.returncode})"
        for path in self.files:
            if not path.is_file():
                yield f"{path} is gone"
        if any(path.name not in {p.name for p in self.files} for path in self.outside.glob(f"*{self.mark}*")):
            yield f"something was written into {self.outside}"
        common = ("/usr/bin", "/usr/local/bin", "/etc", sys.prefix, Path(np.__file__).parent, KIT, KIT / "graders")
        for folder in map(Path, {*common, KIT / "utils", site.getusersitepackages(), *sysconfig.get_paths().values()}):
            for path in folder.glob(f"*{self.mark}*"):
                path.unlink()  # it would stay in the environment of whoever runs the tests
                yield f"{path} was written"
        for path in self.temporary.iterdir():
            yield f"{path} was left behind"

    def close(self) -> None:
        """Take everything away again."""
        for server in self.servers.values():
            server.close()
        self.process.kill()
        self.process.wait()
        for path in self.files:
            path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            Path(self.places["CANARY_KEY"]).parent.rmdir()
        shutil.rmtree(self.temporary, ignore_errors=True)


@contextlib.contextmanager
def adopting_orphans(patience: float = PATIENCE) -> Iterator[list[str]]:
    """Make this process the parent of whatever its descendants leave behind, and list who that is.

    Parameters
    ----------
    patience : float
        Seconds that they have to be gone.

    Yields
    ------
    list of str
        Filled at the end: the command lines of descendants that were started within and are still alive.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    before = {process.pid for process in psutil.Process().children(recursive=True)}
    left: list[str] = []
    if libc.prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")
    try:
        yield left
        deadline = time.monotonic() + patience
        while (alive := _descendants(before)) and time.monotonic() < deadline:
            time.sleep(0.1)
        left.extend(alive.values())
    finally:
        while alive := _descendants(before):  # also where the batch itself failed; what forks is killed again
            for pid in alive:
                with contextlib.suppress(psutil.NoSuchProcess):
                    psutil.Process(pid).kill()
            time.sleep(0.05)
        libc.prctl(SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def _descendants(known: set[int]) -> dict[int, str]:
    """Find living descendants that were not there before; bury the dead ones that were adopted."""
    alive = {}
    for process in psutil.Process().children(recursive=True):
        if process.pid in known:
            continue
        with contextlib.suppress(psutil.NoSuchProcess, ChildProcessError):
            if process.status() == psutil.STATUS_ZOMBIE:
                if process.ppid() == os.getpid():
                    os.waitpid(process.pid, os.WNOHANG)
            else:
                alive[process.pid] = " ".join(process.cmdline())[:200] or process.name()
    return alive


def digest(folder: Path) -> dict[str, str]:
    """Hash everything below a folder without following links or opening what is no file."""
    found = {}
    for parent, folders, names in os.walk(folder):
        for name in (*folders, *names):
            path = Path(parent, name)
            status = path.lstat()
            key = os.fsencode(path.relative_to(folder)).decode("utf-8", "backslashreplace")
            if stat.S_ISLNK(status.st_mode):
                found[key] = f"link to {os.readlink(path)}"
            elif stat.S_ISREG(status.st_mode):
                content = path.read_bytes() if status.st_size < 50_000_000 else str(status.st_size).encode()
                found[key] = hashlib.sha256(content).hexdigest()
            else:
                found[key] = oct(stat.S_IFMT(status.st_mode))
    return found
