"""Environments that people mark in, made on this machine: each wraps a command so that it runs in it.

    environment = ENVIRONMENTS["docker"]
    if reason := environment.missing():
        pytest.skip(reason)
    subprocess.run(environment.wrap(command), …)

What a command is to write to must belong to `environment.owner`, which is our own number for it; HOME is the caller's to set.
"""

import errno
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

ENTER = Path(__file__).with_name("enter.py")
SOMEBODY = 54_321  # a user whom nobody has made
SUBORDINATE = 1_000_000_000  # where the numbers of a rootless container begin
EVERYBODY = ["0 0 4294967295"]
#: What Docker leaves to root in a container, by the kernel's numbers: from chown to setfcap.
DOCKER_CAPABILITIES = [0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31]
#: What Docker and Podman put over parts of /proc.
COVERED = [
    *("/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/proc/sched_debug"),
    *("/proc/scsi", "ro:/proc/bus", "ro:/proc/fs", "ro:/proc/irq", "ro:/proc/sys", "ro:/proc/sysrq-trigger"),
]
#: What Docker's default seccomp profile refuses to who has not CAP_SYS_ADMIN.
REFUSED_BY_DOCKER = [
    *("bpf", "fanotify_init", "fsconfig", "fsmount", "fsopen", "fspick", "lookup_dcookie", "mount", "mount_setattr"),
    *("move_mount", "open_tree", "perf_event_open", "pivot_root", "quotactl", "setdomainname", "sethostname", "setns"),
    *("syslog", "umount", "umount2", "unshare", "add_key", "keyctl", "request_key", "userfaultfd", "kexec_load"),
]
NEW_NAMESPACES = 0x7E020000  # the flags of clone(2) that Docker's profile masks


@dataclass(frozen=True)
class Environment:
    """One of them.

    Attributes
    ----------
    name : str
        For the names of tests.
    settings : dict
        What `enter.py` is given.
    owner : int
        Our number for the user that the command runs as.
    confines : bool
        Whether students' code can be confined in it.
    cause, cure : str
        Words of the diagnosis where it cannot.
    filtered : bool
        Whether Docker's filter of system calls is loaded.
    """

    name: str
    settings: dict[str, Any] = field(default_factory=dict, hash=False)
    owner: int = 0
    confines: bool = True
    cause: str = ""
    cure: str = ""
    filtered: bool = False

    def wrap(self, command: list[str]) -> list[str]:
        """Give the command that runs a command in this environment."""
        settings = dict(self.settings)
        if self.filtered:
            settings["filter"] = docker_filter()
        if not settings:
            return [*command]
        python = getattr(sys, "_base_executable", None) or sys.executable
        return [python, "-I", "-S", str(ENTER), json.dumps(settings), *command]

    def missing(self) -> str:
        """Say why this machine cannot make it; empty if it can."""
        return _missing(self)


@cache
def _missing(environment: Environment) -> str:
    """Try it once."""
    if os.getuid() != 0:
        return "only root can make the environment"
    try:
        done = subprocess.run(environment.wrap(["true"]), capture_output=True, text=True, check=False)
    except (ImportError, RuntimeError, OSError) as error:
        return f"{environment.name}: {error}"
    if done.returncode == 0:
        return ""
    return f"this machine cannot make the environment {environment.name}: {done.stderr.strip().splitlines()[-1]}"


@cache
def docker_filter() -> str:
    """Compile Docker's filter of system calls; give the file that has it."""
    import pyseccomp

    program = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    refuse = pyseccomp.ERRNO(errno.EPERM)
    for name in REFUSED_BY_DOCKER:
        program.add_rule(refuse, name)
    for bit in range(32):
        if NEW_NAMESPACES >> bit & 1:
            program.add_rule(refuse, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, 1 << bit, 1 << bit))
    program.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "clone3")
    descriptor, path = tempfile.mkstemp(prefix="docker-filter-", dir="/tmp")
    with os.fdopen(descriptor, "wb") as file:
        program.export_bpf(file)
    os.chmod(path, 0o644)
    return path


ENVIRONMENTS = {
    environment.name: environment
    for environment in (
        Environment("root"),
        Environment("ordinary-user", {"user": SOMEBODY}, SOMEBODY),
        Environment("umask-077", {"umask": 0o077}),
        Environment("hidden-processes", {"hidepid": True, "user": SOMEBODY}, SOMEBODY),
        Environment("no-new-privileges", {"user": SOMEBODY, "no_new_privs": True}, SOMEBODY),
        Environment("mapped-root", {"user": SOMEBODY, "map": [f"0 {SOMEBODY} 1"]}, SOMEBODY),
        Environment("mapped-range", {"map": [f"0 {SUBORDINATE} 65536"]}, SUBORDINATE),
        Environment(
            "mapped-machines-root",
            {"map": ["0 0 1"]},
            confines=False,
            cause="you are the machine's root",
            cure="Mark as an ordinary user",
        ),
        Environment(
            "machines-root-by-another-number",
            {"map": ["1000 0 1"]},
            confines=False,
            cause="you are the machine's root",
            cure="Mark as an ordinary user",
        ),
        Environment(
            "no-nested-namespaces",  # enough of them for bubblewrap
            {"map": EVERYBODY, "most_namespaces": 2, "inner_user": SOMEBODY},
            SOMEBODY,
            confines=False,
            cause="too few user namespaces",
            cure="sysctl user.max_user_namespaces=15000",
        ),
        Environment(
            "no-user-namespaces",
            {"map": EVERYBODY, "most_namespaces": 0, "inner_user": SOMEBODY},
            SOMEBODY,
            confines=False,
            cause="user.max_user_namespaces is 0",
            cure="sysctl user.max_user_namespaces=15000",
        ),
        Environment(
            "no-user-namespaces-root",
            {"map": EVERYBODY, "most_namespaces": 0},
            confines=False,
            cause="user.max_user_namespaces is 0",
            cure="sysctl user.max_user_namespaces=15000",
        ),
        Environment(
            "docker",
            {"covered": COVERED, "keep": DOCKER_CAPABILITIES},
            confines=False,
            cause="seccomp filter",
            cure="--security-opt seccomp=unconfined",
            filtered=True,
        ),
        Environment(
            "docker-user",
            {"covered": COVERED, "inner_user": SOMEBODY},
            SOMEBODY,
            confines=False,
            cause="seccomp filter",
            cure="--security-opt seccomp=unconfined",
            filtered=True,
        ),
        Environment(
            "docker-root-unconfined",
            {"keep": DOCKER_CAPABILITIES},
            confines=False,
            cause="root without the powers of root",
            cure="--user 1000:1000",
        ),
        Environment("docker-user-unconfined", {"user": SOMEBODY}, SOMEBODY),
        Environment(
            "podman",
            {"covered": COVERED, "map": [f"0 {SUBORDINATE} 65536"]},
            SUBORDINATE,
            confines=False,
            cause="parts of /proc are hidden",
            cure="--security-opt unmask=ALL",
        ),
    )
}
