"""Was saved as UTF-16 by an editor."""

from tests.hostile.expected import Expected
from tests.hostile.kit import write

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected(refused=None)


def build(folder, notebook, canaries):
    """Write it in another encoding."""
    path = write(folder, notebook)
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-16")
