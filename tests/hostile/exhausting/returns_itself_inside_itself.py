"""Returns a dict and a list that contain themselves."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
turn = 0

def normalize_images(x):
    global turn
    turn += 1
    around = {"again": None, "list": [1.0, 2.0]}
    around["again"] = around
    around["list"].append(around["list"])
    return around if turn % 2 else around["list"]
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
