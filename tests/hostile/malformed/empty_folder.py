"""Hands in a folder without a notebook: one empty file, since a folder with nothing in it is no submission."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected(refused=True, says="missing")


def build(folder, notebook, canaries):
    """Write a file of no bytes."""
    (folder / "notes").touch()
