"""Hands in a mark file, a gradebook, a graded notebook and a feedback page beside the notebook."""

import json
import sqlite3

from tests.hostile.expected import Expected
from tests.hostile.kit import full_marks, write

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0})


def build(folder, notebook, canaries):
    """Write everything that a finished mark consists of."""
    write(folder, notebook)
    scores = {f"test_{key}": most for key, most in full_marks(ASSIGNMENT).items()}
    mark = {"student": "me", "assignment": ASSIGNMENT, "scores": scores, "points": scores, "exercises": []}
    for place in (folder, folder / "autograded", folder.parent, folder / "work"):
        place.mkdir(exist_ok=True)
        (place / "mark.json").write_text(json.dumps(mark))
        (place / "executed.ipynb").write_text(json.dumps(notebook))
    with sqlite3.connect(folder / "gradebook.db") as database:
        database.execute("CREATE TABLE grade (id TEXT, auto_score REAL)")
        database.execute("INSERT INTO grade VALUES ('normalize_images', 6)")
    database.close()
    (folder / f"{ASSIGNMENT}.html").write_text("<h1>120 of 120 points</h1>")
