"""Hands in a notebook that is a link to /etc/passwd."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected(refused=True, never=("root:x",))


def build(folder, notebook, canaries):
    """Put a link in the notebook's place."""
    (folder / f"{ASSIGNMENT}.ipynb").symlink_to("/etc/passwd")
