"""Gives the test cells of a failed exercise the names of one that it has solved."""

from tests.hostile.expected import Expected
from tests.hostile.kit import cell

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, says=("put back", "missing", "one was kept"))


def alter(notebook, canaries):
    """Rename the grade ids and the cell ids."""
    for old, new in (
        ("test_normalize_images", "test_onehot2label"),
        ("test_normalize_images_hidden", "test_onehot2label_hidden"),
        ("test_relu_hidden", "test_a_cell_of_my_own"),
    ):
        found = cell(notebook, old)
        found.metadata["nbgrader"]["grade_id"] = new
        found["id"] = f"renamed-{old.replace('_', '-')}"[:60]
