"""Sends SIGKILL to itself."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import os
import signal

os.kill(os.getpid(), signal.SIGKILL)
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
