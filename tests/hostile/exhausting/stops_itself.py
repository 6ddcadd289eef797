"""Sends SIGSTOP to itself: it would be alive and never answer, were it not the first process of its namespace."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import os
import signal

os.kill(os.getpid(), signal.SIGSTOP)
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
