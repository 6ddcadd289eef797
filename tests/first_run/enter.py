"""Run a command in a made environment: as another user, in a user namespace, behind a filter, with parts of /proc hidden.

    python enter.py SETTINGS COMMAND…

SETTINGS is JSON; what is not given stays as it is. In this order: "covered" hides files of /proc, "hidepid" mounts it anew;
"user" becomes an ordinary user; "map" enters a user namespace with these lines as its map; "most_namespaces" bounds those
that may be made in it; "filter" loads a BPF program; "inner_user" becomes a user in it; "keep" keeps only these
capabilities; "no_new_privs" and "umask" do as they say. It needs the standard library only.
"""

import ctypes
import json
import os
import struct
import sys
import warnings  # noqa: F401 - which `os.execvp` imports, when this interpreter may be out of reach

CLONE_NEWNS, CLONE_NEWUSER = 0x20000, 0x10000000
MS_BIND, MS_REC, MS_PRIVATE, MS_REMOUNT, MS_RDONLY = 4096, 16384, 1 << 18, 32, 1
PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 24, 38, 22, 2
_libc = ctypes.CDLL(None, use_errno=True)


def main(settings, command):
    """Set all up, then become the command."""
    if settings.get("covered") or settings.get("hidepid"):
        _check(_libc.unshare(CLONE_NEWNS))
        _mount(None, "/", None, MS_REC | MS_PRIVATE)
        if settings.get("hidepid"):
            _mount("proc", "/proc", "proc", 0, "hidepid=2")
        for path in settings.get("covered", ()):
            _cover(path)
    if "user" in settings:
        _become(settings["user"])
    if "map" in settings:
        _new_namespace(settings["map"])
    if "most_namespaces" in settings:
        with open("/proc/sys/user/max_user_namespaces", "w") as file:
            file.write(str(settings["most_namespaces"]))
    if "filter" in settings:
        _load(settings["filter"])
    if "inner_user" in settings:
        _become(settings["inner_user"])
    if settings.get("no_new_privs"):
        _check(_libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    if "keep" in settings:
        _keep(settings["keep"])
    if "umask" in settings:
        os.umask(settings["umask"])
    os.execvp(command[0], command)


def _new_namespace(lines):
    """Enter a user namespace; whoever has the rights of the outer one writes its map."""
    single = os.getuid() != 0
    entered, written = os.pipe(), os.pipe()
    ours = os.getpid()
    if os.fork() == 0:
        os.read(entered[0], 1)
        try:
            if single:
                _write(f"/proc/{ours}/setgroups", "deny")
            for kind in ("gid", "uid"):
                _write(f"/proc/{ours}/{kind}_map", "".join(f"{line}\n" for line in lines))
        except OSError as error:
            os.write(written[1], str(error).encode())
        os._exit(0)
    _check(_libc.unshare(CLONE_NEWUSER))
    os.close(written[1])
    os.write(entered[1], b"x")
    if said := os.read(written[0], 1000):
        raise OSError(said.decode())
    os.wait()
    if not single:
        first = int(lines[0].split()[0])
        os.setgroups([])
        os.setresgid(first, first, first)
        os.setresuid(first, first, first)


def _become(user):
    """Become an ordinary user, for good."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    _check(_libc.prctl(4, 1, 0, 0, 0))  # its files in /proc are its own


def _cover(path):
    """Hide a file or folder behind nothing, or let a folder be read only, as container engines do."""
    kind, _, path = path.rpartition(":")
    if not os.path.exists(path):
        return
    if kind == "ro":
        _mount(path, path, None, MS_BIND | MS_REC)
        _mount(None, path, None, MS_REMOUNT | MS_BIND | MS_RDONLY)
    elif os.path.isdir(path):
        _mount("none", path, "tmpfs", MS_RDONLY)
    else:
        _mount("/dev/null", path, None, MS_BIND)


def _load(path):
    """Load a seccomp filter."""
    with open(path, "rb") as file:
        program = file.read()
    buffer = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]

    given = Program(len(program) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    _check(_libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(given), 0, 0))


def _keep(capabilities):
    """Drop all capabilities but some, also those that a program could gain."""
    kept = sum(1 << number for number in capabilities)
    for number in range(64):
        if not kept >> number & 1 and _libc.prctl(PR_CAPBSET_DROP, number, 0, 0, 0) != 0:
            break
    low, high = kept & 0xFFFFFFFF, kept >> 32
    header = struct.pack("Ii", 0x20080522, 0)
    _check(_libc.capset(header, struct.pack("6I", low, low, 0, high, high, 0)))


def _mount(source, target, kind, flags, options=None):
    """Call mount(2)."""
    words = [None if word is None else word.encode() for word in (source, target, kind)]
    _check(_libc.mount(*words, ctypes.c_ulong(flags), None if options is None else options.encode()))


def _write(path, text):
    """Write a file of /proc in one go."""
    with open(path, "w") as file:
        file.write(text)


def _check(result):
    """Raise for a system call that failed."""
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), sys.argv[2:])
