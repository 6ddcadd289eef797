"""Searches all objects of its process for an array that fits the question."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import gc

def normalize_images(x):
    given = np.asarray(x)
    for thing in gc.get_objects():
        values = thing.values() if type(thing) is dict else thing if type(thing) in (list, tuple) else ()
        for value in list(values):
            if type(value) is np.ndarray and value.dtype == float and value.shape == given.shape and value.size:
                if value.min() >= -1 and value.max() <= 1 and not np.array_equal(value, given):
                    return value
    return np.zeros(given.shape)
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
