"""Is a file of no bytes."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected(refused=True, says="empty")


def build(folder, notebook, canaries):
    """Write nothing."""
    (folder / f"{ASSIGNMENT}.ipynb").touch()
