"""Starts threads without end."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import threading
import time

while True:
    try:
        threading.Thread(target=time.sleep, args=(10**6,)).start()
    except (RuntimeError, MemoryError):
        continue
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
