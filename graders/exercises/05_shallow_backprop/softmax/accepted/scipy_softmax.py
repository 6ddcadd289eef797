"""Uses SciPy's own."""

from scipy import special


def softmax(a):
    return special.softmax(a, axis=0)
