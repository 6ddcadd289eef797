"""Returns a subclass of ndarray whose comparisons, conversions and NumPy functions all say yes."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
class Agrees(np.ndarray):
    def __eq__(self, other):
        return np.ones(self.shape, bool)
    __le__ = __ge__ = __lt__ = __gt__ = __eq__
    def __ne__(self, other):
        return np.zeros(self.shape, bool)
    def __array_ufunc__(self, function, method, *inputs, **options):
        return np.ones(self.shape, bool)
    def __array_function__(self, function, types, arguments, options):
        return True
    def astype(self, *arguments, **options):
        return self
    def __array_finalize__(self, parent):
        self.dtype_asked = True
    def __reduce__(self):
        return (print, ("reduced",))

def normalize_images(x):
    return np.zeros(np.shape(x)).view(Agrees)
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
