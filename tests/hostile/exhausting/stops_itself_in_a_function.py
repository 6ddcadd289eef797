"""Sends SIGSTOP to itself whenever its function is called."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import os
import signal

def normalize_images(x):
    os.kill(os.getpid(), signal.SIGSTOP)
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
