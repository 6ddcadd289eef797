"""What a student's process can see, reach and use: asked from inside, harmlessly."""

import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from graders.course.course import KIT
from graders.course.settings import Limits
from graders.guest import zygote
from graders.guest.zygote import FILTER
from graders.sandbox.kernel_client import Kernel
from graders.sandbox.kernel_messages import Spent
from graders.sandbox.process_tree import use
from graders.sandbox.student_process import StudentProcess, remove, wait_until

PROBE = """
import ctypes, os, socket
libc = ctypes.CDLL(None, use_errno=True)
def ask(question):
    try:
        return question()
    except Exception as error:
        return type(error).__name__
def call(name, *arguments):
    return getattr(libc, name)(*arguments) == -1 and ctypes.get_errno() == 1
"""


@pytest.fixture
def inside(student):
    """Give a function that evaluates an expression in a confined process."""
    peer = student(PROBE)

    def evaluate(expression):
        peer.run(f"found = ask(lambda: {expression})", "<probe>")
        return peer.get("found")

    return evaluate


def test_it_is_alone_and_nobody(inside):
    assert inside("(os.getpid(), os.getuid(), os.getgid(), os.getgroups())") == (1, 1000, 1000, [])
    assert inside("[name for name in os.listdir('/proc') if name.isdigit()]") == ["1"]
    status = inside("open('/proc/self/status').read()")
    for line in ("CapEff:\t0000000000000000", "CapBnd:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2"):
        assert line in status


def test_it_has_its_channel_and_nothing_else_of_ours(inside):
    found = inside(
        "{name: os.readlink('/proc/self/fd/' + name) for name in os.listdir('/proc/self/fd') if int(name) > 2 and os.path.lexists('/proc/self/fd/' + name)}"
    )
    assert len(found) == 1
    assert next(iter(found.values())).startswith("socket:")
    variables = inside("dict(os.environ)")
    assert variables["HOME"] == "/notebook"
    assert not set(variables) & {"USER", "LOGNAME", "SSH_AUTH_SOCK", "VIRTUAL_ENV", "TMPDIR"}


def test_it_sees_nothing_of_ours(inside):
    for path in (KIT / "graders" / "exercises", KIT / "source", KIT / "examples", "/etc/shadow", "/home", "/var"):
        assert inside(f"os.path.exists({str(path)!r})") is False
    assert inside("os.listdir('/run/jobs')") == []
    assert inside("open('/etc/passwd').read().count('\\n')") == 2


def test_it_can_write_to_its_own_folders_only(inside):
    writable = "sorted(d for d, _, _ in os.walk('/') if not d.startswith('/proc/') and os.access(d, os.W_OK))"
    assert inside(writable) == ["/dev/shm", "/notebook", "/tmp"]
    for path in ("/kit/graders/guest/agent.py", "/course/utils/steps.py", "/run/job/x", "/x", "/dev/x", "/run/jobs/x"):
        assert inside(f"open({path!r}, 'a')") in ("PermissionError", "OSError")


def test_it_reaches_nobody(inside):
    assert inside("socket.create_connection(('1.1.1.1', 53), 1)") == "OSError"
    assert inside("[name for _, name in socket.if_nameindex()]") == ["lo"]
    assert inside("open('/proc/net/unix').read().count('\\n')") == 1
    assert inside("socket.socket(socket.AF_PACKET, socket.SOCK_RAW)") == "PermissionError"
    assert inside("socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 2)") == "PermissionError"


@pytest.mark.parametrize(
    "call",
    [
        "'unshare', 0x10000000",
        "'setns', 0, 0",
        "'mount', b'none', b'/tmp', b'tmpfs', 0, None",
        "'ptrace', 0, 0, 0, 0",
        "'memfd_create', b'hidden', 0",
        "'shmget', 0, 4096, 0o1600",
        "'prctl', 1, 0, 0, 0, 0",
        "'syscall', 321, 0, 0, 0",
        "'syscall', 425, 1, 0",
        "'syscall', 250, 0, 0, 0",
    ],
)
def test_it_is_refused_what_reaches_beyond_it(inside, call):
    assert inside(f"call({call})") is True


def test_folders_and_files_have_a_limited_size(inside):
    for folder in ("/notebook", "/tmp", "/dev/shm"):
        size = inside(f"os.statvfs({folder!r}).f_blocks * os.statvfs({folder!r}).f_frsize")
        assert size < 8_010_000
    assert inside("open('/notebook/large', 'wb').write(bytes(5_000_000))") == "OSError"


def test_neighbours_do_not_see_each_other(student):
    first, second = student("import os"), student("import os")
    first.run(
        "open('/tmp/mine', 'w').write('x')\nimport socket\ns = socket.socket(socket.AF_UNIX)\ns.bind('\\0mine')", "<a>"
    )
    second.run(
        "import socket\nfound = os.listdir('/tmp')\nreached = socket.socket(socket.AF_UNIX).connect_ex('\\0mine')",
        "<b>",
    )
    assert "mine" not in second.get("found")
    # Nothing else lies there but the way to the interpreter, if that lies below /tmp.
    assert all(Path(sys.prefix).is_relative_to(Path("/tmp", name)) for name in second.get("found"))
    assert second.get("reached") != 0


def test_a_kernels_folder_is_sealed_before_any_code_runs(sandbox):
    limits = Limits(cell_seconds=20.0)
    kernel = Kernel(sandbox.template(), "01_binary_digits", limits, Spent(limits))
    try:
        from nbformat.v4 import new_code_cell

        cell = new_code_cell("import os\nprint(os.access('/run/job', os.W_OK), len(os.listdir('/run/job')) > 2)")
        kernel.execute(cell)
        assert cell.outputs[0].text == "False True\n"
        assert {p.name for p in kernel.process.folder.iterdir() if stat.S_ISREG(p.lstat().st_mode)} == {
            "connection.json"
        }
    finally:
        kernel.close()
    assert not kernel.process.folder.exists()


def test_nothing_is_left_of_a_process_that_hides(student):
    """Its children leave its session and its order to die is refused to be taken back."""
    peer = student(
        "import os, time\n"
        "for _ in range(3):\n"
        "    if os.fork() == 0:\n"
        "        os.setsid()\n"
        "        if os.fork() == 0:\n"
        "            time.sleep(600)\n"
        "        os._exit(0)\n"
    )
    family = use(peer.process.pid).pids
    assert wait_until(lambda: len(use(peer.process.pid).pids) >= 4, 5)
    family = use(peer.process.pid).pids
    folder = peer.process.folder
    peer.process.close()
    assert wait_until(lambda: not any(map(psutil.pid_exists, family)), 5)
    assert not folder.exists()


def test_it_starts_no_more_processes_and_threads_than_it_may(student):
    peer = student(
        "import os, threading, time\n"
        "def start():\n"
        "    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
        "def fork():\n"
        "    os.fork() or time.sleep(60)\n"
        "refused = 0\n"
        "for attempt in [start] * 40 + [fork] * 5:\n"
        "    try:\n"
        "        attempt()\n"
        "    except (RuntimeError, OSError):\n"
        "        refused += 1\n",
        processes=30,
    )
    assert peer.get("refused") >= 15
    assert use(peer.process.pid).threads <= 30


def test_what_it_uses_is_counted_with_its_children(student):
    peer = student("import os, time")
    before = use(peer.process.pid)
    assert before.threads >= 1
    assert before.resident > 10_000_000
    peer.run(
        "if os.fork() == 0:\n    sum(range(10_000_000))\n    os._exit(0)\nos.wait()\nsum(range(5_000_000))", "<work>"
    )
    assert use(peer.process.pid).seconds > before.seconds + 0.1


def test_a_folder_that_cannot_be_removed_by_recursion_is_removed(tmp_path):
    top = deep = tmp_path / "deep"
    deep.mkdir()
    before = os.getcwd()
    try:
        os.chdir(deep)
        for _ in range(1_500):
            os.mkdir("d")
            os.chdir("d")
    finally:
        os.chdir(before)
    remove(top)
    assert not top.exists()


def test_the_filter_lies_where_forks_are_confined(sandbox):
    template = sandbox.start().wait()
    assert (template.folder / FILTER).stat().st_size > 0
    started = time.monotonic()
    with StudentProcess(template.socket, "01_binary_digits", "plain", Limits()) as process:
        assert process.alive
    assert time.monotonic() - started < 10


def test_a_watcher_ends_its_process_once_and_waits_until_it_has_ended(monkeypatch):
    ours, theirs = socket.socketpair()
    child, end = subprocess.Popen(["sleep", "60"]), os.kill
    told = []
    monkeypatch.setattr(os, "kill", lambda process, number: told.append((process, number)))
    slow = threading.Timer(0.4, end, (child.pid, signal.SIGKILL))  # as a large process takes a while to be taken down
    ours.close()
    slow.start()
    assert zygote._watch(theirs, child.pid, confined=False) == 0
    slow.join()
    assert told == [(child.pid, signal.SIGKILL)]
    theirs.close()
    child.wait()
