"""Has cell metadata nested so deep that JSON still takes it but a copy of it does not."""

from tests.hostile.expected import Expected
from tests.hostile.kit import cell

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected(refused=None)


def alter(notebook, canaries):
    """Nest dicts in a cell's metadata."""
    nested = {}
    for _ in range(400):
        nested = {"deeper": nested}
    cell(notebook, "onehot2label").metadata["nested"] = nested
    notebook.metadata["nested"] = nested
