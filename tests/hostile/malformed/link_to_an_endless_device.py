"""Is a link to /dev/zero, which never ends."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected(refused=True)


def build(folder, notebook, canaries):
    """Link it, and the time stamp."""
    (folder / f"{ASSIGNMENT}.ipynb").symlink_to("/dev/zero")
    (folder / "timestamp.txt").symlink_to("/dev/zero")
