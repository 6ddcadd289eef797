"""Is a valid JSON object without cells."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected(refused=True)


def build(folder, notebook, canaries):
    """Leave them out."""
    (folder / f"{ASSIGNMENT}.ipynb").write_text('{"metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
