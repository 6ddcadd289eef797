"""Reads the memory of its parent and of process 1, through /proc and process_vm_readv."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)

class Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]

for pid in (os.getppid(), 1, {CANARY_PID}, {MARKING_PARENT}):
    if pid in (0, os.getpid()):
        continue
    try:
        maps = open(f"/proc/{pid}/maps").read().splitlines()
        memory = open(f"/proc/{pid}/mem", "rb", 0)
        for line in maps[:200]:
            begin, end = (int(part, 16) for part in line.split()[0].split("-"))
            memory.seek(begin)
            content = memory.read(min(end - begin, 2**20))
            for word in (b"canary", b"variable-", b"hidden_tests", b"process-"):
                at = content.find(word)
                if at >= 0:
                    print("ESCA" + "PED", content[at : at + 200])
    except OSError as error:
        print(type(error).__name__)
    space = ctypes.create_string_buffer(4096)
    local, remote = Vector(ctypes.addressof(space), 4096), Vector(0x400000, 4096)
    if libc.process_vm_readv(pid, ctypes.byref(local), 1, ctypes.byref(remote), 1, 0) > 0:
        print("ESCA" + "PED through process_vm_readv")

def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
