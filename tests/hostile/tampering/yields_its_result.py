"""Returns a generator, an iterator or a map object where an array is asked."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
def normalize_images(x):
    while True:
        yield 0.0
""",
    "relu": """
def relu(a):
    return iter([0.0])
""",
    "softmax": """
def softmax(a):
    return map(float, np.ravel(a))
""",
}
EXPECT = Expected(earned={"normalize_images": 0, "relu": 0, "softmax": 0}, says=("generator", "iterator"))
