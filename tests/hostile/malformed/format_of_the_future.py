"""Claims a format that does not exist yet, with fields that nobody knows."""

import json

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected(refused=None)


def build(folder, notebook, canaries):
    """Raise the format's number."""
    future = {**notebook, "nbformat": 2**70, "nbformat_minor": "one", "quantum": {"cells": []}}
    (folder / f"{ASSIGNMENT}.ipynb").write_text(json.dumps(future))
