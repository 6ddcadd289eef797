"""Hands in a timestamp.txt that is a link to a file of the instructor's, whose text a message might repeat."""

from tests.hostile.expected import Expected
from tests.hostile.kit import write

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected(earned={})


def build(folder, notebook, canaries):
    """Link the time stamp and a few other files to the canaries."""
    write(folder, notebook)
    (folder / "timestamp.txt").symlink_to(canaries.places["CANARY_FILE"])
    (folder / "notes.txt").symlink_to(canaries.places["CANARY_HOME"])
    (folder / "data").symlink_to(canaries.places["OUTSIDE"])
