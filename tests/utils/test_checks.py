"""The ladder of checks: each rung holds right answers and tells a learner what gave way."""

import sys
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from utils.checks import Answer, CheckFailed, Function, defined, passed, require
from utils.placeholder import Placeholder

SMALL = st.floats(-100, 100, allow_nan=False)


class Tensor:
    """Looks like a TensorFlow tensor as far as a check can see."""

    def __init__(self, value):
        self.value = np.asarray(value)

    def numpy(self):  # noqa: D102
        return self.value


def answer(value, **fields):
    return Answer(value, "f(x)", **fields)


def stub(x):
    raise NotImplementedError


def told(call, *arguments, **named):
    """Give the message of a check that must fail."""
    with pytest.raises(CheckFailed) as caught:
        call(*arguments, **named)
    return str(caught.value)


# --- defined, a function ---------------------------------------------------------------------------


def test_a_condition_that_holds_says_nothing_and_one_that_fails_says_its_message():
    require([0], "not read")
    assert told(require, [], "look at x") == "look at x"


def test_a_placeholder_is_an_answer_still_to_be_written():
    with pytest.raises(NotImplementedError, match="`model` is still to be written"):
        defined(Placeholder("model"), "model")
    with pytest.raises(NotImplementedError, match="`f` is still to be written"):
        Function(Placeholder("f"), "f")


def test_none_in_place_of_an_answer_is_named():
    assert told(defined, None, "model").startswith("`model` is None")


@pytest.mark.parametrize("value", [0, False, "", np.zeros(3), []])
def test_any_other_value_counts_as_defined(value):
    defined(value, "x")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (np.ones((2, 3)), "an array of shape (2, 3)"),
        (3.5, "the number 3.5"),
        ("relu", "the string 'relu'"),
        (Tensor, "the class Tensor itself"),
    ],
)
def test_a_value_or_a_class_in_place_of_a_function_is_described(value, words):
    message = told(Function, value, "relu")
    assert message.startswith("`relu` should be a function")
    assert words in message
    assert "used again" in message


@pytest.mark.parametrize("function", [np.tanh, abs, lambda x: x, np.vectorize(abs)])
def test_every_callable_that_is_no_class_counts_as_a_function(function):
    assert Function(function, "f")(0.0).number().value == 0.0


# --- the call --------------------------------------------------------------------------------------


def test_the_message_shows_the_call_with_names_and_shapes():
    f = Function(lambda a, W, g: None, "my_dense", "a_in W g")
    assert f(np.array([1.0, 2.0]), np.ones((2, 3)), np.tanh).call == ("my_dense(a_in=[1, 2], W=array (2, 3), g=tanh)")


def test_an_error_is_told_with_the_learners_own_line():
    def f(x):
        return np.ones((2, 3)) @ x  # the line that the learner wrote

    message = told(Function(f, "f", "x"), np.ones(2))
    assert message.startswith("f(x=[1, 1]) stops with ValueError: ")
    assert "in your line `return np.ones((2, 3)) @ x  # the line that the learner wrote`" in message


def test_an_error_in_a_helper_names_the_line_of_the_helper():
    def helper(x):
        return x.no_such_thing

    def f(x):
        return helper(x)

    assert "in your line `return x.no_such_thing`" in told(Function(f, "f"), np.ones(2))


def test_the_wrong_number_of_parameters_is_told():
    assert "TypeError" in told(Function(lambda: 1, "f"), 2)


@pytest.mark.parametrize("leave", [sys.exit, lambda: exit("enough")])
def test_leaving_the_program_is_a_failed_check(leave):
    def f(x):
        leave()

    assert "stops with SystemExit" in told(Function(f, "f"), 1)


def test_endless_recursion_is_a_failed_check():
    def f(x):
        return f(x)

    assert "RecursionError" in told(Function(f, "f"), 1)


def test_an_interrupt_is_no_ones_mistake_and_passes_through():
    def f(x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Function(f, "f")(1)


def test_the_error_of_a_stub_stays_what_it_is_and_names_the_function():
    with pytest.raises(NotImplementedError, match="`f` is still to be written"):
        Function(stub, "f")(1)


def test_what_the_learner_prints_and_warns_of_stays_out_of_the_checks_output(capfd):
    def f(x):
        print("out")
        print("err", file=sys.stderr)
        warnings.warn("careful", stacklevel=1)
        return np.log(x) + np.float64(1e308) * 10

    Function(f, "f")(np.zeros(2))
    written = capfd.readouterr()
    assert (written.out, written.err) == ("", "")


def test_very_long_printing_is_not_kept_whole():
    def f(x):
        for _ in range(100):
            print("x" * 1000)

    assert len(Function(f, "f")(1).printed) < 50_000


def test_the_arguments_reach_the_function_as_copies():
    def f(x, options):
        x += 1
        options["list"].append(1)

    x, options = np.zeros(2), {"list": []}
    Function(f, "f")(x, options)
    assert x.tolist() == [0, 0]
    assert options == {"list": []}


# --- type and shape --------------------------------------------------------------------------------


def test_a_printed_result_is_told_from_a_missing_one():
    printing = Function(lambda x: print(x), "f", "x")
    assert told(printing(3).array) == "f(x=3) prints its result but returns None: use `return` instead of `print`."
    silent = Function(lambda x: None, "f", "x")
    assert (
        told(silent(3).array) == "f(x=3) returns None (is there a `return` at the end?); expected an array of numbers."
    )


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("0.5", "the string '0.5'"),
        ({"W": 1}, "a dict with the keys 'W'"),
        ({1, 2}, "an object of type set"),
        (np.tanh, "the function tanh itself (was it called?)"),
        (np.ndarray, "the class ndarray itself"),
        (object(), "an object of type object which does not hold real numbers"),
        (["a", "b"], "a list of 2 items which does not hold real numbers"),
        ([None], "a list of 1 item which does not hold real numbers"),
        (np.array([1j]), "an array of shape (1,) and dtype complex128 which does not hold real numbers"),
        ([[1, 2], [3]], "a list of 2 items with rows of different lengths"),
    ],
)
def test_what_is_no_array_is_refused_in_words(value, words):
    assert f"f(x) returns {words}" in told(answer(value).array)
    assert f"f(x) returns {words}" in told(answer(value).number)


@pytest.mark.parametrize(
    "value",
    [[[1.0, 2.0, 3.0]], ([1, 2, 3],), Tensor([[1.0, 2.0, 3.0]]), np.float32([[1, 2, 3]]), [np.array([1, 2, 3])]],
)
def test_lists_and_tensors_count_as_the_arrays_they_stand_for(value):
    got = answer(value).array(shape=(1, 3)).finite().close([[1, 2, 3]])
    assert type(got.value) is np.ndarray


def test_a_list_is_remarked_on_once_and_costs_nothing(capsys):
    got = answer([1.0, 2.0]).array()
    passed("f", got, got, answer(np.ones(2)).array())
    out = capsys.readouterr().out
    assert out.startswith("✓ f: all public checks passed.")
    assert out.count("Remark: f(x) returns a list") == 1


@pytest.mark.parametrize(
    ("got", "right", "hint"),
    [
        ((3, 2), (2, 3), "The two axes are swapped"),
        ((3, 1), (3,), "Only axes of length 1 differ"),
        ((), (3,), "The result is a single number"),
        ((3,), (2, 3), "An axis is missing"),
        ((2, 4), (2, 3), "Write down the shape after each line"),
    ],
)
def test_a_wrong_shape_comes_with_its_usual_reason(got, right, hint):
    message = told(answer(np.zeros(got)).array, shape=right)
    assert message.startswith(f"f(x) returns shape {got}; expected shape {right}. {hint}")


def test_an_exercises_own_hint_takes_the_place_of_the_usual_one():
    assert told(answer(np.zeros(2)).array, shape=(3,), hint="Look at W.").endswith("expected shape (3,). Look at W.")


def test_the_kind_of_numbers_can_be_asked_for():
    assert "returns dtype int64; expected floating point" in told(answer(np.array([1, 2])).array, kind="float")
    assert "[0.5, 1]; expected whole numbers" in told(answer([0.5, 1.0]).array, kind="int")
    assert answer(np.array([2.0, 3.0])).array(kind="int").value.tolist() == [2, 3]
    assert answer(np.array([True, False])).array(kind="int").value.tolist() == [1, 0]


@pytest.mark.parametrize("value", [2, 2.0, np.float32(2), np.array([[2.0]]), [2], Tensor(2.0), np.int8(2)])
def test_a_single_number_in_any_dress_is_a_number(value):
    assert answer(value).number().value == 2.0


@pytest.mark.parametrize("value", [[1, 2], np.zeros((2, 1)), []])
def test_several_numbers_are_no_single_number(value):
    assert "expected a single number. Is a sum or a mean missing" in told(answer(value).number)


# --- finite, values --------------------------------------------------------------------------------


@pytest.mark.parametrize(("bad", "word"), [(np.nan, "nan (not a number)"), (np.inf, "infinity"), (-np.inf, "infinity")])
def test_nan_and_infinity_are_named(bad, word):
    message = told(answer([1.0, bad]).array().finite)
    assert message.startswith(f"f(x) returns {word}: [1, ")
    assert "overflow" in message
    assert told(answer(bad).number().finite, "Shift by the maximum.").endswith("Shift by the maximum.")


@given(arrays(np.float64, array_shapes(max_dims=3, max_side=4), elements=SMALL))
def test_float32_rounding_is_close_and_a_thousandth_off_is_not(right):
    answer(right.astype(np.float32)).array(right.shape).close(right)
    off = right.copy()
    off.flat[-1] += 1e-3 * (1 + abs(off.flat[-1]))
    message = told(answer(off).array().close, right)
    place = ", ".join(str(n - 1) for n in right.shape)
    assert f"largest difference at [{place}]" in message


def test_a_wrong_number_is_shown_beside_the_right_one():
    assert told(answer(2.0).number().close, 3.0, hint="Divide by m.") == "f(x) gives 2; expected 3. Divide by m."


def test_without_a_hint_or_a_known_mistake_there_is_still_advice():
    assert told(answer(2.0).number().close, 3.0).endswith("Compare these numbers by hand, step by step.")


def test_a_known_mistake_is_named_by_the_values_it_gives():
    mistakes = {"the bias is missing": [1.0, 2.0], "is it the mean?": lambda: np.array([5.0, 5.0])}
    got = answer([5.0, 5.0]).array()
    assert told(got.close, [3.0, 4.0], mistakes=mistakes, hint="no").endswith(". Is it the mean?")
    got = answer([1.0, 2.0]).array()
    assert told(got.close, [3.0, 4.0], mistakes=mistakes, hint="no").endswith(". The bias is missing.")
    got = answer([9.0, 9.0]).array()
    assert told(got.close, [3.0, 4.0], mistakes=mistakes, hint="Look at b.").endswith(". Look at b.")


def test_a_right_answer_is_right_although_a_mistake_would_give_the_same():
    answer([1.0]).array().close([1.0], mistakes={"the bias is missing": [1.0]})


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("b1 is missing", "`b1` is missing."),
        ("e is not used", "`e` is not used."),
        ("a relu stands here, too", "A relu stands here, too."),
        ("`b` is missing", "`b` is missing."),
        ("is it the mean?", "Is it the mean?"),
    ],
)
def test_a_name_at_the_start_of_a_sentence_stays_a_name(words, sentence):
    message = told(answer([1.0]).array().close, [3.0], mistakes={words: [1.0]})
    assert message.endswith(f" {sentence}")


def test_a_mistake_that_gives_nan_is_recognised():
    got = answer([np.nan, 1.0]).array()
    assert "Zero over zero" in told(got.close, [0.0, 1.0], mistakes={"zero over zero": [np.nan, 1.0]})


def test_an_infinite_value_is_found_to_be_farthest_off():
    message = told(answer([np.inf, np.inf, 2.0]).array().close, [np.inf, 1.0, 2.0])
    assert "largest difference at [1]: inf, expected 1" in message


def test_a_shape_that_would_broadcast_is_not_close():
    assert "expected shape (3,)" in told(answer(np.ones((3, 1))).array().close, np.ones(3))


# --- unchanged arguments ---------------------------------------------------------------------------


def scale(x):
    x *= 2


def drop(x):
    x.pop()


def put(x):
    x[0] = 3


@pytest.mark.parametrize(
    ("change", "before"),
    [
        (scale, np.ones(2)),
        (lambda x: scale(x[1]), [np.ones(2), np.ones(3)]),
        (lambda x: scale(x["W"]), {"W": np.ones((2, 2))}),
        (lambda x: scale(x[0]["b"]), [{"b": np.ones(2)}]),
        (drop, [1, 2]),
        (put, [1, 2]),
        (put, [[1, 2], 3]),
        (put, [{"b": 1}]),
        (put, [np.ones(2)]),
        (lambda x: x.update(b=1), {"W": 1}),
        (lambda x: x.update(W=1), {"W": [1, 2]}),
    ],
)
def test_an_argument_changed_in_place_is_told_by_name(change, before):
    def f(first, x):
        change(x)

    message = told(Function(f, "f")(1.0, before).unchanged, (1.0, before), "first X")
    assert "changes its argument `X` in place" in message
    assert "argument `argument 2`" in told(Function(f, "f")(1.0, before).unchanged, (1.0, before), "first")


def test_arguments_that_are_only_read_are_unchanged():
    arguments = (np.array([1.0, np.nan]), [np.ones(2), "a"], {"W": np.ones((2, 2)), "n": None}, 3, np.tanh, (1, 2))
    Function(lambda *all_of_them: 0, "f")(*arguments).unchanged(arguments)


def test_a_name_of_the_notebook_without_a_value_is_no_unwritten_answer():
    history = Placeholder("linear_fit")

    def last(values):
        return history["loss"][-1]

    with pytest.raises(
        CheckFailed, match=r"last\(values=list\) uses a variable of the notebook .*one of its arguments"
    ):
        Function(last, "last", "values")([1.0])
