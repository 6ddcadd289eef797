"""Whether this Python can hold the course's environment: one line says which it is, or what it lacks.

Any Python may be asked, so this file is written for all of them, the second included.
"""

from __future__ import print_function  # noqa: UP010

import os
import platform
import struct
import sys

OLDEST, NEWEST = (3, 11), (3, 13)
SYSTEMS = {"linux": ("x86_64", "aarch64"), "darwin": ("arm64",)}
OLDEST_LIBC = (2, 27)  # of TensorFlow's wheels
MODULES = ("ssl", "zlib", "bz2", "ctypes", "sqlite3")
PARTS = "it was built without %s: install that library's headers, then this Python again"


def lacks():
    """Say why this Python cannot be used; nothing where it can."""
    minor = sys.version_info[:2]
    if platform.python_implementation() != "CPython":
        return "it is %s, for which TensorFlow has no wheel" % platform.python_implementation()  # noqa: UP031
    if minor < OLDEST:
        return "it is too old"
    if minor > NEWEST:
        return "it is too new for TensorFlow"
    import sysconfig

    if sysconfig.get_config_var("Py_GIL_DISABLED"):
        return "it is the free-threaded build, for which TensorFlow has no wheel"
    if struct.calcsize("P") != 8:
        return "it is a 32-bit build, for which TensorFlow has no wheel"
    return lacks_modules() or lacks_wheels()


def lacks_modules():
    """Say which parts of the standard library are missing."""
    minor = "%d.%d" % sys.version_info[:2]  # noqa: UP031
    try:
        import ensurepip
        import venv  # noqa: F401

        ensurepip.version()
    except Exception:
        return "it has no venv or no ensurepip (Debian, Ubuntu: apt-get install python%s-venv)" % minor  # noqa: UP031
    for name in MODULES:
        try:
            __import__(name)
        except ImportError:
            return PARTS % name
    return ""


def lacks_wheels():
    """Say what of this system TensorFlow has no wheel for."""
    system, machine = sys.platform, platform.machine()
    if system not in SYSTEMS:
        return "TensorFlow's pinned version has no wheel for %s: use Linux (on Windows: WSL)" % system  # noqa: UP031
    if machine not in SYSTEMS[system]:
        return "TensorFlow's pinned version has no wheel for %s on %s" % (system, machine)  # noqa: UP031
    if system == "linux":
        try:
            name, version = os.confstr("CS_GNU_LIBC_VERSION").split()
        except (ValueError, AttributeError):
            return "this system's C library is not glibc, for which alone TensorFlow has wheels: use another image"
        if tuple(map(int, version.split(".")[:2])) < OLDEST_LIBC:
            return "%s %s is too old for TensorFlow: use a newer system" % (name, version)  # noqa: UP031
    return ""


if __name__ == "__main__":
    lack = lacks()
    found = "Python %d.%d.%d" % sys.version_info[:3]  # noqa: UP031
    print("unfit: %s: %s" % (found, lack) if lack else "fit: %s" % found)  # noqa: UP031
