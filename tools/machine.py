"""What of this machine would stop an installation or the run after it; the standard library only, within a second or so."""

import errno
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

KIT = Path(__file__).resolve().parent.parent
GIB = 2**30
#: Free space on the file system of .venv: for everything, and for a little more in a finished one.
WHOLE, LITTLE = 3 * GIB, GIB // 4
TEMPORARY = GIB // 8  # what runs put into the temporary folder
FILES = 60_000  # an environment has some 50,000
LEAST_MEMORY, ENOUGH_MEMORY = GIB, 3 * GIB // 2
ELSEWHERE = "or put the environment elsewhere: ln -s /a/folder/of/yours .venv"
ASK = """
from graders.sandbox.diagnosis import diagnose
obstacle = diagnose()
print(f"{obstacle.cause}. {obstacle.cure}" if obstacle else "")
"""


class Refused(Exception):
    """What stops us, and what to do: one line."""


def check_place(environment: Path, whole: bool) -> None:
    """See that an environment can be written where it lies.

    Parameters
    ----------
    environment : Path
        The real path of .venv.
    whole : bool
        Whether all is to be installed, or a few packages more.

    Raises
    ------
    Refused
        If it cannot.
    """
    folder = environment
    while not folder.exists():
        folder = folder.parent
    if os.pathsep in str(environment):
        raise Refused(f"no environment can lie on a path with a colon ({folder}): move this folder, {ELSEWHERE}")
    if not folder.is_dir():
        raise Refused(f"{folder} is no folder: move it away.")
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        owner = f"{error.strerror}; it belongs to {_owner(folder)}"
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise Refused(f"cannot write to {folder} ({owner}): make it writable, {ELSEWHERE}") from error
    state, need = os.statvfs(folder), WHOLE if whole else LITTLE
    if state.f_flag & os.ST_NOEXEC:
        raise Refused(f"{folder} is mounted noexec, so that no library can be loaded: move this folder, {ELSEWHERE}")
    free, files = state.f_bavail * state.f_frsize, state.f_favail
    if whole and environment.is_dir() and min(free / need, files / FILES) < 1:  # what is there is removed first
        there = [path.lstat().st_blocks * 512 for path in environment.rglob("*")]
        free, files = free + sum(there), files + len(there)
    if free < need:
        raise Refused(f"{folder} has {size(free)} free, and {size(need)} are needed: free some, then run make again.")
    if whole and state.f_files and files < FILES:
        raise Refused(f"{folder} can take {files} files more, and {FILES} are needed: delete some.")


def _owner(folder: Path) -> str:
    """Name the user to whom a folder belongs."""
    try:
        return folder.owner()
    except KeyError:
        return f"user {folder.stat().st_uid}"


def check_temporary() -> None:
    """See that what runs has a temporary folder with some room.

    Raises
    ------
    Refused
        If there is none.
    """
    try:
        folder = tempfile.gettempdir()
    except FileNotFoundError as error:
        raise Refused("no temporary folder can be written: set TMPDIR to one that can.") from error
    free = shutil.disk_usage(folder).free
    if free < TEMPORARY:
        need = size(TEMPORARY)
        raise Refused(
            f"{folder} has {size(free)} free, and {need} are needed: free some, or set TMPDIR to another folder."
        )


def check_processor(information: Path = Path("/proc/cpuinfo")) -> None:
    """See that TensorFlow's wheel runs on this processor: it uses AVX on Intel's and AMD's.

    Raises
    ------
    Refused
        If it does not.
    """
    if platform.machine() != "x86_64" or not information.exists():
        return
    flags = [
        line
        for line in information.read_text(encoding="ascii", errors="replace").splitlines()
        if line.startswith("flags")
    ]
    if flags and " avx " not in f"{flags[0]} ":
        raise Refused(
            "this processor shows no AVX, which TensorFlow needs; on a virtual machine let it have the host's processor."
        )


def check_memory(root: Path = Path("/")) -> Iterator[str]:
    """See that there is memory to mark with.

    Parameters
    ----------
    root : Path
        Where the system's folders lie.

    Yields
    ------
    str
        What to know of memory that is scarce.

    Raises
    ------
    Refused
        If there is too little of it.
    """
    try:
        lines = (root / "proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return
    figures = {line.partition(":")[0]: 1024 * int(line.split()[1]) for line in lines if len(line.split()) > 1}
    total = figures["MemTotal"] + figures.get("SwapTotal", 0)
    free = figures.get("MemAvailable", figures["MemFree"]) + figures.get("SwapFree", 0)
    for limit, used in _group_limits(root):
        total, free = min(total, limit), min(free, limit - used)
    if total < LEAST_MEMORY:
        raise Refused(
            f"there are {size(total)} of memory, and {size(LEAST_MEMORY)} are needed: allow more to this machine or container."
        )
    if free < ENOUGH_MEMORY:
        yield f"{size(max(free, 0))} of memory are free; marking takes up to 1 GiB for each process: close other programs if it ends early."


def _group_limits(root: Path) -> Iterator[tuple[int, int]]:
    """Give limit and use of the memory of the container that we are in, if it has any."""
    folder = root / "sys/fs/cgroup"
    for limit, used in (
        ("memory.max", "memory.current"),
        ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"),
    ):
        try:
            yield int((folder / limit).read_text()), int((folder / used).read_text())
        except (OSError, ValueError):  # no such limit, or the word max
            continue


def check_sandbox() -> Iterator[str]:
    """Say what keeps students' code from being confined here; the demo and the tests work without.

    Yields
    ------
    str
        Cause and cure.
    """
    words = [sys.executable, "-E", "-s", "-B", "-c", ASK]
    try:
        done = subprocess.run(
            words, cwd=KIT, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=30, check=False
        )
    except subprocess.TimeoutExpired:
        yield "whether students' code can be confined could not be found out: python -m graders doctor tells more."
        return
    said = done.stdout.strip() if done.returncode == 0 else (done.stderr.strip().splitlines() or ["no message"])[-1]
    if said:
        yield f"students' code cannot be confined here: {said}"


def size(number: int) -> str:
    """Write a number of bytes as people do."""
    return f"{number / GIB:.1f} GiB" if number >= GIB else f"{number / 2**20:.0f} MiB"
