"""Has halves of surrogate pairs in answers, which JSON allows and no encoding can write."""

from tests.hostile.expected import Expected
from tests.hostile.kit import cell

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected(earned={"relu": 0}, refused=None)


def alter(notebook, canaries):
    """Write them into code, text, metadata and outputs."""
    cell(notebook, "relu").source = "def relu(a):\n    return '\ud800 half \udfff'\n"
    cell(notebook, "data_shapes").source = "half a character: \udc00"
    notebook.metadata["title"] = "\ud83d"
