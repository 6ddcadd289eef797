"""Has NaN, infinities and an integer of ten thousand digits where numbers are asked."""

from tests.hostile.expected import Expected
from tests.hostile.kit import write

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected(refused=None)


def build(folder, notebook, canaries):
    """Replace points and counts in the text."""
    path = write(folder, notebook)
    text = path.read_text().replace('"execution_count": null', '"execution_count": NaN', 3)
    text = text.replace('"points": 1.5', '"points": Infinity', 2)
    text = text.replace('"schema_version": 3', '"schema_version": ' + "9" * 10_000, 1)
    path.write_text(text)
