"""Raises exceptions whose text raises, never ends, or is a gigabyte long."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
class Untellable(Exception):
    def __str__(self):
        raise self
    __repr__ = __str__
    @property
    def args(self):
        raise self

def normalize_images(x):
    raise Untellable()
""",
    "relu": """
class Endless(Exception):
    def __str__(self):
        while True:
            pass
    __repr__ = __str__

def relu(a):
    raise Endless()
""",
    "softmax": """
class Huge(Exception):
    def __str__(self):
        return "x" * 10**9

def softmax(a):
    error = Huge()
    error.__cause__ = error
    error.add_note("n" * 10**8)
    raise error
""",
}
EXPECT = Expected(earned={"normalize_images": 0, "relu": 0, "softmax": 0})
