"""``doctor``: what this machine can do, and what to install."""

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graders import isolate
from graders.course import KIT, Course
from graders.exceptions import GradebookError
from graders.gradebook import has_gradebook, open_gradebook


@dataclass(frozen=True)
class Condition:
    """One thing that was looked at.

    Attributes
    ----------
    what : str
        The thing.
    good : bool
        Whether it is as it should be.
    found : str
        What was found.
    advice : str
        What to do if it is not good.
    required : bool
        Whether marking needs it.
    """

    what: str
    good: bool
    found: str
    advice: str
    required: bool = False


def examine(course: Course) -> list[Condition]:
    """Look at everything that marking may need.

    Parameters
    ----------
    course : Course
        The course.

    Returns
    -------
    list of Condition
        What was found.
    """
    return [
        _system(),
        _python(),
        _packages(),
        _cores(),
        _memory(),
        _namespaces(),
        _bubblewrap(),
        _memory_limits(),
        _warm_start(),
        *_data_sets(),
        _gradebook(course),
    ]


def _system() -> Condition:
    """Marking is written for Linux."""
    return Condition("operating system", sys.platform == "linux", sys.platform, "mark on a Linux machine.", True)


def _python() -> Condition:
    """The pins need Python 3.11 or later."""
    version = ".".join(map(str, sys.version_info[:3]))
    return Condition("Python", sys.version_info >= (3, 11), version, "install Python 3.11 or later.", True)


def _packages() -> Condition:
    """The installed packages are those that requirements.txt pins."""
    wrong = []
    for line in (KIT / "requirements.txt").read_text(encoding="utf-8").splitlines():
        if match := re.fullmatch(r"([\w.-]+)==([\w.]+)", line.strip()):
            name, version = match.groups()
            try:
                have = importlib.metadata.version(name)
            except importlib.metadata.PackageNotFoundError:
                have = "none"
            if have != version:
                wrong.append(f"{name} {have} in place of {version}")
    found = "; ".join(wrong) or "as pinned"
    return Condition("packages", not wrong, found, "run `make setup`, or pip install -r requirements.txt.", True)


def _cores() -> Condition:
    """Marking uses every core."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Condition("cores", True, str(count), "")


def _memory() -> Condition:
    """A notebook with TensorFlow takes up to 1 GB."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return Condition("memory", total >= 3, f"{total:.1f} GiB", "allow at least 1 GiB for each job, or use --jobs 1.")


def _namespaces() -> Condition:
    """The sandbox will need user namespaces."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return Condition("user namespaces", False, "the tool `unshare` is missing", "install the package util-linux.")
    command = [unshare, "--user", "--map-root-user", "--mount", "--pid", "--net", "--fork", "true"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    advice = (
        "allow them: sysctl kernel.unprivileged_userns_clone=1 (and kernel.apparmor_restrict_unprivileged_userns=0)."
    )
    return Condition("user namespaces", done.returncode == 0, done.stderr.strip()[:80] or "work", advice)


def _bubblewrap() -> Condition:
    """The sandbox starts cold kernels with bubblewrap."""
    path = shutil.which("bwrap")
    return Condition("bubblewrap", path is not None, path or "not installed", "apt-get install bubblewrap.")


def _memory_limits() -> Condition:
    """Memory is limited best by a cgroup that we may write to."""
    root = Path("/sys/fs/cgroup")
    found = "cgroup v2, writable" if os.access(root / "cgroup.procs", os.W_OK) else "no cgroup that may be written to"
    good = found.startswith("cgroup")
    return Condition("memory limits", good, found, "run under systemd with Delegate=yes; else a watchdog has to do.")


def _warm_start() -> Condition:
    """Processes can be forked from one that has TensorFlow imported."""
    isolate.warm("keras")
    news = list(isolate.run(_try_tensorflow, (), 120.0))
    good = {"sum": 6.0} in news
    found = "TensorFlow works in a forked process" if good else f"TensorFlow does not work in a fork: {news[-1]}"
    return Condition(
        "warm start", good, found, "run `make setup` again; look at `python -c 'import tensorflow'`.", True
    )


def _try_tensorflow(send: Callable[[dict[str, Any]], None]) -> None:
    """Run one TensorFlow operation."""
    import tensorflow as tf

    send({"sum": float(tf.reduce_sum(tf.constant([1.0, 2.0, 3.0])))})


def _data_sets() -> Iterator[Condition]:
    """The bundled digits are always there; real data may be."""
    from utils.downloads import PARTS, cache_folder, find_file
    from utils.idx import DataError

    folder = Path(os.environ.get("DIGITS_FOLDER") or cache_folder())
    advice = (
        "needed only for real images: set DIGITS_FOLDER to a folder with the idx files, or let a loader download them."
    )
    yield Condition("data set digits", True, "bundled with scikit-learn", "")
    for name in ("mnist", "fashion"):
        try:
            found = [find_file(name, part, folder) for part in PARTS]
            yield Condition(f"data set {name}", True, str(found[0].parent), "")
        except DataError:
            yield Condition(f"data set {name}", False, f"not in {folder}", advice)


def _gradebook(course: Course) -> Condition:
    """The gradebook can be opened."""
    if not has_gradebook(course):
        return Condition("gradebook", True, "none yet; the first release makes it", "")
    try:
        with open_gradebook(course) as gradebook:
            found = f"{len(gradebook.assignments)} assignments, {len(gradebook.students)} students"
    except GradebookError as error:
        return Condition("gradebook", False, "cannot be used", str(error), True)
    return Condition("gradebook", True, found, "")
