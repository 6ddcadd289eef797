"""Hands in a folder that is a link to another student's."""

from pathlib import Path

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected(refused=True)


def build(folder, notebook, canaries):
    """Put a link in the folder's place."""
    folder.rmdir()
    folder.symlink_to(Path(canaries.places["NEIGHBOUR"]).parent, target_is_directory=True)
