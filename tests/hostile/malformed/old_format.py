"""Was written by a notebook program of 2013, in format 3."""

import nbformat

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected(refused=None)


def build(folder, notebook, canaries):
    """Convert it."""
    old = nbformat.convert(notebook, 3)
    (folder / f"{ASSIGNMENT}.ipynb").write_text(nbformat.v3.writes_json(old))
