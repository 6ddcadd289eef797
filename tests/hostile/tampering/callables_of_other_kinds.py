"""Defines right answers as an object with `__call__`, a partial, a lambda and a function with another name."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
FILL = ("eval_perfs",)
ANSWERS = {
    "normalize_images": """
class Normalizer:
    __slots__ = ()
    def __call__(self, x):
        return np.asarray(x) / 127.5 - 1.0

normalize_images = Normalizer()
""",
    "onehot2label": """
import functools

onehot2label = functools.partial(np.argmax, axis=0)
""",
    "relu": """
relu = lambda a: (np.abs(a) + a) / 2
relu.__name__ = relu.__qualname__ = "<script>alert(1)</script>"
relu.__module__ = "numpy"
relu.__doc__ = None
""",
}
EXPECT = Expected(earned={"normalize_images": 6, "onehot2label": 5, "relu": 5}, never=("<script>alert",))
