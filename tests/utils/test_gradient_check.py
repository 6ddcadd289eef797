"""The gradient check: right gradients pass, each usual mistake is found and named."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from utils.gradient_check import check_gradient, jacobian_vector, numerical_gradient, relative_error

FINITE = st.floats(-5, 5, allow_subnormal=False)
W = np.random.default_rng(3).normal(size=(3, 2))


def f(w):
    return float((np.sin(w) ** 2).sum())


def gradient(w):
    return np.sin(2 * w)


@given(A=hnp.arrays(np.float64, (4, 4), elements=FINITE), x=hnp.arrays(np.float64, (4,), elements=FINITE))
@settings(deadline=None, max_examples=60)
def test_quadratic_forms(A, x):
    before = x.copy()
    slope = numerical_gradient(lambda v: v @ A @ v, x)
    np.testing.assert_allclose(slope, (A + A.T) @ x, atol=1e-6)
    np.testing.assert_array_equal(x, before)
    assert check_gradient(lambda v: v @ A @ v, (A + A.T) @ x, x) <= 1e-6


def test_any_shape_and_whole_numbers():
    assert numerical_gradient(lambda v: v**3, 2).shape == ()
    np.testing.assert_allclose(numerical_gradient(lambda v: (v**2).sum(), [[1, 2, 3]]), [[2, 4, 6]], rtol=1e-9)
    assert numerical_gradient(f, W).shape == (3, 2)


def test_a_function_that_writes_into_its_argument_does_no_harm():
    def writes(v):
        v *= 2
        return (v**2).sum()

    x = np.array([1.0, -2.0])
    np.testing.assert_allclose(numerical_gradient(writes, x), 8 * x, rtol=1e-8)
    assert x.tolist() == [1.0, -2.0]


def test_right_gradient_as_array_or_function():
    before = W.copy()
    assert 0 < check_gradient(f, gradient, W) < 1e-8
    assert check_gradient(f, gradient(W), W) == check_gradient(f, gradient, W)
    np.testing.assert_array_equal(W, before)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda w: -gradient(w), "wrong sign"),
        (lambda w: 3 * gradient(w), "Every entry is 3 times the slope"),
        (lambda w: gradient(w) / len(w), "Every entry is 0.333333 times the slope"),
        (lambda w: 0 * w, "never filled in"),
        (lambda w: gradient(w).T, "looks transposed"),
        (lambda w: gradient(w).sum(), r"has shape \(\), but x has shape \(3, 2\)"),
        (lambda w: gradient(w) + 1e-3 * (w == w[2, 1]), r"at \[2, 1\].*1 of 6 entries"),
        (lambda w: gradient(w) * np.nan, "the gradient says nan"),
    ],
    ids=["sign", "factor", "mean", "zero", "transposed", "summed", "one-entry", "nan"],
)
def test_usual_mistakes_are_named(wrong, says):
    with pytest.raises(AssertionError, match=says) as caught:
        check_gradient(f, wrong, W)
    if "shape" not in str(caught.value):
        assert "1e-7 or less is right" in str(caught.value)
        assert "1e-4" in str(caught.value)


def test_the_message_gives_both_numbers():
    with pytest.raises(AssertionError, match=r"the gradient says 5, the measured slope is 4\b"):
        check_gradient(lambda v: v[0] ** 2, [5.0], [2.0])


def test_a_flat_function_is_no_mistake():
    # The rounding of f alone gives slopes near 1e-11 here.
    assert check_gradient(lambda v: np.sin(v - v + 1.2).sum() + 1e-17 * v.sum(), np.zeros(3), [0.1, 0.2, 0.3]) <= 1e-6


def test_single_precision_is_named():
    with pytest.raises(AssertionError, match="float32"):
        check_gradient(lambda w: np.float32(f(w)), gradient, W)


def test_mistakes_of_the_call():
    with pytest.raises(ValueError, match="one number"):
        numerical_gradient(np.sin, W)
    with pytest.raises(ValueError, match="larger than 0"):
        numerical_gradient(f, W, h=0.0)
    with pytest.raises(ValueError, match="larger h"):
        numerical_gradient(lambda v: v.sum(), [1e20])
    with pytest.raises(ValueError, match="shape of x"):
        jacobian_vector(np.sin, W, W.T)


@given(x=hnp.arrays(np.float64, (3, 2), elements=FINITE), v=hnp.arrays(np.float64, (3, 2), elements=FINITE))
@settings(deadline=None, max_examples=60)
def test_jacobian_vector_of_columns(x, v):
    A = np.array([[1.0, 2.0, -1.0], [0.5, 0.0, 3.0]])
    found = jacobian_vector(lambda u: np.tanh(A @ u), x, v)
    np.testing.assert_allclose(found, (1 - np.tanh(A @ x) ** 2) * (A @ v), atol=1e-5)


@given(
    a=hnp.arrays(np.float64, (5,), elements=FINITE),
    b=hnp.arrays(np.float64, (5,), elements=FINITE),
    scale=st.sampled_from([1e-3, 1.0, 1e6]),
)
@settings(deadline=None)
def test_relative_error_is_symmetric_bounded_and_knows_no_units(a, b, scale):
    error = relative_error(a, b)
    assert 0.0 <= error <= 1.0
    assert error == relative_error(b, a)
    assert relative_error(a, a) == 0.0
    if np.abs(a).max() + np.abs(b).max() > 1e-3:
        assert relative_error(scale * a, scale * b) == pytest.approx(error, rel=1e-9, abs=1e-12)


def test_relative_error_of_odd_inputs():
    assert relative_error([1.0], [3.0]) == pytest.approx(0.5)
    assert relative_error([np.nan, 1.0], [np.nan, 1.0]) == np.inf
    assert relative_error([], []) == 0.0
    # Rounding noise beside a large entry is no error.
    assert relative_error([1.0, 0.0], [1.0, 1e-11]) < 1e-7
    with pytest.raises(ValueError, match="differ"):
        relative_error([1.0], [[1.0]])
