"""Is JSON whose lists are nested a hundred thousand deep."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected(refused=True, says=("nested", "deep"))


def build(folder, notebook, canaries):
    """Write the brackets."""
    deep = "[" * 100_000 + "]" * 100_000
    (folder / f"{ASSIGNMENT}.ipynb").write_text(f'{{"cells": {deep}, "metadata": {{}}, "nbformat": 4}}')
