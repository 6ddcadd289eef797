"""A package index of this test's own, with packages of a few bytes, that can stall or break, and a checkout that wants them."""

import http.server
import os
import shutil
import signal
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

KIT = Path(__file__).resolve().parents[2]
FILES = {"requirements.txt": "digits_base==1\n", "requirements-test.txt": "digits_test==1\n"}


class Index:
    """An index on this machine.

    Attributes
    ----------
    address : str
        What PIP_INDEX_URL is set to.
    stalls : set of str
        Files that are given out only when `go` is set.
    asked : threading.Event
        Set as soon as one of these is asked for.
    go : threading.Event
        Lets them out.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.stalls: set[str] = set()
        self.asked, self.go = threading.Event(), threading.Event()
        index = self

        class Handler(http.server.SimpleHTTPRequestHandler):
            def do_GET(self) -> None:
                if Path(self.path).name in index.stalls:
                    index.asked.set()
                    index.go.wait()
                super().do_GET()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), lambda *given: Handler(*given, directory=str(root))
        )
        self.address = f"http://127.0.0.1:{self.server.server_port}/simple"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def add(self, name: str, version: str = "1", size: int = 0, damaged: bool = False) -> Path:
        """Put a package into the index; `size` is what it takes on disk, in zeros."""
        folder = self.root / "simple" / name.replace("_", "-")
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}-{version}-py3-none-any.whl"
        about = f"{name}-{version}.dist-info"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
            wheel.writestr(f"{name}.py", f"VERSION = {version!r}\n")
            if size:
                wheel.writestr(f"{name}.data.bin", bytes(size))
            wheel.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
            wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{about}/RECORD", "")
        if damaged:
            path.write_bytes(path.read_bytes()[:100])
        (folder / "index.html").write_text(
            "".join(f'<a href="{file.name}">{file.name}</a>' for file in folder.glob("*.whl"))
        )
        return path

    def close(self) -> None:
        """Let everybody go who waits, and end."""
        self.go.set()
        self.server.shutdown()
        self.server.server_close()


class Checkout:
    """The files by which an environment is made, with few and small requirements.

    Attributes
    ----------
    root : Path
        The folder.
    settings : dict of str to str
        Environment variables for make.
    """

    def __init__(self, root: Path, index: str) -> None:
        self.root = root
        home = root.parent / "home"
        home.mkdir(parents=True, exist_ok=True)
        kept = {key: value for key, value in os.environ.items() if not foreign(key)}
        self.settings = kept | {
            "HOME": str(home),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": index,
            "PYTHON": sys.executable,
        }

    def fill(self) -> "Checkout":
        """Copy what is needed of the kit, with requirements of its own."""
        for name in (
            "Makefile",
            "tools",
            "graders/__init__.py",
            "graders/core",
            "graders/guest",
            "graders/rpc",
            "graders/sandbox",
        ):
            source = KIT / name
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (shutil.copytree if source.is_dir() else shutil.copy)(source, self.root / name)
        for name, text in FILES.items():
            (self.root / name).write_text(text)
        return self

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return self.root / ".venv" / "bin" / "python"

    def command(self, files: tuple[str, ...]) -> list[str]:
        """Give the command that a target begins with."""
        return ["tools/prepare", *files]

    def start(self, *files: str, **settings: str) -> subprocess.Popen[str]:
        """Start it, as a terminal would: in a group of processes of its own."""
        return subprocess.Popen(
            self.command(files or ("requirements.txt",)),
            cwd=self.root,
            env=self.settings | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *files: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run it to its end."""
        process = self.start(*files, **settings)
        out, err = process.communicate()
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def has(self, *modules: str) -> bool:
        """Say whether the environment can import what was asked for."""
        words = [self.python, "-c", f"import {', '.join(modules)}"]
        return self.python.exists() and subprocess.run(words, check=False, capture_output=True).returncode == 0


def foreign(key: str) -> bool:
    """Say whether a variable is a setting of whoever runs the tests, and not for the checkout."""
    return key.startswith(("PIP_", "PYTHON", "MAKE", "GOAL", "VIRTUAL_ENV")) or key.lower().endswith("_proxy")


def interrupt(process: subprocess.Popen[str], number: int = signal.SIGINT) -> None:
    """Type Ctrl-C: every process of the group gets it."""
    os.killpg(process.pid, number)


def error_line(done: subprocess.CompletedProcess[str]) -> str:
    """Give the one line by which something was refused."""
    assert done.returncode != 0, done.stdout
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("error: ")
    return lines[0]
