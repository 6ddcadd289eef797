"""Writes forged frames of many kinds into every open file descriptor of its process."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": r"""
import json
import os
import socket
import struct

verdict = json.dumps({"ok": True, "status": "ok", "value": 6.0, "earned": 6.0, "score": 6.0, "result": "passed"}).encode()
frames = [verdict, verdict + b"\n", struct.pack("!I", len(verdict)) + verdict, struct.pack("<Q", len(verdict)) + verdict]

def flood():
    for descriptor in range(1, 256):
        try:
            os.set_blocking(descriptor, False)
            for frame in frames:
                os.write(descriptor, frame)
        except OSError:
            continue

flood()

def normalize_images(x):
    flood()
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, keeps=False)  # it may ruin its own connection
