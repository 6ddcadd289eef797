"""Returns an object whose `__array__`, `__float__`, `__len__` and `shape` give another answer each time."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
class Changing:
    looks = 0
    def look(self):
        Changing.looks += 1
        return Changing.looks
    def __array__(self, dtype=None, copy=None):
        return np.zeros((3, 2)) if self.look() % 2 else np.full((1, 1), self, dtype=object)
    @property
    def shape(self):
        return (3, 2) if self.look() % 2 else (10**9,)
    def __len__(self):
        return 10**18
    def __getitem__(self, index):
        return self
    def __iter__(self):
        while True:
            yield self
    def __float__(self):
        return float(self.look())
    __index__ = __int__ = look
    @property
    def __class__(self):
        return np.ndarray
    def numpy(self):
        return self
    def tolist(self):
        return self

def normalize_images(x):
    return Changing()
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
