"""Fills memory in children of its own, each below any limit for one process."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import os
import time

for _ in range(30):
    if os.fork() == 0:
        kept = np.ones(2**24)  # 128 MB
        time.sleep(1000)
        os._exit(0)
time.sleep(1000)
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
