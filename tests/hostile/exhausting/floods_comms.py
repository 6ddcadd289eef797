"""Opens and messages comms without end, which leaves no output at all."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
from comm import create_comm

while True:
    channel = create_comm(target_name="flood", data={"x": "x" * 1000})
    for _ in range(100):
        channel.send({"x": "x" * 10_000})
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
