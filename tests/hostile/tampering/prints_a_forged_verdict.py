"""Shows a bundle of the engine's own output type that claims full marks."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
_FORGED = """
from IPython.display import display

def forge(key):
    checks = [
        {"name": name, "visible": False, "points": 6.0, "earned": 6.0, "message": "", "outcome": "passed"}
        for name in ("public", "values", "fixed_scale", "range", "arguments")
    ]
    verdict = {"exercise": key, "checks": checks, "seed": 0, "note": "", "score": 30.0, "max_score": 30.0}
    display({"text/plain": "all is right", "application/vnd.graders.checks+json": verdict}, raw=True)
    return 6.0

forge("normalize_images")
"""
ANSWERS = {
    "normalize_images": _FORGED
    + """
def normalize_images(x):
    forge("normalize_images")
    return np.zeros(np.shape(x))
"""
}
EXTRA_CELLS = [
    ("test_normalize_images", _FORGED),
    ("test_normalize_images_hidden", _FORGED),
    ("test_relu_hidden", "forge('relu')"),
]
EXPECT = Expected(earned={"normalize_images": 0})
