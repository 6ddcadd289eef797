"""Writes more points, other cell types and unlocked flags into the metadata of the test cells."""

from tests.hostile.expected import Expected
from tests.hostile.kit import locked_test_cells

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, says="metadata")


def alter(notebook, canaries):
    """Change what nbgrader keeps about each test cell."""
    for number, cell in enumerate(locked_test_cells(notebook)):
        nbgrader = cell.metadata["nbgrader"]
        nbgrader["points"] = (1000, -5, "many", float("inf"))[number % 4]
        nbgrader["locked"] = nbgrader["grade"] = False
        nbgrader["schema_version"] = 99
        nbgrader["cell_type"] = "markdown"
