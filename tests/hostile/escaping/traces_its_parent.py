"""Attaches to its parent and to process 1 with ptrace, and writes into their memory."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
ATTACH, DETACH, SEIZE = 16, 17, 0x4206
for pid in (os.getppid(), 1, {CANARY_PID}, {MARKING_PARENT}):
    if pid in (0, os.getpid()):
        continue
    for request in (ATTACH, SEIZE):
        if libc.ptrace(request, pid, None, None) == 0:
            print("ESCA" + "PED: traces", pid)
            libc.ptrace(DETACH, pid, None, None)
    try:
        with open(f"/proc/{pid}/mem", "r+b", 0):
            print("ESCA" + "PED: may write the memory of", pid)
    except OSError as error:
        print(type(error).__name__)
if libc.ptrace(0, 0, None, None) == 0:
    print("ESCA" + "PED: asked to be traced")

def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, keeps=False)  # one may answer such a call by ending the process
