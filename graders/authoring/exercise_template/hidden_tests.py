"""Hidden checks of `EXERCISE`."""

import numpy as np

from utils.checks import Function


def check_any_size(target, rng):
    """The mean of each row is right for any number of rows and columns."""
    EXERCISE = Function(target, "EXERCISE", "X")
    for shape in ((1, 3), (4, 1), (5, 7)):
        X = rng.normal(size=shape)
        wrong = {"These are the means of the columns: look at the axis": X.mean(axis=0)}
        EXERCISE(X).array(shape=(shape[0],)).finite().close(X.mean(axis=1), mistakes=wrong)


def check_leaves_input(target, rng):
    """The argument is not changed in place."""
    X = rng.normal(size=(2, 5))
    Function(target, "EXERCISE", "X")(X).unchanged((X,), "X").array(shape=(2,)).close(np.mean(X, axis=1))
