"""Runs setuid programs, changes its user and group, and asks for capabilities."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import ctypes
import os
import subprocess

libc = ctypes.CDLL(None, use_errno=True)
for command in (["su", "-c", "id"], ["sudo", "-n", "id"], ["mount", "-t", "tmpfs", "none", "/mnt"], ["newgrp"], ["pkexec", "id"], ["newuidmap", "1", "0", "0", "1"], ["nsenter", "-t", "1", "-m", "id"], ["unshare", "-Ur", "id"], ["chsh"], ["ping", "-c1", "127.0.0.1"]):
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=1)
        print(command[0], done.returncode, done.stdout[:200])
        if done.returncode == 0 and command[0] in ("sudo", "mount", "pkexec", "newuidmap", "nsenter", "unshare"):
            print("ESCA" + "PED by", command[0])
    except (OSError, subprocess.SubprocessError) as error:
        print(command[0], type(error).__name__)
status = open("/proc/self/status").read()
for line in status.splitlines():
    if line.startswith(("CapEff", "CapPrm", "CapInh", "CapAmb")) and int(line.split()[1], 16):
        print("ESCA" + "PED: has capabilities,", line)
    if line.startswith("NoNewPrivs") and line.split()[1] != "1":
        print("ESCA" + "PED: may gain privileges")
    if line.startswith("Seccomp:") and line.split()[1] != "2":
        print("ESCA" + "PED: no filter of system calls")
for attempt in (lambda: os.setgroups([0]), lambda: os.chown("/etc/passwd", 0, 0), lambda: os.mknod("device", 0o60666, os.makedev(8, 0))):
    try:
        attempt()
        print("ESCA" + "PED: changed users or made a device")
    except OSError as error:
        print(type(error).__name__)

def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, keeps=False)
