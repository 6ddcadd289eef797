"""Hands in a notebook that is a link to another student's."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected(refused=True)


def build(folder, notebook, canaries):
    """Put a link in the notebook's place."""
    (folder / f"{ASSIGNMENT}.ipynb").symlink_to(canaries.places["NEIGHBOUR"])
