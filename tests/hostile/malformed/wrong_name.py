"""Bears another name than the assignment, as after a second download."""

from tests.hostile.expected import Expected
from tests.hostile.kit import write

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected(says="was marked in its place")


def build(folder, notebook, canaries):
    """Rename it."""
    write(folder, notebook).rename(folder / "05_shallow_backprop (1).ipynb")
