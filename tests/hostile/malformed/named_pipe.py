"""Is a named pipe: whoever opens it waits for ever."""

import os

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected(refused=True)


def build(folder, notebook, canaries):
    """Make pipes."""
    os.mkfifo(folder / f"{ASSIGNMENT}.ipynb")
    os.mkfifo(folder / "timestamp.txt")
