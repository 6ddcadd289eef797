"""Exchanges the test cells of a failed exercise with those of one that it has solved."""

from tests.hostile.expected import Expected
from tests.hostile.kit import cell

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, says=("moved", "changed", "put back"))


def alter(notebook, canaries):
    """Exchange the sources of one pair and the places of another."""
    one, other = cell(notebook, "test_normalize_images"), cell(notebook, "test_onehot2label")
    one.source, other.source = other.source, one.source
    one, other = cell(notebook, "test_normalize_images_hidden"), cell(notebook, "test_onehot2label_hidden")
    i, j = notebook.cells.index(one), notebook.cells.index(other)
    notebook.cells[i], notebook.cells[j] = other, one
