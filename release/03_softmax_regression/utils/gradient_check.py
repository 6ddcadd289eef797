"""Compare a gradient that was derived by hand with a numerical one.

The numerical one is the central difference (f(x + h) - f(x - h)) / (2 h). Its error has two parts: truncation, about
h**2 / 6 times the third derivative, and the rounding of f, about 1.1e-16 |f| / h (see W. H. Press and others, Numerical Recipes, 3rd edition, section 5.7). With h = 1e-5 both
are about 1e-10 for values near 1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Float = npt.NDArray[np.float64]

#: The error of a smaller entry is relative to this fraction of the largest entry, not to the entry itself.
_SMALL_PART = 1e-3
_TINY = 1e-12
_ADVICE = (
    "An error of about 1e-7 or less is right: the measured slope itself is no more accurate. Above 1e-4 the formula "
    "or the code is wrong. In between look for a kink, such as that of ReLU at 0, and for single "
    "precision."
)


def numerical_gradient(f: Callable[[Float], Any], x: npt.ArrayLike, h: float = 1e-5) -> Float:
    """Approximate the gradient of a scalar function by central differences.

    Parameters
    ----------
    f : callable
        Takes an array of the shape of `x`, returns one number.
    x : array_like of float, any shape
        Where to differentiate; it is not changed.
    h : float, optional
        The step to each side, in units of `x`.

    Returns
    -------
    ndarray of float64
        The derivative with respect to each entry of `x`, in the shape of `x`. `f` is called twice per entry.

    Raises
    ------
    ValueError
        When `f` does not return one number, or `h` is not positive.
    """
    _check_step(h)
    point = np.array(x, dtype=np.float64)
    gradient = np.empty_like(point)
    for index in np.ndindex(point.shape):
        ahead, behind = point.copy(), point.copy()
        ahead[index] += h
        behind[index] -= h
        # The step after rounding, which for large entries is not quite 2 h.
        width = ahead[index] - behind[index]
        if width == 0.0:
            raise ValueError(f"h = {h} is lost in rounding beside x = {point[index]}: give a larger h.")
        gradient[index] = (_scalar(f(ahead)) - _scalar(f(behind))) / width
    return gradient


def jacobian_vector(f: Callable[[Float], Any], x: npt.ArrayLike, v: npt.ArrayLike, h: float = 1e-5) -> Float:
    """Approximate the product of a function's Jacobian and a vector by a central difference.

    Parameters
    ----------
    f : callable
        Takes an array of the shape of `x`, returns an array of any shape.
    x : array_like of float, any shape
        Where to differentiate; it is not changed.
    v : array_like of float, shape of x
        The direction. Entry i of the product is the sum over j of df_i/dx_j v_j.
    h : float, optional
        The step to each side, in units of `v`.

    Returns
    -------
    ndarray of float64
        The directional derivative of `f` along `v`, in the shape of the result of `f`. If examples are columns, all of
        them are covered at once, because no column of f depends on another column of x.

    Raises
    ------
    ValueError
        When `v` has another shape than `x`, or `h` is not positive.
    """
    _check_step(h)
    point, direction = np.array(x, dtype=np.float64), np.array(v, dtype=np.float64)
    if point.shape != direction.shape:
        raise ValueError(f"v has shape {direction.shape}; expected the shape of x, {point.shape}.")
    ahead = np.array(f(point + h * direction), dtype=np.float64)
    behind = np.array(f(point - h * direction), dtype=np.float64)
    return (ahead - behind) / (2.0 * h)


def relative_error(a: npt.ArrayLike, b: npt.ArrayLike) -> float:
    """Compute the largest relative difference of two arrays.

    Parameters
    ----------
    a, b : array_like of float, same shape
        What to compare; the order does not matter.

    Returns
    -------
    float
        The largest ``|a - b| / (|a| + |b|)`` of all entries, from 0 (equal) to 1 (opposite signs, or one of
        them 0). For entries smaller than a thousandth of the largest, that thousandth is the
        divisor, because rounding alone would make them look wrong. Infinite when an entry is not finite; 0 for empty arrays.

    Raises
    ------
    ValueError
        When the shapes differ.
    """
    errors = _errors(np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64))
    return float(errors.max()) if errors.size else 0.0


def check_gradient(
    f: Callable[[Float], Any],
    gradient: npt.ArrayLike | Callable[[Float], npt.ArrayLike],
    x: npt.ArrayLike,
    tolerance: float = 1e-6,
    h: float = 1e-5,
) -> float:
    """Compare a gradient with the numerical one, and explain a difference.

    Parameters
    ----------
    f : callable
        Takes an array of the shape of `x`, returns one number, in double precision.
    gradient : array_like of float, shape of x, or callable
        The gradient of `f` at `x`, or a function that computes it from `x`.
    x : array_like of float, any shape
        Where to compare; it is not changed.
    tolerance : float, optional
        The largest acceptable relative error.
    h : float, optional
        The step of the central difference.

    Returns
    -------
    float
        The largest relative error, computed as in `relative_error`, but with a divisor so large that the rounding of
        `f`, about 1e-15 |f| / h, stays below `tolerance`: a gradient of 0 agrees with a slope of 1e-12.

    Raises
    ------
    AssertionError
        When the shapes differ or the error exceeds `tolerance`; the message gives the place, both numbers and the
        usual size of the error.
    ValueError
        As `numerical_gradient`.
    """
    point = np.array(x, dtype=np.float64)
    found = np.asarray(gradient(point.copy()) if callable(gradient) else gradient)
    if found.shape != point.shape:
        hint = " It looks transposed." if found.shape == point.shape[::-1] else ""
        raise AssertionError(
            f"The gradient has shape {found.shape}, but x has shape {point.shape}: expected one entry "
            f"for each entry of x.{hint}"
        )
    found = found.astype(np.float64)
    slope = numerical_gradient(f, point, h)
    value = f(point.copy())
    noise = 4.0 * float(np.finfo(np.float64).eps) * abs(_scalar(value)) / h
    errors = _errors(found, slope, floor=noise / tolerance)
    if errors.size == 0:
        return 0.0
    largest = float(errors.max())
    if largest <= tolerance:
        return largest
    place = np.unravel_index(int(errors.argmax()), errors.shape)
    where = f" at [{', '.join(str(int(k)) for k in place)}]" if place else ""
    wrong = int((errors > tolerance).sum())
    raise AssertionError(
        f"The gradient differs from the slope of f{where}: the gradient says {found[place]:.8g}, the "
        f"measured slope is {slope[place]:.8g}, a relative error of {largest:.1e} where {tolerance:.0e} is "
        f"allowed ({wrong} of {errors.size} entries "
        f"differ).{_factor_hint(found, slope)}{_precision_hint(value)} {_ADVICE}"
    )


def _errors(a: Float, b: Float, floor: float = _TINY) -> Float:
    """Compute the relative error of every entry, with a divisor of at least `floor`."""
    if a.shape != b.shape:
        raise ValueError(f"The shapes {a.shape} and {b.shape} differ.")
    if a.size == 0:
        return np.zeros(a.shape)
    finite = np.isfinite(a) & np.isfinite(b)
    a, b = np.where(finite, a, 0.0), np.where(finite, b, 0.0)
    sizes = np.abs(a) + np.abs(b)
    scale = np.maximum(sizes, max(_SMALL_PART * float(sizes.max()), floor, _TINY))
    return np.asarray(np.where(finite, np.abs(a - b) / scale, np.inf))


def _scalar(value: Any) -> float:
    """Convert what f returned to one number."""
    array = np.asarray(value)
    if array.size != 1:
        raise ValueError(f"f returns an array of shape {array.shape}; a gradient needs one number, such as a loss.")
    return float(array.reshape(()))


def _check_step(h: float) -> None:
    """Refuse a step that is not positive."""
    if not h > 0.0:
        raise ValueError(f"h is {h}; the step has to be larger than 0.")


def _factor_hint(found: Float, slope: Float) -> str:
    """Point out that all entries are wrong by the same factor, the most common mistake."""
    # Where the slope is nearly 0, the factor would be a ratio of rounding errors.
    clear = np.abs(slope) > _SMALL_PART * float(np.abs(slope).max(initial=0.0))
    if not clear.any() or not np.isfinite(found).all():
        return ""
    factors = found[clear] / slope[clear]
    factor = float(np.median(factors))
    if not np.allclose(factors, factor, rtol=1e-4, atol=1e-12) or abs(factor - 1.0) < 1e-3:
        return ""
    if abs(factor) < 1e-12:
        return " The gradient is 0 where f is not flat: was it never filled in?"
    if abs(factor + 1.0) < 1e-3:
        return " Every entry has the wrong sign."
    return f" Every entry is {factor:.6g} times the slope: is a factor such as 1/m or 2 missing or one too many?"


def _precision_hint(value: Any) -> str:
    """Point out that f computes in single precision, which is too coarse for a small step."""
    dtype = np.asarray(value).dtype
    if dtype.kind == "f" and dtype.itemsize < 8:
        return f" f returns {dtype}, which is too coarse for so small a step: compute in float64."
    return ""
