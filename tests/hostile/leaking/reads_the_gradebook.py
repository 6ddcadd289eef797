"""Opens the gradebook, reads its marks and tries to write better ones."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import glob
import sqlite3

for path in ["{GRADEBOOK}", "{COURSE}/gradebook.db", *glob.glob("/**/gradebook.db*", recursive=True)]:
    try:
        open(path, "rb").close()
        base = sqlite3.connect(path, timeout=0.2)
        print("ESCA" + "PED", base.execute("SELECT name FROM sqlite_master").fetchall())
        base.execute("UPDATE grade SET auto_score = 6, manual_score = 6")
        base.commit()
    except Exception as error:
        print(type(error).__name__)

def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, never=("sqlite_master",))
