"""Contains nothing but one answer: everything else was deleted."""

from tests.hostile.expected import Expected
from tests.hostile.kit import cell

ASSIGNMENT = "05_shallow_backprop"
FILL = ("onehot2label",)
EXPECT = Expected(says="missing")


def alter(notebook, canaries):
    """Keep one cell, without its metadata but with its id."""
    kept = cell(notebook, "onehot2label")
    kept.metadata = {}
    notebook.cells = [kept]
