"""The policy: what a student's process may see, call and use. Both starts, warm and cold, obey the same one."""

import errno
import os
import tempfile
from collections.abc import Mapping
from functools import cache

from graders.core.environment import POOLS
from graders.core.exceptions import NoSandbox
from graders.guest.confinement import PR_SET_PDEATHSIG

KEPT = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "TZ")  # what a machine needs to compute rightly
FIXED = {
    "HOME": "/notebook",
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "PYTHONPATH": "/kit:/course",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONNOUSERSITE": "1",
    "IPYTHONDIR": "/tmp/ipython",
    "MPLCONFIGDIR": "/tmp/matplotlib",
    "KERAS_HOME": "/tmp/keras",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    **dict.fromkeys(POOLS, "1"),
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "JUPYTER_PLATFORM_DIRS": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "CUDA_VISIBLE_DEVICES": "-1",
}


def environment(outside: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give the environment of a student's process: a fixed few variables, whatever the marking machine has.

    Parameters
    ----------
    outside : mapping, optional
        The marking process's environment.

    Returns
    -------
    dict of str to str
        The variables.
    """
    outside = os.environ if outside is None else outside
    return {**FIXED, **{name: outside[name] for name in KEPT if name in outside}}


#: System calls that no notebook needs and that reach beyond the process: refused with EPERM.
REFUSED = [
    "unshare",
    "setns",
    "mount",
    "umount2",
    "pivot_root",
    "chroot",
    "move_mount",
    "open_tree",
    "fsopen",
    "fsmount",
    "fsconfig",
    "fspick",
    "mount_setattr",
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "kcmp",
    "pidfd_getfd",
    "process_madvise",
    "add_key",
    "request_key",
    "keyctl",
    "bpf",
    "perf_event_open",
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
    "userfaultfd",
    "kexec_load",
    "kexec_file_load",
    "init_module",
    "finit_module",
    "delete_module",
    "reboot",
    "swapon",
    "swapoff",
    "acct",
    "quotactl",
    "open_by_handle_at",
    "name_to_handle_at",
    "fanotify_init",
    "iopl",
    "ioperm",
    "syslog",
    "lookup_dcookie",
    "settimeofday",
    "clock_settime",
    "adjtimex",
    "clock_adjtime",
    "sethostname",
    "setdomainname",
    "vhangup",
    "nfsservctl",
    "mbind",
    "migrate_pages",
    "move_pages",
    "set_mempolicy",
    "personality",
    "uselib",
    "ustat",
    "sysfs",
    "vmsplice",
    "modify_ldt",
    # Memory that belongs to no process: whoever counts what a process holds would not see it.
    "memfd_create",
    "memfd_secret",
    "shmget",
]
NEW_NAMESPACES = 0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000, 0x80
ALLOWED_SOCKETS = {1: "AF_UNIX", 2: "AF_INET", 10: "AF_INET6"}
HIGHEST_FAMILY, AF_NETLINK = 46, 16
TIOCSTI, TIOCLINUX = 0x5412, 0x541C


@cache
def filter_program() -> bytes:
    """Compile the system call filter with libseccomp.

    Returns
    -------
    bytes
        A BPF program for the kernel.

    Raises
    ------
    NoSandbox
        If libseccomp is not installed.
    """
    try:
        import pyseccomp as seccomp
    except (ImportError, RuntimeError, OSError):
        raise NoSandbox("libseccomp is not installed") from None
    refuse = seccomp.ERRNO(errno.EPERM)
    program = seccomp.SyscallFilter(seccomp.ALLOW)
    for name in REFUSED:
        try:
            program.add_rule(refuse, name)
        except (ValueError, RuntimeError, OSError):
            continue  # this machine's kernel has no such call
    # clone3 hides its flags behind a pointer; told that it does not exist, the C library takes clone.
    program.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    for flag in NEW_NAMESPACES:
        program.add_rule(refuse, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, flag, flag))
    for family in range(HIGHEST_FAMILY + 1):
        if family == AF_NETLINK:  # getifaddrs asks it for the addresses; every other protocol of it is refused
            program.add_rule(refuse, "socket", seccomp.Arg(0, seccomp.EQ, family), seccomp.Arg(2, seccomp.NE, 0))
        elif family not in ALLOWED_SOCKETS:
            program.add_rule(refuse, "socket", seccomp.Arg(0, seccomp.EQ, family))
    program.add_rule(refuse, "socket", seccomp.Arg(0, seccomp.GT, HIGHEST_FAMILY))
    # The order to die with the process that watches it must stand.
    program.add_rule(refuse, "prctl", seccomp.Arg(0, seccomp.EQ, PR_SET_PDEATHSIG))
    for request in (TIOCSTI, TIOCLINUX):
        program.add_rule(refuse, "ioctl", seccomp.Arg(1, seccomp.MASKED_EQ, 0xFFFFFFFF, request))
    with tempfile.TemporaryFile() as file:
        program.export_bpf(file)
        file.seek(0)
        return file.read()
