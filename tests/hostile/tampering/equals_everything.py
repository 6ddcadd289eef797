"""Returns an object that is equal to everything, true, and close to any number."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
class Everything:
    shape = (3, 2)
    dtype = np.dtype(float)
    ndim = size = 2
    def agree(self, *arguments, **options):
        return True
    __eq__ = __le__ = __ge__ = __lt__ = __gt__ = __bool__ = __contains__ = agree
    __hash__ = None
    def __ne__(self, other):
        return False
    def same(self, *arguments, **options):
        return self
    __sub__ = __rsub__ = __abs__ = __add__ = __radd__ = __mul__ = __rmul__ = __array_wrap__ = same
    __array_ufunc__ = __array_function__ = agree
    astype = copy = reshape = ravel = numpy = all = any = same
    def __deepcopy__(self, memory):
        return self

def normalize_images(x):
    return Everything()
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
