"""Values, calls and errors in a learner's words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from utils.describe import argument, call_text, describe, error_text, shown


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "None (is there a `return` at the end?)"),
        (np.zeros((2, 0), dtype=np.uint8), "an array of shape (2, 0) and dtype uint8"),
        (True, "the boolean True"),
        (3, "the number 3"),
        (np.float32(0.1), "the number 0.1"),
        ("x" * 90, "the string '" + "x" * 40 + "'"),
        ([1], "a list of 1 item"),
        ((), "a tuple of 0 items"),
        ({"W": 1, "b": 2}, "a dict with the keys 'W', 'b'"),
        (dict, "the class dict itself"),
        (describe, "the function describe itself (was it called?)"),
        (range(3), "an object of type range"),
    ],
)
def test_each_kind_of_value_has_its_words(value, words):
    assert describe(value) == words


@given(arrays(np.float64, array_shapes(max_dims=3, max_side=30)))
def test_arrays_of_any_size_are_shown_on_one_line_of_bounded_length(array):
    text = shown(array)
    assert "\n" not in text
    assert len(text) < 5_000


@given(st.floats(allow_nan=False) | st.integers(-(10**6), 10**6) | st.booleans())
def test_numbers_are_shown_with_six_digits(number):
    text = shown(number)
    if isinstance(number, bool):
        assert text == str(number)
    else:
        assert float(text) == pytest.approx(number, rel=1e-5)


def test_long_arrays_are_cut_in_the_middle():
    assert shown(np.arange(21)) == "[0, 1, 2, ..., 18, 19, 20]"
    assert shown(np.array([True, False])) == "[True, False]"
    assert shown(np.arange(20)).endswith("17, 18, 19]")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.array([1.0, 2.5]), "[1, 2.5]"),
        (np.arange(5), "array (5,)"),
        (np.ones((2, 2)), "array (2, 2)"),
        (np.tanh, "tanh"),
        (0.1, "0.1"),
        ("a", "'a'"),
        ({"W": np.ones((2, 3)), "n": 1}, "{'W': array (2, 3), 'n': 1}"),
        ([1, 2], "list"),
    ],
)
def test_arguments_are_short(value, text):
    assert argument(value) == text


def test_a_call_names_the_parameters_as_far_as_they_are_known():
    assert call_text("f", ["a"], [1, 2]) == "f(a=1, 2)"
    assert call_text("f", [], []) == "f()"


def test_an_error_is_told_on_one_line_of_bounded_length():
    text = error_text(ValueError("first\n\n   second " + "x" * 900))
    assert text.startswith("ValueError: first second xxx")
    assert len(text) <= 300


def test_colours_of_a_terminal_are_left_out():
    assert error_text(ValueError("\x1b[1mInput 0\x1b[0m is \x1b[1;31mwrong\x1b[0m")) == "ValueError: Input 0 is wrong"


def test_an_error_without_words_is_its_name():
    assert error_text(KeyError()) == "KeyError"


def test_the_deepest_line_of_the_functions_own_file_is_named():
    def inner(x):
        return np.linalg.inv(x)  # fails inside NumPy

    def outer(x):
        return inner(x)

    with pytest.raises(np.linalg.LinAlgError) as caught:
        outer(np.zeros((2, 2)))
    told = error_text(caught.value, outer)
    assert told == "LinAlgError: Singular matrix in your line `return np.linalg.inv(x)  # fails inside NumPy`"
    assert error_text(caught.value, np.tanh) == "LinAlgError: Singular matrix"
