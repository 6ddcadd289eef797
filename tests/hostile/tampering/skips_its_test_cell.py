"""Tags the locked test cells `skip-execution`, which plain nbgrader rewards with full marks."""

from tests.hostile.expected import Expected
from tests.hostile.kit import locked_test_cells

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, says="tags")


def alter(notebook, canaries):
    """Tag every test cell."""
    for cell in locked_test_cells(notebook):
        cell.metadata["tags"] = ["skip-execution", "remove-cell"]
