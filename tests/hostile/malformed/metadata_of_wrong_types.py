"""Has numbers, lists and texts where notebooks and cells keep their metadata."""

import json

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected(refused=None)


def build(folder, notebook, canaries):
    """Put values of wrong types in many places."""
    raw = json.loads(json.dumps(notebook))
    raw["metadata"] = 7
    for number, cell in enumerate(raw["cells"]):
        if "nbgrader" in cell["metadata"]:
            wrong = ("text", ["list"], 3.5, None, True, {"grade_id": ["a"], "points": {}, "locked": "no"})
            cell["metadata"]["nbgrader"] = wrong[number % len(wrong)]
        if number % 3 == 0:
            cell["metadata"]["tags"] = {"skip-execution": True}
    (folder / f"{ASSIGNMENT}.ipynb").write_text(json.dumps(raw))
