"""JupyterLab as a process of its own, with nothing of this user's settings."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

STARTS_IN = 120.0  # seconds
ENDS_IN = 20.0


@contextmanager
def jupyterlab(folder: Path, settings: Path) -> Iterator[str]:
    """Start JupyterLab in a folder, as `jupyter lab` does there.

    Parameters
    ----------
    folder : Path
        Where it runs: what was released, or a course.
    settings : Path
        An empty folder for what Jupyter writes about itself.

    Yields
    ------
    str
        Its address, up to the last slash.
    """
    own = {name: str(settings / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")}
    own |= {"IPYTHONDIR": str(settings / "ipython"), "HOME": str(settings)}
    tools = Path(sys.executable).parent
    own["PATH"] = f"{tools}{os.pathsep}{os.environ['PATH']}"
    inherited = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTEST_CURRENT_TEST")}
    command = [
        *(str(tools / "jupyter"), "lab", "--no-browser", "--allow-root", "--ip=127.0.0.1"),
        *("--ServerApp.port=0", "--IdentityProvider.token=", "--ServerApp.password=", "--ServerApp.open_browser=False"),
        "--LabApp.extension_manager=readonly",
    ]
    _write_settings(settings / "JUPYTER_CONFIG_DIR")
    with (settings / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=inherited | own, stdout=log, stderr=subprocess.STDOUT)
        try:
            yield _address(process, settings)
        finally:
            process.terminate()
            try:
                process.wait(ENDS_IN)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _write_settings(folder: Path) -> None:
    """Choose what a test needs and a student may have otherwise: every cell in the page, no news."""
    chosen = {
        "notebook-extension/tracker": {"windowingMode": "none"},
        "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    }
    for plugin, content in chosen.items():
        path = folder / "lab" / "user-settings" / "@jupyterlab" / f"{plugin}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(content))


def _address(process: subprocess.Popen[bytes], settings: Path) -> str:
    """Wait for the note in which the server says where it listens, and for the port itself."""
    ends = time.monotonic() + STARTS_IN
    while time.monotonic() < ends and process.poll() is None:
        for note in (settings / "JUPYTER_RUNTIME_DIR").glob("jpserver-*.json"):
            try:
                return str(json.loads(note.read_text())["url"])
            except ValueError:
                pass  # not whole yet
        time.sleep(0.1)
    log = (settings / "log").read_text(errors="replace")
    raise RuntimeError(f"JupyterLab did not start:\n{log[-3000:]}")


if __name__ == "__main__":  # `jupyter lab` of the documents: starts, gives a page, ends
    with (
        TemporaryDirectory() as place,
        jupyterlab(Path.cwd(), Path(place)) as address,
        urlopen(f"{address}lab") as page,
    ):
        print("JupyterLab answered", page.status)
