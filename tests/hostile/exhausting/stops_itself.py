"""Sends SIGSTOP to itself: it is alive and never answers."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import os
import signal

os.kill(os.getpid(), signal.SIGSTOP)
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
