"""What keeps students' code from being confined, told from what was seen when it was tried."""

import errno
import os
from collections.abc import Callable
from dataclasses import dataclass, field

from graders.sandbox.rights import Rights

PACKAGE = "Install it: apt-get install {debian} (Fedora: dnf install {fedora}; Arch: pacman -S {arch})."
KEEP = "As root: {command} (put it into /etc/sysctl.d to keep it)."
#: Switches by which a kernel forbids user namespaces: the value that forbids, and what to do.
SWITCHES = {
    "kernel/unprivileged_userns_clone": ("0", "sysctl kernel.unprivileged_userns_clone=1"),
    "kernel/apparmor_restrict_unprivileged_userns": ("1", "sysctl kernel.apparmor_restrict_unprivileged_userns=0"),
    "user/max_user_namespaces": ("0", "sysctl user.max_user_namespaces=15000"),
}
CLONE, APPARMOR, MOST = SWITCHES
DOCKER = (
    "Docker: run --user 1000:1000 --security-opt seccomp=unconfined --security-opt apparmor=unconfined "
    "--security-opt systempaths=unconfined"
)
PODMAN = "Podman: run --security-opt seccomp=unconfined --security-opt unmask=ALL"
CONTAINER = f"Mark outside of the container, or start it so that namespaces may be made in it ({DOCKER}; {PODMAN})."
REFUSED = (errno.EPERM, errno.EACCES)
ANY_CURE = (
    "Marking makes user namespaces in user namespaces, and mounts in them: allow both, as a computer or virtual machine "
    "of its own does."
)


@dataclass(frozen=True)
class Obstacle:
    """What keeps students' code from being confined.

    Attributes
    ----------
    cause : str
        What is so, as a clause without a full stop.
    cure : str
        What to do, a sentence.
    """

    cause: str
    cure: str


@dataclass(frozen=True)
class Evidence:
    """What was seen.

    Attributes
    ----------
    rights : Rights
        What the user who marks can give up.
    step, said, path : str
        The step that failed, in the words of `graders.guest.rehearsal`, or "start" if bubblewrap itself did, "files" if its
        files could not be laid out; what was said, and about which file.
    number : int
        The error's number, 0 if it is not known.
    nothing, user : int
        The errors of unsharing nothing, and a user namespace.
    settings : dict of str to str
        The values of `SWITCHES`, those that the kernel has.
    covered : list of str
        What is mounted over parts of /proc.
    own_namespace : bool
        Whether this is another user namespace than the machine's first.
    """

    rights: Rights
    step: str = ""
    said: str = ""
    path: str = ""
    number: int = 0
    nothing: int = 0
    user: int = 0
    settings: dict[str, str] = field(default_factory=dict)
    covered: list[str] = field(default_factory=list)
    own_namespace: bool = False


def explain(seen: Evidence) -> Obstacle:
    """Name the cause.

    Parameters
    ----------
    seen : Evidence
        From an attempt that failed.

    Returns
    -------
    Obstacle
        The cause that fits all that was seen; where none does, what was said.
    """
    for rule in RULES:
        if (obstacle := rule(seen)) is not None:
            return obstacle
    where = "bubblewrap does not start" if seen.step == "start" else "a process in a bubblewrap cannot be confined"
    return Obstacle(f"{where} ({seen.said})", ANY_CURE)


def _filter(seen: Evidence) -> Obstacle | None:
    """A filter of system calls stands before the kernel."""
    if seen.nothing not in REFUSED:
        return None
    cause = (
        "a seccomp filter refuses the system calls that make namespaces, as the one of Docker's default profile does"
    )
    return Obstacle(cause, CONTAINER)


def _powerless(seen: Evidence) -> Obstacle | None:
    """Root cannot become anybody else, and may not stay root."""
    if seen.rights is not Rights.POWERLESS_ROOT:
        return None
    if seen.own_namespace:
        cause = "you are the machine's root, in a user namespace with no other user whom students' processes could be"
        return Obstacle(cause, "Mark as an ordinary user, or as root outside of that namespace.")
    return Obstacle("you are root without the powers of root (CAP_SYS_ADMIN, CAP_SETUID, CAP_SETGID)", CONTAINER)


def _unreadable(seen: Evidence) -> Obstacle | None:
    """Students' processes, which are nobody's, cannot read Python's files."""
    if seen.step != "read" or seen.number not in REFUSED:
        return None
    cure = "Let everybody read it: chmod -R a+rX {path} (or mark as the user to whom it belongs)."
    return Obstacle(f"students' processes may not read {seen.path}", cure.format(path=os.path.dirname(seen.path)))


def _old(seen: Evidence) -> Obstacle | None:
    """Bubblewrap does not know an option."""
    if "nknown option" not in seen.said:
        return None
    return Obstacle(f"bubblewrap is too old ({seen.said})", "Install bubblewrap 0.5 or later.")


def _no_user_namespace(seen: Evidence) -> Obstacle | None:
    """The kernel makes no user namespace."""
    if seen.user == errno.ENOSPC:
        cause = "no further user namespace may be made here, by a limit of the namespace around this one"
        return _switched(seen, MOST) or Obstacle(cause, f"Where it was set: {SWITCHES[MOST][1]}.")
    if seen.user in (errno.EINVAL, errno.ENOSYS):
        return Obstacle("this kernel has no user namespaces", "Mark on a kernel that was built with CONFIG_USER_NS.")
    if seen.user in REFUSED:
        reason = (
            f"the kernel makes no user namespace ({os.strerror(seen.user)}), as in a chroot or for a security module"
        )
        cure = "Mark outside of it, or in a virtual machine in place of it."
        return _switched(seen, CLONE) or _switched(seen, APPARMOR) or Obstacle(reason, cure)
    return None


def _powerless_namespace(seen: Evidence) -> Obstacle | None:
    """A user namespace may be made, but nothing may be done in it."""
    return _switched(seen, APPARMOR) if seen.number in (0, *REFUSED) and seen.step != "proc" else None


def _nested(seen: Evidence) -> Obstacle | None:
    """There may be a user namespace for bubblewrap, but none in it."""
    if seen.step != "namespaces" or seen.number != errno.ENOSPC:
        return None
    cause = "too few user namespaces may be made here: one in another for each process"
    return _switched(seen, MOST) or Obstacle(cause, KEEP.format(command=SWITCHES[MOST][1]))


def _covered(seen: Evidence) -> Obstacle | None:
    """Parts of /proc are hidden, and the kernel then lets nobody see one that shows more."""
    if seen.step != "proc" or seen.number not in REFUSED:
        return None
    if not seen.covered:
        return Obstacle(f"a process cannot have a /proc of its own ({seen.said})", CONTAINER)
    cause = f"parts of /proc are hidden ({', '.join(seen.covered[:3])} …), as in containers"
    return Obstacle(cause, f"Mark outside of the container, or start it with all of /proc ({DOCKER}; {PODMAN}).")


def _limits(seen: Evidence) -> Obstacle | None:
    """The disk or a limit of the user's is full."""
    match seen.number:
        case errno.ENOSPC | errno.EDQUOT if seen.step == "files":
            return Obstacle(f"the disk is full ({seen.said})", "Make room, or set TMPDIR to a folder that has some.")
        case errno.EACCES | errno.EPERM | errno.EROFS if seen.step == "files":
            return Obstacle(f"temporary files cannot be made ({seen.said})", "Set TMPDIR to a folder of yours.")
        case errno.EAGAIN | errno.ENOMEM:
            return Obstacle(f"a limit on processes or memory is reached ({seen.said})", "Raise it, or end others.")
    return None


def _switched(seen: Evidence, switch: str) -> Obstacle | None:
    """Name a switch, if it forbids."""
    forbids, command = SWITCHES[switch]
    if seen.settings.get(switch) != forbids:
        return None
    return Obstacle(f"user namespaces are off ({switch.replace('/', '.')} is {forbids})", KEEP.format(command=command))


#: The first that fits is the cause.
RULES: tuple[Callable[[Evidence], Obstacle | None], ...] = (
    _limits,
    _old,
    _unreadable,
    _filter,
    _powerless,
    _nested,
    _no_user_namespace,
    _covered,
    _powerless_namespace,
)
