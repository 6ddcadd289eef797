"""Confinement of a forked process: own namespaces, a private file system view, limits, no way back.

The process that calls this was forked from a template which lives in a bubblewrap of its own, so that what
it can see holds no secret even before this; here it is cut off from its siblings and bounded.
"""

import ctypes
import fcntl
import os
import resource
import socket
import stat
import struct
from typing import Any

_libc = ctypes.CDLL(None, use_errno=True)

CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND, MS_REC, MS_SLAVE = 1, 2, 4, 8, 32, 4096, 16384, 1 << 19
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP = 1, 4, 24, 38, 22
SECCOMP_MODE_FILTER = 2
SIGKILL = 9
SIOCSIFFLAGS, IFF_UP = 0x8914, 1
NOBODY = 65534
INSIDE = 1000  # what the student's process sees as its user
JOB = "/run/job"
JOBS = "/run/jobs"
WORK = "/notebook"
PRIVATE = (WORK, "/tmp", "/dev/shm")  # where each process has a folder of its own, in memory


class CannotConfine(OSError):
    """A step of the confinement failed; the submission must not run."""


def become_nobody() -> None:
    """Give up root for good where the template was started by it."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        _check(_libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), "prctl(PR_SET_DUMPABLE)")  # its /proc files are its own again


def new_namespaces() -> None:
    """Enter own user, mount, process, network, IPC, host name and cgroup namespaces; children are in them."""
    user, group = os.getuid(), os.getgid()
    flags = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP
    _check(_libc.unshare(flags), "unshare")
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{INSIDE} {user} 1")
    _write("/proc/self/gid_map", f"{INSIDE} {group} 1")
    _mount(None, "/", None, MS_REC | MS_SLAVE)
    _loopback_up()


def private_view(job: str, disk: int, carried: dict[str, Any] | None = None) -> None:
    """Put private folders of limited size in place, and hide those of other submissions.

    Parameters
    ----------
    job : str
        The folder of this submission under `JOBS`, whose sockets the outside connects to.
    disk : int
        Bytes that all its files together may take in each of the three folders.
    carried : dict, optional
        What the template sees in these folders and is to be seen still: "places" and "links".
    """
    places = (carried or {}).get("places", [])
    held = {place: os.open(place, os.O_PATH | os.O_CLOEXEC) for place in places}  # in sight only until it is covered
    _mount(os.path.join(JOBS, job), JOB, None, MS_BIND)
    _mount("none", JOBS, "tmpfs", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=4k,mode=0555")
    for folder in PRIVATE:
        _mount("none", folder, "tmpfs", MS_NOSUID | MS_NODEV, f"size={disk},mode=0700,nr_inodes=20000")
    made: list[str] = []
    for place, descriptor in held.items():
        made += _parents(place)
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            os.mkdir(place)
        else:
            os.close(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        _mount(f"/proc/self/fd/{descriptor}", place, None, MS_BIND | MS_REC)
        os.close(descriptor)
    for path, said in (carried or {}).get("links", {}).items():
        made += _parents(path)
        os.symlink(said, path)
    for folder in made:
        os.chmod(folder, 0o555)


def _parents(path: str) -> list[str]:
    """Make the folders above something that are not there; give those that were made."""
    missing = []
    while not os.path.lexists(path := os.path.dirname(path)):
        missing.append(path)
    for folder in reversed(missing):
        os.mkdir(folder, 0o755)
    return missing


def seal() -> None:
    """Make the folder that both sides see read-only in this view: what a student writes there would lie on our disk."""
    _mount(None, JOB, None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)


def first_process() -> None:
    """Finish the view of the new process namespace's first process: its own /proc."""
    _check(_libc.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0), "prctl(PR_SET_PDEATHSIG)")
    _mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    _libc.sethostname(b"notebook", 8)


def bound(limits: dict[str, Any], filter_program: bytes) -> None:
    """Set the limits, drop every capability and load the system call filter; nothing can be taken back.

    Parameters
    ----------
    limits : dict
        ``cpu_seconds``, ``file_bytes``, ``open_files``, ``processes``.
    filter_program : bytes
        A compiled BPF program, as libseccomp exports it.
    """
    for kind, most in (
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, limits["file_bytes"]),
        (resource.RLIMIT_NOFILE, limits["open_files"]),
        (resource.RLIMIT_NPROC, limits["processes"]),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_MEMLOCK, 1 << 20),
    ):
        resource.setrlimit(kind, (int(most), int(most)))
    for capability in range(64):
        if _libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break  # one more than the kernel knows
    _check(_libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl(PR_SET_NO_NEW_PRIVS)")
    header = struct.pack("Ii", 0x20080522, 0)  # version 3, this process
    _check(_libc.capset(header, struct.pack("6I", 0, 0, 0, 0, 0, 0)), "capset")
    _load_filter(filter_program)


def _load_filter(program: bytes) -> None:
    """Load a seccomp filter for this thread; children inherit it."""
    if not program or len(program) % 8:
        raise CannotConfine("the system call filter is empty")
    instructions = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]

    given = Program(len(program) // 8, ctypes.cast(instructions, ctypes.c_void_p))
    _check(_libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(given), 0, 0), "prctl(PR_SET_SECCOMP)")


def _loopback_up() -> None:
    """Switch on the network namespace's own loopback, which leads nowhere else: IPython's threads talk over it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))


def _mount(source: str | None, target: str, kind: str | None, flags: int, options: str | None = None) -> None:
    """Call mount(2)."""
    words = [None if word is None else os.fsencode(word) for word in (source, target, kind)]
    data = None if options is None else options.encode()
    _check(_libc.mount(*words, ctypes.c_ulong(flags), data), f"mount on {target}")


def _write(path: str, text: str) -> None:
    """Write a file of /proc in one go."""
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def _check(result: int, what: str) -> None:
    """Raise for a system call that failed."""
    if result != 0:
        number = ctypes.get_errno()
        raise CannotConfine(number, f"{what}: {os.strerror(number)}")
