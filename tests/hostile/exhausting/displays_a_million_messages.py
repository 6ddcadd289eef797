"""Sends a million small display messages."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
from IPython.display import display

for number in range(10**6):
    display({"text/plain": str(number)}, raw=True)

def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
