"""What the tests of the loaders share: no settings of the machine's own, small files, a server."""

import gzip
import hashlib
import http.server
import struct
import threading
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from utils.data.downloads import PARTS
from utils.data.idx import SHA256

REAL = Path(__file__).resolve().parents[4] / "shared" / "data"


@pytest.fixture
def no_settings(monkeypatch, tmp_path):
    """Let nothing of the machine's own settings, cache or proxies reach a test."""
    for name in ("DIGITS_SOURCE", "DIGITS_FOLDER", "DIGITS_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DIGITS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def real():
    if not (REAL / "mnist").is_dir():
        pytest.skip(f"the real files are not in {REAL}")
    return REAL


@pytest.fixture
def small_files(tmp_path, monkeypatch):
    """Give a folder with small stand-ins for all eight files, whose checksums count as the published ones."""
    rng = np.random.default_rng(5)
    for name in ("mnist", "fashion"):
        for part, file in PARTS.items():
            m = 40 if part.endswith("train") else 10
            images = part.startswith("x")
            array = rng.integers(0, 256, (m, 28, 28)) if images else np.arange(m) % 10
            content = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
            content += array.astype(np.uint8).tobytes()
            target = tmp_path / "files" / name / f"{file}.gz"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(gzip.compress(content))
            monkeypatch.setitem(SHA256, f"{name}/{file}", hashlib.sha256(content).hexdigest())
    return tmp_path / "files"


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """A file server that keeps its log to itself."""

    def log_message(self, format, *args):  # noqa: A002
        """Print nothing."""

    def log_request(self, code="-", size="-"):
        """Note what was asked for."""
        self.server.requested.append(self.path)


@pytest.fixture
def serve():
    """Give a function that serves a folder and returns the server with its address."""
    running = []

    def start(folder):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder)))
        server.requested = []
        server.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        running.append((server, thread))
        return server

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def one_line(capsys):
    """Give a function that gives the one line which was printed."""

    def line():
        lines = capsys.readouterr().out.splitlines()
        assert len(lines) == 1, lines
        return lines[0]

    return line
