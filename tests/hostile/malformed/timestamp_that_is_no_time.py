"""Hands in a time stamp with a year that no calendar has, control characters and a script."""

from tests.hostile.expected import Expected
from tests.hostile.kit import write

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected(says="timestamp.txt", never=("\x1b",))


def build(folder, notebook, canaries):
    """Write such a time stamp."""
    write(folder, notebook)
    (folder / "timestamp.txt").write_text("99999-99-99 \x1b[31m<script>alert(1)</script> 25:61:61 UTC\n")
