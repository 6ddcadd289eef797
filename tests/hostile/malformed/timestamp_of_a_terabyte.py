"""Hands in a good notebook with a time stamp that claims a size of a terabyte."""

from tests.hostile.expected import Expected
from tests.hostile.kit import write

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected()


def build(folder, notebook, canaries):
    """Make a file with a size and no content."""
    write(folder, notebook)
    with (folder / "timestamp.txt").open("wb") as file:
        file.truncate(2**40)
