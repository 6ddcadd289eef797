"""Reads other students' notebooks and runs their answers as its own."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import glob
import json

def normalize_images(x):
    return np.zeros(np.shape(x))

for path in ["{NEIGHBOUR}", *glob.glob("{SUBMITTED}/*/*/*.ipynb"), *glob.glob("../../*/*/*.ipynb"), *glob.glob("/tmp/**/*.ipynb", recursive=True)]:
    try:
        for cell in json.load(open(path))["cells"]:
            text = "".join(cell["source"])
            if "def normalize_images" in text:
                exec(text)
            if "neighbour" in text:
                print(text)
    except Exception as error:
        print(type(error).__name__)
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
