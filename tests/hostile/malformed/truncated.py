"""Ends in the middle, as after a full disk or a broken upload."""

from tests.hostile.expected import Expected
from tests.hostile.kit import write

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected(refused=True, says=("cut off", "middle"))


def build(folder, notebook, canaries):
    """Write two thirds of it."""
    path = write(folder, notebook)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])
