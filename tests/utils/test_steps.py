"""Loops in Python are told from array operations, however they are written."""

import functools
import gc
import sys

import numpy as np
import pytest

from utils.checks import CheckFailed, Function
from utils.steps import count_steps, no_loop

FEW, MANY = np.linspace(-1, 1, 4), np.linspace(-1, 1, 40)


def double(x):
    return 2 * x


def by_for(x):
    out = np.zeros_like(x)
    for i in range(len(x)):
        out[i] = 2 * x[i]
    return out


def by_while(x):
    out, i = np.zeros_like(x), 0
    while i < len(x):
        out[i] = 2 * x[i]
        i += 1
    return out


def by_comprehension(x):
    return np.array([2 * v for v in x])


def by_generator(x):
    return np.fromiter((2 * v for v in x), float)


def by_map(x):
    return np.array(list(map(double, x)))


def by_map_of_lambda(x):
    return np.array(list(map(lambda v: 2 * v, x)))  # noqa: C417


def by_map_without_python(x):
    return np.array(list(map((2.0).__mul__, x)))


def by_comprehension_over_a_copy(x):
    return np.array([2 * v for v in x + 0])


def by_map_over_a_copy(x):
    return np.array(list(map(double, x + 0)))


def by_recursion(x):
    return np.array([]) if not len(x) else np.concatenate([[2 * x[0]], by_recursion(x[1:])])


def by_vectorize(x):
    return np.vectorize(double)(x)


def by_apply_along_axis(x):
    return np.apply_along_axis(double, 1, x[:, None])[:, 0]


by_decorator = np.vectorize(double)
by_frompyfunc = np.frompyfunc(double, 1, 1)
by_partial = functools.partial(map_over := lambda f, x: np.array([f(v) for v in x]), double)


def array_operation(x):
    return 2 * x


def with_helpers(x):
    return double(x) + 0 * double(double(x))


def with_a_list_of_the_result(x):
    return list(2 * x)


def with_einsum(x):
    return np.einsum("i,i->i", np.full_like(x, 2), x)


def with_a_loop_over_something_fixed(x):
    return sum([x for _ in range(2)])


def with_masks(x):
    return np.where(x > 0, 2 * x, x * np.ones((3, len(x))).sum(axis=0) - x)


@pytest.mark.parametrize(
    "loop",
    [
        by_for,
        by_while,
        by_comprehension,
        by_generator,
        by_map,
        by_map_of_lambda,
        by_map_without_python,
        by_comprehension_over_a_copy,
        by_map_over_a_copy,
        by_recursion,
        by_vectorize,
        by_apply_along_axis,
        by_decorator,
        by_frompyfunc,
        by_partial,
    ],
)
def test_a_loop_is_a_loop_in_every_spelling(loop):
    np.testing.assert_allclose(np.asarray(loop(MANY), dtype=float), 2 * MANY)
    with pytest.raises(CheckFailed, match="`f` loops in Python over the rows"):
        no_loop(Function(loop, "f"), (FEW,), (MANY,), over="the rows")


@pytest.mark.parametrize(
    "function",
    [
        array_operation,
        with_helpers,
        with_a_list_of_the_result,
        with_einsum,
        with_a_loop_over_something_fixed,
        with_masks,
        np.exp,
        functools.partial(np.multiply, 2),
    ],
)
def test_array_operations_are_no_loop(function):
    no_loop(Function(function, "f"), (FEW,), (MANY,))


def test_an_error_in_the_call_is_told_as_such():
    def f(x):
        return x.missing

    with pytest.raises(CheckFailed, match="stops with AttributeError"):
        no_loop(Function(f, "f"), (FEW,), (MANY,))


def test_a_stub_is_still_to_be_written():
    def f(x):
        raise NotImplementedError

    with pytest.raises(NotImplementedError):
        no_loop(Function(f, "f"), (FEW,), (MANY,))


def test_the_same_call_counts_the_same_twice():
    assert count_steps(by_for, MANY) == count_steps(by_for, MANY) > 40


def test_garbage_that_is_collected_meanwhile_is_no_step():
    def makes_lists(x):
        return x + np.sum([[1.0], [2.0], [3.0]])

    undisturbed = count_steps(makes_lists, MANY)
    before = gc.get_threshold()
    gc.callbacks.append(lambda phase, info: None)
    gc.set_threshold(1)
    try:
        assert count_steps(makes_lists, MANY) == undisturbed
        assert gc.isenabled()
    finally:
        gc.set_threshold(*before)
        gc.callbacks.pop()


def test_an_error_leaves_no_tracing_behind():
    before = sys.gettrace(), sys.getprofile()
    with pytest.raises(TypeError):
        count_steps(by_for, None)
    assert (sys.gettrace(), sys.getprofile()) == before


def switches_off(x):
    sys.settrace(None)
    return np.array([2 * v for v in x])


def switches_off_for_a_while(x):
    profile = sys.getprofile()
    sys.setprofile(None)
    result = np.array([2 * v for v in x])
    sys.setprofile(profile)
    return result


@pytest.mark.parametrize("loop", [switches_off, switches_off_for_a_while])
def test_what_switches_the_counting_off_is_found(loop):
    with pytest.raises(RuntimeError, match="turns off the tracing"):
        count_steps(loop, MANY)


@pytest.mark.parametrize("value", [None, "text", object(), [object()], {}, np.array([None])])
def test_a_result_without_numbers_earns_nothing(value):
    with pytest.raises(CheckFailed, match="expected numbers"):
        no_loop(Function(lambda x: value, "f"), (FEW,), (MANY,))


PARTS = [
    lambda x: x.sum(),
    lambda x: [1.0, x[0], len(x)],
    lambda x: (np.ones(3), x),
    lambda x: {"W": np.ones(2), "b": [np.ones(3), x]},
]


@pytest.mark.parametrize("function", PARTS)
def test_results_of_several_parts_are_numbers(function):
    no_loop(Function(function, "f"), (FEW,), (MANY,))


@pytest.mark.parametrize("value", [1, np.nan, [1.0, 2.0], (np.ones(3), 2), {"W": np.ones(2), "b": [np.zeros(0)]}])
def test_a_result_that_does_not_depend_on_the_input_earns_nothing(value):
    with pytest.raises(CheckFailed, match="does not depend on the input"):
        no_loop(Function(lambda x: value, "f"), (FEW,), (MANY,))


def test_a_number_computed_from_the_array_is_a_number():
    def rounded(y):
        return round(100 * np.mean(y > 0.5), 2)

    few, many = np.linspace(0, 1, 7), np.linspace(0, 1, 90) ** 2
    assert count_steps(rounded, few) == count_steps(rounded, many)
    no_loop(Function(rounded, "rounded", "y"), (few,), (many,))
