"""Checks of functions that update TensorFlow variables with an optimizer.

A check passes plain arrays, as in `utils.checks`; the learner's function receives variables and a new optimizer, and
the values of the variables are read afterwards.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from utils.checks import Answer, CheckFailed, Function, require
from utils.describe import describe

Array = NDArray[np.float64]

# Messages of TensorFlow and Keras about a step that fails, and what they mean for a learner.
MEANINGS = {
    "No gradients provided": "The tape finds no way from the loss back to the variables: everything from them to the "
    "loss belongs inside the `with` block, without NumPy, `.numpy()` or float() in between.",
    "Unknown variable": "An optimizer only works with the variables that it was first used for: create W, b and the optimizer once, or use "
    "the ones passed as arguments, not the notebook's.",
    "shapes must be equal": "Each gradient belongs to the variable of its own shape: tape.gradient returns them in the order in "
    "which the variables are passed.",
}


class TensorFunction(Function):
    """A learner's function that takes some arguments as float32 variables.

    Parameters
    ----------
    target : object
        What the learner's name holds.
    name : str
        That name.
    parameters : str
        The names of the parameters, separated by spaces. For the one called ``optimizer`` pass `sgd` or `adam`; each call
        gets a new optimizer.
    variables : str
        The parameters that are variables; pass arrays for them.

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
        """Call the function and explain the error messages of TensorFlow that learners meet most."""
        try:
            return super().__call__(*arguments)
        except CheckFailed as failure:
            meaning = next((words for sign, words in MEANINGS.items() if sign in str(failure)), "")
            if not meaning:
                raise
            raise CheckFailed(f"{failure} {meaning}") from None


class _Adapter:
    """Turn a check's arrays into variables, create the optimizer and call the learner's function."""

    def __init__(
        self, target: Callable[..., Any], parameters: list[str], variables: list[str], after: dict[str, Array]
    ) -> None:
        self.target, self.parameters, self.variables, self.after = target, parameters, variables, after
        self.__code__ = getattr(target, "__code__", None)  # so that an error message can quote the learner's line

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
            named["optimizer"].build(list(made.values()))  # so that a step inside tf.function can use it as well
        value = self.target(*named.values(), *arguments[len(named) :])
        self.after.clear()
        self.after.update({name: np.asarray(variable.numpy(), dtype=np.float64) for name, variable in made.items()})
        return value


def sgd(learning_rate: float) -> Callable[[], Any]:
    """Give a `TensorFunction` call plain gradient descent as its optimizer."""
    return _rule("SGD", learning_rate)


def adam(learning_rate: float) -> Callable[[], Any]:
    """Give a `TensorFunction` call Adam as its optimizer."""
    return _rule("Adam", learning_rate)


def _rule(name: str, learning_rate: float) -> Callable[[], Any]:
    """Make a function that creates an optimizer; messages show it as, for example, ``SGD(0.1)``."""

    def make() -> Any:
        import keras

        return getattr(keras.optimizers, name)(learning_rate=learning_rate)

    make.__name__ = f"{name}({learning_rate:g})"
    return make


def parts(answer: Answer, *names: str) -> list[Answer]:
    """Check the number of results, and make an answer of each.

    Parameters
    ----------
    answer : Answer
        What one call returned.
    *names : str
        The names of the results, in order.

    Returns
    -------
    list of Answer
        One per name.

    Raises
    ------
    CheckFailed
        If the call did not return that many results.
    """
    wanted = f"{len(names)} results: `return {', '.join(names)}`"
    value = answer.value
    if not isinstance(value, (tuple, list)):
        if value is None and answer.printed.strip():
            raise CheckFailed(f"{answer.call} prints its result but returns None: use `return` instead of `print`.")
        raise CheckFailed(f"{answer.call} returns {describe(value)}; expected {wanted}.")
    require(len(value) == len(names), f"{answer.call} returns {len(value)} results; expected {wanted}.")
    return [
        Answer(item, f"For `{name}`, {answer.call}", answer.printed, answer.arguments, answer.remarks)
        for name, item in zip(names, value, strict=True)
    ]


def gradients(function: Callable[..., Any], values: dict[str, Any], upstream: Any) -> list[Array | None]:
    """Compute the gradients of a learner's function with a tape.

    Parameters
    ----------
    function : callable
        Takes the variables in the order of `values` and returns one tensor.
    values : dict of str to array_like
        The values of the variables.
    upstream : array_like
        The weights of the entries of the result.

    Returns
    -------
    list of (ndarray or None)
        One gradient per variable; None if the result does not depend on it.
    """
    import tensorflow as tf

    variables = [tf.Variable(np.asarray(value, dtype=np.float32)) for value in values.values()]
    with tf.GradientTape() as tape:
        result = tf.convert_to_tensor(function(*variables))
        total = tf.reduce_sum(tf.cast(result, tf.float32) * np.asarray(upstream, dtype=np.float32))
    found = tape.gradient(total, variables)
    return [None if g is None else np.asarray(tf.convert_to_tensor(g), dtype=np.float64) for g in found]


def as_float(value: Any, what: str) -> float:
    """Convert a Python, NumPy or TensorFlow number to a float.

    Parameters
    ----------
    value : object
        The number.
    what : str
        What it is, for the message.

    Returns
    -------
    float
        Its value.

    Raises
    ------
    CheckFailed
        If it is not a single number.
    """
    require(value is not None, f"{what} is None; expected a number.")
    require(not isinstance(value, (str, bytes)), f"{what} is {describe(value)}; expected a number.")
    try:
        array = np.asarray(value.numpy() if hasattr(value, "numpy") else value, dtype=np.float64)
    except (TypeError, ValueError):
        raise CheckFailed(f"{what} is {describe(value)}; expected a number.") from None
    require(array.size == 1, f"{what} is {describe(value)}; expected a single number.")
    return float(array.reshape(()))
