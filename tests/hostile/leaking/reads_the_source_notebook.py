"""Looks for the instructor's notebook and runs the reference solution as its own answer."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import glob
import json

def normalize_images(x):
    return np.zeros(np.shape(x))

for path in ["{KIT}/source/05_shallow_backprop/05_shallow_backprop.ipynb", "{COURSE}/source/05_shallow_backprop/05_shallow_backprop.ipynb", *glob.glob("/**/05_shallow_backprop.ipynb", recursive=True)]:
    try:
        for cell in json.load(open(path))["cells"]:
            if "BEGIN SOLUTION" in "".join(cell["source"]):
                exec("".join(cell["source"]))
                print("".join(cell["source"]))
    except Exception as error:
        print(type(error).__name__)
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, never=("BEGIN SOLUTION",))
