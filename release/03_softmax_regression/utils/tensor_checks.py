"""Checks of functions that work on TensorFlow variables and step with an optimizer.

A check states plain arrays, as everywhere else; the learner's function receives variables and an optimizer of its own,
and what became of the variables is read afterwards.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from utils.checks import Answer, CheckFailed, Function, require
from utils.describe import describe

Array = NDArray[np.float64]

# What TensorFlow and Keras say of a step that goes wrong, and what a learner should look at.
MEANINGS = {
    "No gradients provided": "The tape finds no way from the loss back to the variables: everything from them to the "
    "loss belongs inside the `with` block, without NumPy, `.numpy()` or float() in between.",
    "Unknown variable": "An optimizer goes on with the variables that it met first: make W, b and the optimizer once, or use "
    "those that were passed, and none of the notebook's.",
    "shapes must be equal": "Each gradient belongs to the variable of its own shape: tape.gradient gives them in the order in "
    "which it is asked.",
}


class TensorFunction(Function):
    """A learner's function some of whose arguments are float32 variables.

    Parameters
    ----------
    target : object
        What the learner's name holds.
    name : str
        That name.
    parameters : str
        The parameters' names, separated by blanks. The one called ``optimizer`` takes what `sgd` or `adam` gives; a
        fresh optimizer is made for each call.
    variables : str
        Those parameters that are variables; a call takes arrays for them.

    Attributes
    ----------
    after : dict of str to ndarray
        The variables' values after the last call.
    """

    def __init__(self, target: Any, name: str, parameters: str, variables: str = "") -> None:
        super().__init__(target, name, parameters)
        self.after: dict[str, Array] = {}
        self.target = _Adapter(self.target, self.parameters, variables.split(), self.after)

    def __call__(self, *arguments: Any) -> Answer:
        """Call the function; where TensorFlow stops it with words of its own, say what they mean."""
        try:
            return super().__call__(*arguments)
        except CheckFailed as failure:
            meaning = next((words for sign, words in MEANINGS.items() if sign in str(failure)), "")
            if not meaning:
                raise
            raise CheckFailed(f"{failure} {meaning}") from None


class _Adapter:
    """Make variables and an optimizer of a check's plain arguments, and call the learner's function."""

    def __init__(
        self, target: Callable[..., Any], parameters: list[str], variables: list[str], after: dict[str, Array]
    ) -> None:
        self.target, self.parameters, self.variables, self.after = target, parameters, variables, after
        self.__code__ = getattr(target, "__code__", None)  # an error is told with the learner's own line

    def __call__(self, *arguments: Any) -> Any:
        """Call the learner's function once."""
        import tensorflow as tf

        named = dict(zip(self.parameters, arguments, strict=False))
        made = {
            name: tf.Variable(np.asarray(named[name], dtype=np.float32)) for name in self.variables if name in named
        }
        named.update(made)
        if "optimizer" in named:
            named["optimizer"] = named["optimizer"]()
            named["optimizer"].build(list(made.values()))  # so that a step inside tf.function may use it, too
        value = self.target(*named.values(), *arguments[len(named) :])
        self.after.clear()
        self.after.update({name: np.asarray(variable.numpy(), dtype=np.float64) for name, variable in made.items()})
        return value


def sgd(learning_rate: float) -> Callable[[], Any]:
    """Name plain gradient descent for a `TensorFunction` call."""
    return _rule("SGD", learning_rate)


def adam(learning_rate: float) -> Callable[[], Any]:
    """Name Adam for a `TensorFunction` call."""
    return _rule("Adam", learning_rate)


def _rule(name: str, learning_rate: float) -> Callable[[], Any]:
    """Make a function that makes the optimizer, called in messages what it makes."""

    def make() -> Any:
        import keras

        return getattr(keras.optimizers, name)(learning_rate=learning_rate)

    make.__name__ = f"{name}({learning_rate:g})"
    return make


def parts(answer: Answer, *names: str) -> list[Answer]:
    """Climb the rung "so many results", and give each result rungs of its own.

    Parameters
    ----------
    answer : Answer
        What one call gave.
    *names : str
        What the results are called, in order.

    Returns
    -------
    list of Answer
        One per name.

    Raises
    ------
    CheckFailed
        If the call gave something else than so many results.
    """
    wanted = f"{len(names)} results: `return {', '.join(names)}`"
    value = answer.value
    if not isinstance(value, (tuple, list)):
        if value is None and answer.printed.strip():
            raise CheckFailed(f"{answer.call} prints its result but returns None: use `return` in place of `print`.")
        raise CheckFailed(f"{answer.call} returns {describe(value)}; expected {wanted}.")
    require(len(value) == len(names), f"{answer.call} returns {len(value)} results; expected {wanted}.")
    return [
        Answer(item, f"For `{name}`, {answer.call}", answer.printed, answer.arguments, answer.remarks)
        for name, item in zip(names, value, strict=True)
    ]


def gradients(function: Callable[..., Any], values: dict[str, Any], upstream: Any) -> list[Array | None]:
    """Ask a tape for the gradients of what a learner's function gives.

    Parameters
    ----------
    function : callable
        Of variables, in the order of `values`; it gives one tensor.
    values : dict of str to array_like
        What the variables hold.
    upstream : array_like
        What the entries of the result are weighted with.

    Returns
    -------
    list of (ndarray or None)
        One gradient per variable, None where the tape finds no way.
    """
    import tensorflow as tf

    variables = [tf.Variable(np.asarray(value, dtype=np.float32)) for value in values.values()]
    with tf.GradientTape() as tape:
        result = tf.convert_to_tensor(function(*variables))
        total = tf.reduce_sum(tf.cast(result, tf.float32) * np.asarray(upstream, dtype=np.float32))
    found = tape.gradient(total, variables)
    return [None if g is None else np.asarray(tf.convert_to_tensor(g), dtype=np.float64) for g in found]


def as_float(value: Any, what: str) -> float:
    """Read one number, whatever holds it.

    Parameters
    ----------
    value : object
        A Python, NumPy or TensorFlow number.
    what : str
        What it is, for the message.

    Returns
    -------
    float
        The number.

    Raises
    ------
    CheckFailed
        If it is none.
    """
    require(value is not None, f"{what} is None; expected a number.")
    require(not isinstance(value, (str, bytes)), f"{what} is {describe(value)}; expected a number.")
    try:
        array = np.asarray(value.numpy() if hasattr(value, "numpy") else value, dtype=np.float64)
    except (TypeError, ValueError):
        raise CheckFailed(f"{what} is {describe(value)}; expected a number.") from None
    require(array.size == 1, f"{what} is {describe(value)}; expected a single number.")
    return float(array.reshape(()))
