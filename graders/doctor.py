"""``doctor``: what this machine can do, and what to install."""

import contextlib
import importlib.metadata
import os
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graders.core.exceptions import GradebookError, GradersError, NoSandbox
from graders.core.pins import pinned
from graders.course.course import Course
from graders.course.preload import judge_modules, student_modules
from graders.course.settings import MEGABYTE, Limits
from graders.gradebook.connection import has_gradebook, open_gradebook
from graders.judge.student_proxy import ProcessGone, StudentError, StudentPeer
from graders.marking import worker_process
from graders.rpc.framing import WireError
from graders.sandbox.diagnosis import Obstacle, diagnose, no_bubblewrap, no_libseccomp
from graders.sandbox.policy import filter_program
from graders.sandbox.student_process import StudentProcess
from graders.sandbox.zygote import AGENT, Template

TROUBLE = (GradersError, ProcessGone, StudentError, WireError, OSError)
TRIALS = 3
KERAS = ("keras",)  # what is warm beside NumPy
REPORT = "mark nothing here and report it: this is not as it was tested."
NAMESPACES = ("user", "mnt", "pid", "net", "ipc", "uts", "cgroup")
INSPECT = f"""
import os
namespaces = {{name: os.readlink("/proc/self/ns/" + name) for name in {NAMESPACES}}}
with open("/proc/self/status") as file:
    status = dict(line.rstrip("\\n").split(":\\t", 1) for line in file if ":\\t" in line)
"""
SMALL = 200 * MEGABYTE
TAKE_MEMORY = f"import time; taken = b'x' * {2 * SMALL}; time.sleep(10)"
SUM = "import tensorflow as tf; total = float(tf.reduce_sum(tf.constant([1.0, 2.0, 3.0])))"


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
        _packages(course.requirements),
        _cores(),
        _memory(),
        _user(),
        *_sandbox(),
        *_data_sets(),
        _gradebook(course),
    ]


def _system() -> Condition:
    """Marking is written for Linux."""
    return Condition("operating system", sys.platform == "linux", sys.platform, "mark on a Linux machine.", True)


def _python() -> Condition:
    """The pins need one of these."""
    version = ".".join(map(str, sys.version_info[:3]))
    known = (3, 11) <= sys.version_info < (3, 14)
    return Condition("Python", known, version, "install Python 3.11, 3.12 or 3.13.", True)


def _packages(requirements: Path) -> Condition:
    """The installed packages are those that requirements.txt pins."""
    wrong = []
    for name, version in pinned(requirements).items():
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


def _user() -> Condition:
    """Marking as root works and gives the sandbox nothing; the judge need not be root either."""
    root = os.getuid() == 0
    return Condition(
        "ordinary user",
        not root,
        "you are root" if root else "yes",
        "the sandbox gives root up, but the judge does not need it: mark as a user who owns the course and nothing else.",
    )


def _sandbox() -> list[Condition]:
    """Look at what the sandbox is made of, then confine processes for real."""
    parts = [_bubblewrap(), _libseccomp()]
    if all(part.good for part in parts):
        parts.append(_namespaces())
    trials: list[tuple[str, Callable[[Template, Template], Condition]]] = [
        ("sandbox", lambda arrays, _: _confinement(arrays)),
        ("memory limit", lambda arrays, _: _memory_limit(arrays)),
        ("warm start", lambda _, keras: _warm_start(keras)),
    ]
    with contextlib.ExitStack() as stack:
        if all(part.good for part in parts):
            worker_process.warm(judge_modules(KERAS))
            # Both start at once: one imports TensorFlow while the other is tried.
            templates = [
                stack.enter_context(contextlib.closing(Template((), [AGENT, *student_modules(what)])))
                for what in ((), KERAS)
            ]
        for what, trial in trials:
            if all(part.good for part in parts):
                parts.append(trial(*templates))
            else:
                parts.append(Condition(what, False, "not tried", "first do the above."))
    return parts


def _bubblewrap() -> Condition:
    """The sandbox is built in a bubblewrap."""
    return _condition("bubblewrap", no_bubblewrap(), str(shutil.which("bwrap")))


def _libseccomp() -> Condition:
    """The system call filter is compiled by libseccomp."""
    if obstacle := no_libseccomp():
        return _condition("libseccomp", obstacle, "")
    try:
        instructions = len(filter_program()) // 8
    except (NoSandbox, RuntimeError, OSError, ValueError) as error:
        found = f"the system call filter cannot be made: {getattr(error, 'reason', error)}"
        return Condition("libseccomp", False, found, "run `make setup` again.", True)
    return Condition("libseccomp", True, f"the system call filter has {instructions} instructions", "", True)


def _namespaces() -> Condition:
    """The kernel lets a process that does nothing be confined."""
    return _condition("namespaces", diagnose(), "may be made, one in another")


def _condition(what: str, obstacle: Obstacle | None, found: str) -> Condition:
    """Make a condition of what may stand in the way."""
    if obstacle is None:
        return Condition(what, True, found, "", True)
    return Condition(what, False, obstacle.cause, obstacle.cure, True)


def _confinement(template: Template) -> Condition:
    """A process can be confined inside a bubblewrap, and is."""
    seconds = []
    try:
        template.wait()
        for _ in range(TRIALS):
            started = time.perf_counter()
            with StudentProcess(template.socket, "", "plain", Limits()) as process:
                peer = StudentPeer(process)
                peer.run(INSPECT, "<doctor>")
                namespaces, status = peer.get("namespaces"), peer.get("status")
                seconds.append(time.perf_counter() - started)
    except TROUBLE as error:
        return Condition(
            "sandbox", False, getattr(error, "reason", str(error)), getattr(error, "cure", "") or REPORT, True
        )
    loose = [f"{name} namespace" for name in NAMESPACES if namespaces[name] == os.readlink(f"/proc/self/ns/{name}")]
    loose += [name for name in ("NoNewPrivs", "Seccomp") if status[name] == "0"]
    loose += [name for name in ("CapEff", "CapPrm", "CapBnd") if int(status[name], 16)]
    found = f"processes are confined; one takes {1000 * statistics.median(seconds):.0f} ms"
    if loose:
        found = f"a process keeps what it must not have: {', '.join(loose)}"
    return Condition("sandbox", not loose, found, REPORT, True)


def _memory_limit(template: Template) -> Condition:
    """A process that takes more memory than it may is ended."""
    advice = "mount /proc without hidepid, so that the memory of processes can be watched."
    try:
        with StudentProcess(template.socket, "", "plain", Limits(memory_bytes=SMALL)) as process:
            started = time.perf_counter()
            with contextlib.suppress(ProcessGone):
                StudentPeer(process).run(TAKE_MEMORY, "<doctor>")
            seconds, stopped = time.perf_counter() - started, process.stopped
    except TROUBLE as error:
        return Condition("memory limit", False, str(error), advice, True)
    found = f"a watchdog ended a process that took too much within {seconds:.1f} s" if stopped else "nothing keeps it"
    return Condition("memory limit", bool(stopped), found, advice, True)


def _warm_start(template: Template) -> Condition:
    """TensorFlow works in processes forked from one that has it imported: the judge's and the student's."""
    advice = "run `make setup` again; look at `python -c 'import tensorflow'`."
    news = list(worker_process.run(_try_tensorflow, (), 120.0))
    if {"sum": 6.0} not in news:
        return Condition("warm start", False, f"TensorFlow does not work in a fork: {news[-1]}", advice, True)
    try:
        template.wait()
        started = time.perf_counter()
        with StudentProcess(template.socket, "", "plain", Limits()) as process:
            peer = StudentPeer(process)
            peer.run(SUM, "<doctor>")
            total, seconds = peer.get("total"), time.perf_counter() - started
    except TROUBLE as error:
        return Condition("warm start", False, f"TensorFlow does not work in the sandbox: {error}", advice, True)
    found = f"TensorFlow works in forked processes; a confined one answers after {1000 * seconds:.0f} ms"
    return Condition("warm start", total == 6.0, found, advice, True)


def _try_tensorflow(send: Callable[[dict[str, Any]], None]) -> None:
    """Run one TensorFlow operation."""
    import tensorflow as tf

    send({"sum": float(tf.reduce_sum(tf.constant([1.0, 2.0, 3.0])))})


def _data_sets() -> Iterator[Condition]:
    """The bundled digits are always there; real data may be."""
    from utils.data.downloads import PARTS, cache_folder, find_file
    from utils.data.idx import DataError

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
