"""Run pip with one line of progress in place of its noise, and say in one line why it failed."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

EVERY = 15  # seconds between lines where there is no terminal
FOUND = re.compile(r"\s*(?:Collecting|Processing|Requirement already satisfied:) ")
STARTS_TO_INSTALL = "Installing collected packages: "
#: What pip writes, and what it means: the first that is found counts. {log} is the log, {place} the environment.
CAUSES = (
    (r"No space left on device", "the disk is full: free some space ({place} and pip's cache grow by 3 GB)"),
    (r"Disk quota exceeded", "your quota is used up: free some space ({place} and pip's cache grow by 3 GB)"),
    (r"Read-only file system: '?([^'\n]+)", "{0} cannot be written to"),
    (r"Permission denied: '?([^'\n]+)", "{0} cannot be written to"),
    (r"from versions: (?!none\b).*\n.*No matching distribution found for (.+)", "the package index has no {0} for this Python and system: set PIP_INDEX_URL to an index that has"),
    (r"(?:Cannot connect to proxy|Tunnel connection failed: ([^'\")]*))", "the proxy refuses ({0}): mend HTTPS_PROXY, HTTP_PROXY, NO_PROXY or pip's `proxy`"),
    (r"407 Proxy Authentication Required", "the proxy asks for a password: put it into HTTPS_PROXY or pip's `proxy`"),
    (r"CERTIFICATE_VERIFY_FAILED", "the index shows a certificate that is not trusted: set PIP_CERT to the file of your network's authority"),
    (r"(Name or service not known|Temporary failure in name resolution|nodename nor servname provided|Connection refused|Network is unreachable|No route to host|Connection reset by peer|Read timed out|timed out|IncompleteRead|Connection broken|RemoteDisconnected)", "the package index does not answer ({0}): look at the network, or set PIP_INDEX_URL or HTTPS_PROXY"),
    (r"\b([45]\d\d) (?:Client|Server) Error", "the package index answers with an error ({0}): look at PIP_INDEX_URL and its password"),
    (r"DO NOT MATCH THE HASHES|BadZipFile|is invalid\.$|has an invalid wheel|Hashes are required", "a package arrived damaged, or is not the one that was asked for: .venv/bin/python -m pip cache purge"),
    (r"requires a different Python|Requires-Python", "a package does not support this Python: make setup PYTHON=python3.12"),
    (r"No matching distribution found for (.+)", "the package index has no {0} for this Python and system: set PIP_INDEX_URL to an index that has"),
    (r"ResolutionImpossible|conflicting dependencies", "the pins contradict each other or pip's `constraint`"),
    (r"Could not open requirements file: (.+)", "{0}"),
)  # fmt: skip


class PipFailed(Exception):
    """Why pip failed, and what to do: one line.

    Attributes
    ----------
    began : bool
        Whether it had begun to put packages into the environment.
    """

    def __init__(self, message: str, began: bool) -> None:
        super().__init__(message)
        self.began = began


def run_pip(python: Path, words: list[str], log: Path, temporary: Path, keep: int) -> int:
    """Run `pip install`.

    Parameters
    ----------
    python : Path
        The environment's interpreter.
    words : list of str
        What to install, as pip's arguments.
    log : Path
        Takes what pip writes.
    temporary : Path
        Where pip unpacks; on the environment's own file system, since /tmp is often too small.
    keep : int
        A descriptor that pip holds open: the lock, which so outlives us if we are killed.

    Returns
    -------
    int
        How many packages were installed.

    Raises
    ------
    PipFailed
        If it did not work.
    """
    temporary.mkdir(exist_ok=True)
    options = ["--disable-pip-version-check", "--no-input", "--no-compile", "--progress-bar", "off"]
    command = [str(python), "-u", "-m", "pip", "install", *options, *words]
    with log.open("w", encoding="utf-8", errors="replace") as written:
        process = subprocess.Popen(
            command,
            env=pip_environment(temporary),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            pass_fds=[keep],
        )
        state = _State(python.parent.parent, temporary)
        try:
            with told(state):
                assert process.stdout is not None
                for line in process.stdout:
                    written.write(line)
                    state.read(line)
                process.wait()
        finally:
            end(process)
            shutil.rmtree(temporary, ignore_errors=True)
    if process.returncode:
        raise PipFailed(cause(log, process.returncode, python.parent.parent), bool(state.all))
    return state.all


def pip_environment(temporary: Path) -> dict[str, str]:
    """Give the environment variables for pip: the user's, without those that would lead packages elsewhere."""
    elsewhere = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_DRY_RUN")
    kept = {key: value for key, value in os.environ.items() if key not in elsewhere}
    kept.setdefault("PIP_RETRIES", "2")
    # pip's own settings may say `user`, `quiet` or `require-virtualenv`; messages are read here in English.
    return kept | {"PIP_USER": "0", "PIP_QUIET": "0", "PIP_VERBOSE": "0", "TMPDIR": str(temporary), "LC_MESSAGES": "C"}


def end(process: subprocess.Popen[str]) -> None:
    """End a process that still runs."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def cause(log: Path, status: int, place: Path) -> str:
    """Say why pip failed.

    Parameters
    ----------
    log : Path
        What it wrote.
    status : int
        How it ended.
    place : Path
        The environment.

    Returns
    -------
    str
        Cause, cure and where the log is, in one line.
    """
    text = log.read_text(encoding="utf-8", errors="replace")
    end_of_all = f"; then run make again, which goes on. All that pip said: {log}"
    if status in (-9, 137):
        return f"pip was killed, most likely for want of memory: allow it 1 GiB{end_of_all}"
    for pattern, meaning in CAUSES:
        if match := re.search(pattern, text, re.MULTILINE):
            found = [(group or match[0]).strip().strip("'\",:") for group in match.groups()]
            return meaning.format(*(found or [match[0]]), place=place) + end_of_all
    errors = [line for line in text.splitlines() if re.match(r"\s*(?:ERROR|error):|\w*Error: ", line)]
    last = (errors or text.strip().splitlines() or ["it wrote nothing"])[-1].strip()
    return f"pip failed ({last[:300]}){end_of_all}"


class _State:
    """What pip is at, read from its lines and from the folders that it fills."""

    def __init__(self, environment: Path, temporary: Path) -> None:
        self.environment, self.temporary = environment, temporary
        self.found = self.all = self.before = 0

    def read(self, line: str) -> None:
        """Take in one line of pip's."""
        if FOUND.match(line):
            self.found += 1
        elif line.startswith(STARTS_TO_INSTALL):
            self.before = self._count()
            self.all = line.count(",") + 1

    def __str__(self) -> str:
        """Say it in a few words."""
        if self.all:
            return f"unpacking packages, {min(max(self._count() - self.before, 0), self.all)} of {self.all}"
        loaded = sum(size_of(path) for path in self.temporary.rglob("*.whl")) // 10**6
        return f"downloading packages, {self.found} so far" + (f" ({loaded} MB)" if loaded else "")

    def _count(self) -> int:
        return sum(1 for _ in self.environment.glob("lib/python3*/site-packages/*.dist-info"))


def size_of(path: Path) -> int:
    """Give the size of a file that may just have been removed."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


class told:  # noqa: N801 - read as a word: with told(state)
    """Show what goes on while a block runs: a line that changes on a terminal, else one now and then.

    Parameters
    ----------
    state : object
        Its text says what goes on.
    """

    def __init__(self, state: object) -> None:
        self.state, self.ended, self.began = state, Event(), time.monotonic()
        self.live = sys.stdout.isatty()
        self.thread = Thread(target=self._tell, daemon=True)

    def __enter__(self) -> None:
        """Begin to tell."""
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        """Take the line away."""
        self.ended.set()
        self.thread.join()

    def _tell(self) -> None:
        width = shutil.get_terminal_size().columns - 1
        while not self.ended.wait(0.5 if self.live else EVERY):
            line = f"  {self.state}, {time.monotonic() - self.began:.0f} s"
            print(f"\r\033[K{line[:width]}" if self.live else line, end="" if self.live else "\n", flush=True)
        if self.live:
            print("\r\033[K", end="", flush=True)


def step(what: str, do: Callable[[], None]) -> None:
    """Do something that takes seconds, and say so meanwhile."""
    with told(what):
        do()
