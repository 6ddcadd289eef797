"""Has grown to thirty megabytes by the outputs that were left in it."""

import nbformat

from tests.hostile.expected import Expected
from tests.hostile.kit import cell

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected()  # outputs are dropped, and what was written is marked


def alter(notebook, canaries):
    """Put one large output into it."""
    data = {"text/plain": "x" * 30_000_000}
    cell(notebook, "setup").outputs = [nbformat.v4.new_output("display_data", data=data)]
