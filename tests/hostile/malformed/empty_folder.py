"""Hands in a folder without a notebook."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected(refused=True, says="missing")


def build(folder, notebook, canaries):
    """Write nothing."""
