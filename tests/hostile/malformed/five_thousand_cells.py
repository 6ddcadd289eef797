"""Has five thousand cells of its own."""

import nbformat

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected(refused=True, says="cells")


def alter(notebook, canaries):
    """Add them."""
    notebook.cells += [nbformat.v4.new_code_cell("1 + 1") for _ in range(5000)]
