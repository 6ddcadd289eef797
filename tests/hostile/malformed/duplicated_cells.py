"""Contains every test cell twice and an answer three times, as after copying and pasting in a hurry."""

import nbformat

from tests.hostile.expected import Expected
from tests.hostile.kit import cell, locked_test_cells

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected(says="2 times")


def alter(notebook, canaries):
    """Double cells with their ids and metadata."""
    for found in [*locked_test_cells(notebook), cell(notebook, "onehot2label"), cell(notebook, "onehot2label")]:
        notebook.cells.insert(notebook.cells.index(found), nbformat.from_dict(found))
