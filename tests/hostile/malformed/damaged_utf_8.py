"""Has single bytes that are no UTF-8, as after an editor with another code page."""

from tests.hostile.expected import Expected
from tests.hostile.kit import cell, write

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected(refused=None)


def build(folder, notebook, canaries):
    """Replace a letter by a byte of Latin-1."""
    cell(notebook, "data_shapes").source = "sixty thousand b*tes"
    path = write(folder, notebook)
    path.write_bytes(path.read_bytes().replace(b"b*tes", b"b\xfftes"))
