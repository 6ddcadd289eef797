"""Loops in Python after it has switched off what would count its steps."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "relu": """
import sys

def relu(a):
    sys.settrace(None)
    sys.setprofile(None)
    values = [max(float(value), 0.0) for value in np.ravel(a).tolist()]
    return np.reshape(values, np.shape(a))
"""
}
EXPECT = Expected(earned={"relu": 4.5})  # the half point for working without a loop is not its due
