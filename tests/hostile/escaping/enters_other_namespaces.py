"""Asks for new namespaces, a user namespace among them, and for those of other processes."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import ctypes
import glob
import os

libc = ctypes.CDLL(None, use_errno=True)
FLAGS = {"user": 0x10000000, "mount": 0x20000, "pid": 0x20000000, "net": 0x40000000, "ipc": 0x8000000, "uts": 0x4000000, "cgroup": 0x2000000}
for name, flag in FLAGS.items():
    child = os.fork()
    if child == 0:
        os._exit(7 if libc.unshare(flag | 0) == 0 or libc.unshare(flag | FLAGS["user"]) == 0 else 0)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7:
        print("ESCA" + "PED: a new namespace,", name)
for path in glob.glob("/proc/[0-9]*/ns/*"):
    try:
        descriptor = os.open(path, os.O_RDONLY)
        if os.readlink(path) != os.readlink("/proc/self/ns/" + path.rsplit("/", 1)[1]) and libc.setns(descriptor, 0) == 0:
            print("ESCA" + "PED: entered", path)
        os.close(descriptor)
    except OSError:
        continue
SIGCHLD, CLONE, CLONE3 = 17, 56, 435
pid = libc.syscall(CLONE, FLAGS["user"] | SIGCHLD, 0, 0, 0, 0)
if pid == 0:
    os._exit(0)
if pid > 0:
    os.waitpid(pid, 0)
    print("ESCA" + "PED: clone with a new user namespace")

class CloneArguments(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("flags", "pidfd", "child", "parent", "exit_signal", "stack", "size", "tls")]

arguments = CloneArguments(flags=FLAGS["user"], exit_signal=SIGCHLD)
pid = libc.syscall(CLONE3, ctypes.byref(arguments), ctypes.sizeof(arguments))
if pid == 0:
    os._exit(0)
if pid > 0:
    os.waitpid(pid, 0)
    print("ESCA" + "PED: clone3 with a new user namespace")

def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, keeps=False)
