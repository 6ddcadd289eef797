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
    _compare(relu, rng.uniform(-1, 1, 9))
    _compare(relu, -rng.uniform(0.5, 2, 4))
    _compare(relu, rng.normal(0, 2, 6).astype(np.float32))
    _compare(relu, np.append(rng.integers(-9, 10, 8), [-4, 0, 12]))


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
        relu(z).array(shape=z.shape).finite().unchanged((z,), "z").close(np.where(z > 0, z, 0.0))


def _compare(relu, z):
    """Climb from the shape to the values for one array."""
    answer = relu(z)
    answer.array(shape=z.shape, hint="One number comes out for each that goes in: the shape stays the same.").finite()
    answer.close(
        np.where(z > 0, z, 0),
        mistakes={
            "the negative numbers lost their sign; relu turns them into 0": np.abs(z),
            "this keeps the negative half: maximum, not minimum": np.minimum(z, 0),
            "this only says where z is above 0; relu keeps the value of z there": z > 0,
            "nothing was changed: the negative numbers should become 0": z,
            "the results stop at 1; relu has no upper limit": np.clip(z, 0, 1),
            "the results stop at 6; relu has no upper limit": np.clip(z, 0, 6),
            "the results are cut down to whole numbers": np.floor(np.maximum(z, 0)),
            "the results are in another order than z": np.sort(np.maximum(z, 0), axis=-1) if z.ndim else z,
        },
        hint="Each number on its own: itself if it is above 0, else 0.",
    )
