"""Hidden checks of relu: values, any shape, the argument left as it was."""

import numpy as np

from utils.checks import Function


def check_values(target, rng):
    """Numbers above 0 stay as they are, all others become 0, for floats, float32 and integers."""
    relu = Function(target, "relu", "z")
    for size in (7, 1, 50):
        z = rng.permutation(np.concatenate([rng.normal(0, 3, size), -rng.uniform(0.1, 9, 2), rng.uniform(7, 90, 2)]))
        _compare(relu, z)
    # Between -1 and 1, where a rounding or a curve that only looks like relu from afar shows itself.
    _compare(relu, rng.permutation(np.append(rng.uniform(-1, 1, 7), [0.04, 0.3])))
    _compare(relu, -rng.uniform(0.5, 2, 4))
    _compare(relu, rng.normal(0, 2, 6).astype(np.float32))
    _compare(relu, np.append(rng.integers(-9, 10, 8), [-4, 0, 12]))
    # Hundreds, thousands, millions: an upper limit shows itself, wherever it stands.
    _compare(relu, rng.permutation(np.append(rng.uniform(1, 9, 3) * [1e2, 1e4, 1e7], [-2e6, -350.0])))


def check_any_shape(target, rng):
    """What comes out has the shape of what goes in, from a single number to four axes."""
    relu = Function(target, "relu", "z")
    for shape in ((1,), (4, 3), (1, 5), (5, 1), (2, 3, 4), (2, 1, 3, 2)):
        _compare(relu, rng.normal(0, 2, shape))
    for number in (-1.75, 2.25):
        _compare(relu, np.array(number))


def check_unchanged(target, rng):
    """The array z still holds its negative numbers afterwards."""
    relu = Function(target, "relu", "z")
    for z in (rng.normal(0, 2, 8), rng.normal(0, 2, (3, 4))):
        z.flat[0] = -1.5
        relu(z).array(shape=z.shape).finite().unchanged((z,), "z")
        _compare(relu, z)


def _compare(relu, z):
    """Climb from the shape to the values for one array."""
    answer = relu(z)
    answer.array(shape=z.shape, hint="One number comes out for each that goes in: the shape stays the same.").finite()
    z = z.astype(np.float64)
    right, got, bell = np.maximum(z, 0), answer.value, 1 / (1 + np.exp(-np.clip(z, -500, 500)))
    above, below = z > 0, z < 0
    kept = np.allclose(got[above], z[above])
    answer.close(
        right,
        mistakes={
            "nothing was changed: the negative numbers should become 0": z,
            "the negative numbers lost their sign; relu turns them into 0": np.abs(z),
            "this keeps the negative half: maximum, not minimum": np.minimum(z, 0) if below.any() else z * np.nan,
            "this only says where z is above 0; relu keeps the value of z there": z > 0,
            "this is the sigmoid; relu needs no exponential": bell,
            "this is a smooth curve near relu (softplus); relu itself needs no exponential": np.logaddexp(0, z),
            "the results are cut down to whole numbers": _if(np.array_equal(got, np.floor(right)), got),
            "the results are rounded; leave all their digits": _if(_rounded(got, right), got),
            "the results are in another order than z": _if(np.allclose(np.sort(got, None), np.sort(right, None)), got),
            f"the results stop at {np.max(got):.6g}; relu has no upper limit": np.clip(z, 0, max(np.max(got), 1e-9)),
            "the negative numbers become smaller, but not 0": _if(kept and np.all(got[below] != 0), got),
            "the negative numbers become 0, but some numbers above 0 do, too: everything above 0 stays as it is": _if(
                np.all(got[~above] == 0) and np.any(got[above] == 0), got
            ),
            "the negative numbers become 0, as they should, but those above 0 have to stay exactly as they are": _if(
                np.all(got[~above] == 0), got
            ),
            "some numbers are treated as they should be and others not: is each number looked at, up to the last?": _if(
                np.all((got == z) | (got == right)), got
            ),
        },
        hint="Each number on its own: itself if it is above 0, else 0.",
    )


def _if(true, got):
    """Give the answer itself where it shows a mistake, else what no answer agrees with."""
    return got if true else np.full(got.shape, np.inf)


def _rounded(got, right):
    """Tell whether the answer is right but for its number of decimals."""
    return any(np.array_equal(got, np.round(right, places)) for places in range(5))
