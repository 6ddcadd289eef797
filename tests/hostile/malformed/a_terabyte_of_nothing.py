"""Is a sparse file that claims a size of a terabyte; its time stamp is one, too."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected(refused=True)


def build(folder, notebook, canaries):
    """Make files with a size and no content."""
    for name in (f"{ASSIGNMENT}.ipynb", "timestamp.txt"):
        with (folder / name).open("wb") as file:
            file.truncate(2**40)
