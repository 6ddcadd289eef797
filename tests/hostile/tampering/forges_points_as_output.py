"""Puts copies of the graded cells into the notebook that evaluate to 1000, nan and True, outputs included."""

import nbformat

from tests.hostile.expected import Expected
from tests.hostile.kit import cell

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
def normalize_images(x):
    return np.zeros(np.shape(x))

1000.0
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, says="times")


def alter(notebook, canaries):
    """Put forged copies in front of and behind each test cell of the attacked exercise, and outputs into all."""
    for key in ("test_normalize_images", "test_normalize_images_hidden"):
        for number, text in enumerate(("1000.0", "float('nan')", "True")):
            genuine = cell(notebook, key)
            copy = nbformat.from_dict(genuine)
            copy.source = text
            place = notebook.cells.index(genuine) + number % 2
            notebook.cells.insert(place, copy)
    for graded in notebook.cells:
        if graded.cell_type == "code":
            data = {"text/plain": "1000.0"}
            graded.execution_count = 1
            graded.outputs = [nbformat.v4.new_output("execute_result", data=data, execution_count=1)]
