"""Make .venv hold what the given requirements files pin: made, made again or completed, as it needs.

    tools/prepare [--marking] FILE…

What is there is not touched when it is whole. An environment that was not finished, lies elsewhere than where it was made, has lost
its interpreter, or is of another Python than PYTHON asks for, is made again; wheels come from pip's cache then.
"""

import errno
import fcntl
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from index import check_index
from machine import Refused, check_memory, check_place, check_processor, check_sandbox, check_temporary
from pip_run import PipFailed, run_pip, step

KIT = Path(__file__).resolve().parent.parent
LEAST_PIP = (22, 3)
TESTS = r"[/\\]tests?[/\\]"  # folders that are not compiled


class Environment:
    """The folder .venv, and what is known of it.

    Attributes
    ----------
    link : Path
        .venv, which may be a symbolic link.
    place : Path
        The folder itself.
    """

    def __init__(self, kit: Path) -> None:
        self.link = kit / ".venv"
        self.place = Path(os.path.realpath(self.link))
        self.python = self.place / "bin" / "python"
        self.record, self.unfinished = self.place / "installed", self.place / "unfinished"

    def read(self) -> dict[str, Any]:
        """Read what was installed; nothing where that was not finished."""
        try:
            found = json.loads(self.record.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def why_again(self, files: list[Path]) -> str:
        """Say why what is there cannot be used; nothing where it can, or where there is nothing."""
        if not self.place.exists() or not any(self.place.iterdir()):
            return ""
        record = self.read()
        if self.unfinished.exists() or not record:
            return "it was not finished"
        if record.get("place") != str(self.place):
            return f"it was made in {record.get('place')}"
        version = self.version()
        if version is None:
            return "its interpreter is gone"
        if version != record.get("python"):
            return f"it was made by Python {record.get('python')} and finds {version} now"
        wanted = "{}.{}".format(*sys.version_info)
        if os.environ.get("PYTHON") and wanted != version:
            return f"it is of Python {version}, and PYTHON is {wanted}"
        gone = [name for file in files for name in record["pins"].get(file.name, {}) if name not in pins(file)]
        return f"{', '.join(gone)} is no longer asked for" if gone else ""

    def is_new(self, files: list[Path]) -> bool:
        """Say whether all is to be installed."""
        return bool(self.why_again(files)) or not self.read()

    def needs(self, files: list[Path]) -> bool:
        """Say whether anything is to be installed."""
        return self.is_new(files) or bool(self.lacking(files))

    def version(self) -> str | None:
        """Ask the interpreter in it which it is."""
        words = [str(self.python), "-I", "-S", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        try:
            done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return None
        return done.stdout.strip() if done.returncode == 0 else None

    def lacking(self, files: list[Path]) -> list[Path]:
        """Give the files of which not all is installed as they stand."""
        record = self.read()
        if set(record.get("packages", ())) - self.packages():  # removed or replaced by hand
            return files
        return [file for file in files if record.get("digests", {}).get(file.name) != digest(file)]

    def packages(self) -> set[str]:
        """List what is installed, with versions."""
        folders = self.place.glob("lib/python3*/site-packages/*.dist-info")
        return {folder.name for folder in folders if not folder.name.startswith("pip-")}

    def write(self, files: list[Path]) -> None:
        """Record that all of some files is installed."""
        record = self.read()
        record |= {"python": self.version(), "place": str(self.place), "packages": sorted(self.packages())}
        record["digests"] = record.get("digests", {}) | {file.name: digest(file) for file in files}
        record["pins"] = record.get("pins", {}) | {file.name: pins(file) for file in files}
        new = self.record.with_suffix(".new")
        new.write_text(json.dumps(record, indent=1), encoding="utf-8")
        new.replace(self.record)
        self.unfinished.unlink()

    def clear(self) -> None:
        """Remove an environment, and never anything else."""
        if not self.place.exists():
            self.place.mkdir(parents=True)
        if any(self.place.iterdir()) and not self.unfinished.exists() and not self.read():
            if self.link.is_symlink():
                raise Refused(
                    f".venv is a link to {self.place}, which make has not made: remove the link, then run make again."
                )
            if not (self.place / "pyvenv.cfg").exists():
                raise Refused(".venv is there and is no environment: move it away, then run make again.")
        self.unfinished.touch()
        for path in self.place.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path != self.unfinished:
                path.unlink()

    def make(self) -> None:
        """Make an empty environment with the interpreter that runs this, or with its base if it is of an environment itself."""
        self.clear()
        base = getattr(sys, "_base_executable", "") or sys.executable
        done = subprocess.run(
            [base, "-E", "-s", "-m", "venv", str(self.place)], capture_output=True, text=True, check=False
        )
        if done.returncode:
            said = (done.stderr + done.stdout).strip().splitlines() or ["no message"]
            raise Refused(f"{base} cannot make an environment ({said[-1]}); try another: make setup PYTHON=python3.12")

    def mend_pip(self) -> None:
        """Give a finished environment a pip that can read today's wheels, should somebody have removed or replaced it."""
        done = subprocess.run(
            [self.python, "-m", "pip", "--version"],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        match = re.match(r"pip (\d+)\.(\d+)", done.stdout)
        if done.returncode or match is None or (int(match[1]), int(match[2])) < LEAST_PIP:
            subprocess.run([self.python, "-m", "ensurepip", "--upgrade"], capture_output=True, check=False)


def digest(file: Path) -> str:
    """Say what a requirements file asks for, whatever its comments."""
    lines = (line.partition("#")[0].strip() for line in file.read_text(encoding="utf-8").splitlines())
    return hashlib.sha256("\n".join(filter(None, lines)).encode()).hexdigest()


def pins(file: Path) -> list[str]:
    """List the packages that a requirements file names, for whatever platform."""
    return re.findall(r"^([\w.-]+)", file.read_text(encoding="utf-8"), re.MULTILINE)


@contextmanager
def locked(environment: Environment) -> Iterator[int]:
    """Keep others from the environment meanwhile; wait for them, and say so."""
    parent = environment.place.parent
    parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(parent, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("another make is installing into .venv: waiting for it", flush=True)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        except OSError:  # a network file system without such locks
            print(
                "note: this file system has no locks: do not run make twice at once before it has installed", flush=True
            )
        yield descriptor
    finally:
        os.close(descriptor)


def main(arguments: list[str]) -> None:
    """Look at the machine, then at the environment; install what is missing."""
    files = [KIT / name for name in arguments if not name.startswith("--")]
    environment = Environment(KIT)
    check_processor()
    check_temporary()
    tell(check_memory())
    with locked(environment) if environment.needs(files) else nullcontext() as lock:
        # Another make may have done it while this one waited.
        missing = environment.needs(files)
        if missing:
            check_place(environment.place, whole=environment.is_new(files))
            tell(check_index())
        if "--marking" in arguments:
            # What it could not install is told by the check, with the names of the packages.
            subprocess.run([KIT / "tools" / "sandbox-packages"], stderr=subprocess.DEVNULL, check=False)
            if missing:  # else the demo and the tests start at once, and tell it themselves
                tell(check_sandbox())
        if missing and lock is not None:
            install(environment, files, lock)


def tell(notes: Iterable[str]) -> None:
    """Print what should be known and stops nobody."""
    for note in notes:
        print(f"note: {note}", flush=True)


def install(environment: Environment, files: list[Path], lock: int) -> None:
    """Install what is missing."""
    began = time.monotonic()
    reason, whole = environment.why_again(files), environment.is_new(files)
    missing = files if whole else environment.lacking(files)
    if reason:
        print(f"making .venv again: {reason}", flush=True)
    what = "everything, once: some 2 GB on disk" if whole else "what this needs besides"
    print(f"installing into .venv ({what}; Python {'.'.join(map(str, sys.version_info[:3]))})", flush=True)
    if whole:
        step("making an environment", environment.make)
    else:
        environment.mend_pip()
        environment.unfinished.touch()
    words = [word for file in missing for word in ("-r", str(file))]
    log = environment.place / "pip.log"
    try:
        count = run_pip(environment.python, words, log, environment.place / "tmp", lock)
    except PipFailed as error:
        if not error.began and not whole:
            environment.unfinished.unlink()  # it is as it was
        raise
    step("compiling", lambda: compile_all(environment))
    environment.write(missing)
    print(f"installed {count} packages in {time.monotonic() - began:.0f} s", flush=True)


def compile_all(environment: Environment) -> None:
    """Compile what is imported, on all cores: pip would use one, and the sandbox cannot write what it compiles."""
    words = ["-m", "compileall", "-q", "-j", "0", "-x", TESTS, str(environment.place / "lib")]
    subprocess.run([environment.python, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def stop(number: int, _: object) -> None:
    """End as Ctrl-C does, so that what was begun is put away."""
    raise KeyboardInterrupt(number)


if __name__ == "__main__":
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, stop)
    try:
        main(sys.argv[1:])
    except (Refused, PipFailed) as error:
        sys.exit(f"error: {error}")
    except OSError as error:
        cures = {errno.ENOSPC: "free some space", errno.EDQUOT: "free some space", errno.EACCES: "make it writable"}
        cure = cures.get(error.errno or 0, "look at that")
        sys.exit(
            f"error: {error.strerror or error} ({error.filename or KIT}): {cure}; then run make again, which goes on"
        )
    except KeyboardInterrupt as error:
        print("\nstopped; the next make goes on", file=sys.stderr)
        sys.exit(128 + (error.args[0] if error.args else signal.SIGINT))
