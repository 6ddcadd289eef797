"""Is a folder that bears the notebook's name, with the notebook inside."""

from tests.hostile.expected import Expected
from tests.hostile.kit import write

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected(says="was marked in its place")


def build(folder, notebook, canaries):
    """Make the folder."""
    inner = folder / f"{ASSIGNMENT}.ipynb"
    inner.mkdir()
    write(inner, notebook)
