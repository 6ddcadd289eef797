"""Returns objects that run code where they are unpickled or copied."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import pathlib
import numpy.lib.format as npy

class Payload:
    def __reduce__(self):
        return (pathlib.Path("{TOUCHED}").write_text, ("unpickled",))
    __reduce_ex__ = lambda self, protocol: self.__reduce__()

def normalize_images(x):
    array = np.empty(np.shape(x), dtype=object)
    array[...] = Payload()
    return array
""",
    "relu": """
def relu(a):
    return Payload()
""",
    "softmax": """
def softmax(a):
    raise Exception(Payload())
""",
}
EXPECT = Expected(earned={"normalize_images": 0, "relu": 0, "softmax": 0})
