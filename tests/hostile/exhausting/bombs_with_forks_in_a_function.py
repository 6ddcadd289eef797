"""Forks without end whenever its function is called."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import os
import time

def normalize_images(x):
    while True:
        try:
            if os.fork() == 0:
                while True:
                    time.sleep(100)
        except OSError:
            pass
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
