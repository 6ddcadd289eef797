"""Answers right, but takes almost as long for each call as a check may last."""

from tests.hostile.expected import AtMost, Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import time

def normalize_images(x):
    time.sleep({SLOW})
    return np.asarray(x) / 127.5 - 1.0
"""
}
EXPECT = Expected(
    earned={"normalize_images": AtMost(3.5)}, limits=True
)  # those checks that make a single call may pass
