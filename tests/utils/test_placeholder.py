"""A placeholder says what is still to be written, whatever is done with it."""

import copy
import operator

import numpy as np
import pytest

from utils.placeholder import Placeholder

USES = {
    "call": lambda p: p(1),
    "attribute": lambda p: p.predict,
    "set": lambda p: setattr(p, "trainable", False),
    "item": lambda p: p[0],
    "put": lambda p: operator.setitem(p, 0, 1),
    "loop": lambda p: list(p),
    "len": len,
    "array": np.asarray,
    "float": float,
    "int": int,
    "add": lambda p: p + 1,
    "radd": lambda p: 1 + p,
    "sub": lambda p: p - 1,
    "mul": lambda p: 2 * p,
    "matmul": lambda p: p @ np.ones(2),
    "divide": lambda p: p / 2,
    "negate": lambda p: -p,
    "compare": lambda p: p > 0,
    "array plus": lambda p: np.ones(2) + p,
}


@pytest.mark.parametrize("use", USES)
def test_every_use_names_what_is_missing(use):
    with pytest.raises(NotImplementedError, match="`model` is still to be written"):
        USES[use](Placeholder("model"))


def test_showing_it_at_the_end_of_a_cell_is_harmless():
    from IPython.core.formatters import DisplayFormatter

    data, _ = DisplayFormatter().format(Placeholder("W"))
    assert data == {"text/plain": "<W: still to be written>"}


def test_it_can_be_copied():
    assert repr(copy.copy(Placeholder("W"))) == repr(Placeholder("W"))
