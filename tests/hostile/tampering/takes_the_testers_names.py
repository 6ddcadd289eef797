"""Gives the names that test cells use to objects of its own: `public_tests`, `mark`, `get_ipython`."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
class Content:
    def __getattr__(self, name):
        return lambda *arguments, **options: 6.0
    def __call__(self, *arguments, **options):
        return 6.0

public_tests = Content()
mark = test_normalize_images = judge = Function = require = float = Content()

def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
