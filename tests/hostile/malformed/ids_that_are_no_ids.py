"""Has cell ids that are paths, empty, the same, a megabyte long, or markup."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected(refused=None)


def alter(notebook, canaries):
    """Change the ids of all cells."""
    wrong = ("../../etc/passwd", "", "same", "x" * 10**6, "<img src=x onerror=alert(1)>", "\x00", "test_relu")
    for number, cell in enumerate(notebook.cells):
        cell["id"] = wrong[number % len(wrong)] if number % 5 or number > 20 else "same"
