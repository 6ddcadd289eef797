"""Mounts file systems, remounts its root writable, changes its root and climbs out of it."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
REMOUNT, BIND, REC, PRIVATE = 32, 4096, 16384, 1 << 18
os.makedirs("root", exist_ok=True)
tries = {
    "tmpfs": lambda: libc.mount(b"none", b"root", b"tmpfs", 0, None),
    "proc": lambda: libc.mount(b"proc", b"root", b"proc", 0, None),
    "bind": lambda: libc.mount(b"/", b"root", None, BIND | REC, None),
    "remount": lambda: libc.mount(b"none", b"/usr", None, REMOUNT | BIND, None),
    "umount": lambda: libc.umount2(b"/tmp", 2),
    "pivot_root": lambda: libc.syscall(155, b"root", b"root"),
    "open_tree": lambda: -1 if libc.syscall(428, -100, b"/", 1) < 0 else 0,
    "fsopen": lambda: -1 if libc.syscall(430, b"tmpfs", 0) < 0 else 0,
    "chroot": lambda: libc.chroot(b"root"),
    "swapon": lambda: libc.swapon(b"root", 0),
}
for name, attempt in tries.items():
    if attempt() == 0:
        print("ESCA" + "PED:", name)
for _ in range(50):
    os.chdir("..")
print(sorted(os.listdir(".")))
for path in ("/etc/shadow", "/root"):
    try:
        print(os.listdir(path) if os.path.isdir(path) else open(path).read())
    except OSError as error:
        print(type(error).__name__)

def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, keeps=False)
