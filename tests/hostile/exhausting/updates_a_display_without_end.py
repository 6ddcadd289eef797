"""Updates and clears one display without end, which leaves a single output however long it goes on."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
from IPython.display import clear_output, display

handle = display("begin", display_id="same")
while True:
    handle.update("x" * 1000)
    clear_output(wait=True)
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
