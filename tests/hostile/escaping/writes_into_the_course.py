"""Writes into the course folder: the gradebook, other students' work, marks, sources, hidden tests."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import os
import pathlib

for place in ("{NEIGHBOUR}", "{CANARY_FILE}", "{CANARY_BESIDE}", "{GRADEBOOK}"):
    try:
        with open(place, "a") as file:
            file.write(" ")
        print("ESCA" + "PED: may write", place)
    except OSError as error:
        print(type(error).__name__)
for place in ("{OUTSIDE}", "{COURSE}", "{SUBMITTED}", "{COURSE}/autograded", "{COURSE}/feedback", "{KIT}", "{TMP}", "..", "../..", "/tmp", "/dev/shm", "/var/tmp", "/run"):
    for name in ("written-{MARK}", "mark.json"):
        try:
            pathlib.Path(place, name if "{KIT}" not in place else "written-{MARK}").write_text("{}")
        except OSError as error:
            print(type(error).__name__)

def normalize_images(x):
    pathlib.Path("{TOUCHED}").write_text("by a function")
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
