"""Prints its own environment, that of process 1 and that of every process which it can see."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import ctypes
import glob
import os

print(dict(os.environ))
for path in ["/proc/self/environ", "/proc/1/environ", "/proc/{MARKING_PARENT}/environ", *glob.glob("/proc/[0-9]*/environ"), *glob.glob("/proc/[0-9]*/cmdline")]:
    try:
        print(path, open(path, "rb").read().replace(b"\\0", b" "))
    except OSError as error:
        print(type(error).__name__)
print(ctypes.c_char_p.in_dll(ctypes.CDLL(None), "program_invocation_name").value)

def normalize_images(x):
    raise ValueError(os.environ.get("GRADERS_CANARY"))
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
