"""Sends SIGKILL to itself; the first process of a process namespace does not die of it, and its answer is missing."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import os
import signal

os.kill(os.getpid(), signal.SIGKILL)
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
