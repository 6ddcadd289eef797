"""As whom students' processes run: what the user who marks can give up."""

import contextlib
import os
from enum import Enum

from graders.guest.confinement import NOBODY

NEEDED = {"CAP_SETGID": 6, "CAP_SETUID": 7, "CAP_SYS_ADMIN": 21}
#: By the machine's own root, in whatever user namespace one looks; the first that can be seen tells.
OWNED_BY_ROOT = ("/proc/sys/kernel/core_pattern", "/proc/sys", "/proc/cpuinfo", "/proc/meminfo")


class Rights(Enum):
    """How a template comes to have no rights.

    ROOT gives its rights up and becomes nobody; it may make namespaces as it is. USER enters a user namespace, in which
    its own number is the only one. POWERLESS_ROOT is the machine's root and cannot become anybody else: a process of
    its would be root's, to whom files of /proc/sys belong, whatever namespaces it is in.
    """

    ROOT = "root"
    USER = "user"
    POWERLESS_ROOT = "powerless root"


def rights() -> Rights:
    """Tell which of them this process has.

    Returns
    -------
    Rights
        The strongest confinement that they allow.
    """
    if os.geteuid() == 0 and can_become_nobody():
        return Rights.ROOT
    return Rights.POWERLESS_ROOT if is_machines_root() else Rights.USER


def can_become_nobody() -> bool:
    """Tell whether root here has the powers of root, and another user to become."""
    capabilities = int(status("CapEff") or "0", 16)
    if not all(capabilities >> bit & 1 for bit in NEEDED.values()):
        return False
    return read("/proc/self/setgroups") != "deny" and all(_maps(f"/proc/self/{kind}_map") for kind in ("uid", "gid"))


def is_machines_root() -> bool:
    """Tell whether this is the root user of the machine, under whatever number in a user namespace."""
    for path in OWNED_BY_ROOT:
        with contextlib.suppress(OSError):
            return os.stat(path).st_uid == os.geteuid()
    return True  # no telling: the careful answer


def status(name: str) -> str:
    """Give a line of this process's status, without its name; empty if the kernel tells it not."""
    for line in read("/proc/self/status").splitlines():
        if line.startswith(f"{name}:"):
            return line.partition(":")[2].strip()
    return ""


def read(path: str) -> str:
    """Read a small file of the kernel's; what cannot be read is empty."""
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            return file.read().strip()
    except OSError:
        return ""


def _maps(path: str) -> bool:
    """Tell whether this user namespace has a nobody."""
    ranges = [[int(word) for word in line.split()] for line in read(path).splitlines()]
    return any(first <= NOBODY < first + count for first, _, count in ranges)
