"""Tests of utils.tensor_checks: variables and optimizers for a learner's function, results in parts."""

import numpy as np
import pytest

from utils.checks import Answer, CheckFailed
from utils.tensor_checks import TensorFunction, adam, as_float, parts, sgd


def step(X, W, optimizer):
    import tensorflow as tf

    assert isinstance(W, tf.Variable)
    optimizer.apply_gradients([(tf.ones_like(W), W)])
    return X.sum()


def test_the_function_gets_variables_and_their_last_values_are_read():
    function = TensorFunction(step, "step", "X W optimizer", variables="W")
    W = np.zeros((2, 3))
    answer = function(np.ones(4), W, sgd(0.25))
    assert answer.call == "step(X=[1, 1, 1, 1], W=array (2, 3), optimizer=SGD(0.25))"
    assert answer.value == 4
    np.testing.assert_allclose(function.after["W"], -0.25)
    function(np.ones(4), W, adam(0.1))
    np.testing.assert_allclose(function.after["W"], -0.1, rtol=1e-4)
    assert not W.any()


def test_an_error_is_told_with_the_learners_line():
    def broken(X, W):
        return X @ W

    function = TensorFunction(broken, "broken", "X W", variables="W")
    with pytest.raises(CheckFailed, match="in your line `return X @ W`"):
        function(np.ones((2, 5), dtype=np.float32), np.ones((3, 2)))


def test_a_stub_stays_a_stub():
    def stub(X, W):
        raise NotImplementedError

    with pytest.raises(NotImplementedError, match="still to be written"):
        TensorFunction(stub, "stub", "X W", variables="W")(np.ones(1), np.ones(1))


@pytest.mark.parametrize(
    ("value", "printed", "words"),
    [
        ((1, 2, 3), "", "returns 3 results; expected 2 results: `return W, b`"),
        (5, "", "returns the number 5; expected 2 results"),
        (None, "1.5", "use `return` instead of `print`"),
        (None, "", "is there a `return`"),
    ],
)
def test_the_number_of_results_is_a_rung(value, printed, words):
    with pytest.raises(CheckFailed, match=words):
        parts(Answer(value, "f()", printed), "W", "b")


def test_each_result_climbs_on_its_own():
    W, b = parts(Answer((np.ones(2), 3), "f()"), "W", "b")
    W.array(shape=(2,))
    with pytest.raises(CheckFailed, match=r"For `b`, f\(\) returns shape \(\)"):
        b.array(shape=(1,))


@pytest.mark.parametrize("value", [2, 2.0, np.float32(2), np.array([2])])
def test_a_number_is_read_from_whatever_holds_it(value):
    assert as_float(value, "it") == 2.0


@pytest.mark.parametrize("value", ["two", [1, 2], None, object()])
def test_what_is_no_number_is_told(value):
    with pytest.raises(CheckFailed):
        as_float(value, "it")


def test_a_text_is_no_number():
    with pytest.raises(CheckFailed, match=r"the string '0\.25'; expected a number"):
        as_float("0.25", "The loss")


def test_a_step_that_the_tape_did_not_see_is_told_in_the_learners_terms():
    def unseen(X, W, optimizer):
        optimizer.apply_gradients([(None, W)])

    function = TensorFunction(unseen, "step", "X W optimizer", variables="W")
    with pytest.raises(CheckFailed, match="belongs inside the `with` block"):
        function(np.ones(4), np.zeros((2, 3)), sgd(0.25))


def test_an_optimizer_of_other_variables_is_told_in_the_learners_terms():
    def anew(X, W, optimizer):
        import tensorflow as tf

        copy = tf.Variable(W)
        optimizer.apply_gradients([(tf.ones_like(copy), copy)])

    function = TensorFunction(anew, "step", "X W optimizer", variables="W")
    with pytest.raises(CheckFailed, match="not the notebook's"):
        function(np.ones(4), np.zeros((2, 3)), sgd(0.25))
