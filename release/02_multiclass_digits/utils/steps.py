"""Count how much Python a function executes, which tells a loop from an array operation."""

import gc
import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import numpy as np

from utils.checks import CheckFailed, Function, require
from utils.describe import describe

_SWITCHES = (sys.settrace, sys.setprofile)
Trace = Callable[[FrameType, str, Any], Any]


def count_steps(function: Callable[..., Any], *arguments: Any) -> int:
    """Count the lines of the learner's own Python that a call executes, and the calls that they make.

    A loop over m examples executes more of them when m grows, however it is written: ``for``, ``while``,
    a comprehension, ``map``, a helper function, `numpy.vectorize` or `numpy.apply_along_axis`. An
    array operation does not. Lines inside libraries count only as the calls that led to them; rows
    that any code takes one by one from an array argument, or from a view of one, count as well.

    Parameters
    ----------
    function : callable
        The function.
    *arguments : object
        What to call it with.

    Returns
    -------
    int
        Number of lines executed in the file that defines `function`, plus the calls made from there and
        the returns to it; in any file for a callable without a known file, such as those of `numpy.vectorize`.

    Raises
    ------
    RuntimeError
        If the function turns off the tracing that counts.
    """
    elsewhere = getattr(function, "count_steps", None)
    if elsewhere is not None:  # a stand-in for a function of another process, which counts there
        return int(elsewhere(*arguments))
    code = getattr(function, "__code__", None)
    steps = 0
    switched = False

    class Watched(np.ndarray):
        """An array that counts what is taken from it one by one, which `map` does without executing a line of Python."""

        def __iter__(self) -> Iterator[Any]:
            # What was computed from the arguments shares no memory with them, and `list(result)` is not a loop over them.
            shares = any(np.may_share_memory(self, a) for a in watched if isinstance(a, np.ndarray))
            return self._counted() if shares else super().__iter__()

        def __array_wrap__(self, array: Any, context: Any = None, return_scalar: bool = False) -> Any:
            # The sum of a plain array is a NumPy scalar, which `round` accepts; so must the sum of a watched one be.
            result = super().__array_wrap__(array, context, return_scalar)
            return np.asarray(result)[()] if return_scalar and np.ndim(result) == 0 else result

        def _counted(self) -> Iterator[Any]:
            nonlocal steps
            for item in super().__iter__():
                steps += 1
                yield item

    watched = [a.view(Watched) if type(a) is np.ndarray else a for a in arguments]

    def home(frame: FrameType | None) -> bool:
        return frame is not None and (code is None or frame.f_code.co_filename == code.co_filename)

    def line(frame: FrameType, event: str, argument: Any) -> Trace:
        nonlocal steps
        steps += home(frame)
        return line

    def call(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal steps, switched
        switched = switched or (event == "c_call" and argument in _SWITCHES)
        if event in ("call", "c_call"):
            steps += home(frame) or (event == "call" and home(frame.f_back))

    trace, profile, collecting = sys.gettrace(), sys.getprofile(), gc.isenabled()
    gc.disable()  # a collection may fall anywhere, and what it calls would count as called by the learner
    sys.settrace(line)
    sys.setprofile(call)
    try:
        function(*watched)
        counted = not switched and sys.gettrace() is line and sys.getprofile() is call
    finally:
        sys.settrace(trace)
        sys.setprofile(profile)
        if collecting:
            gc.enable()
    if not counted:
        raise RuntimeError("it turns off the tracing that counts its steps")
    return steps


def no_loop(function: Function, few: tuple[Any, ...], many: tuple[Any, ...], over: str = "the examples") -> None:
    """Fail if the number of Python steps grows with the size of the input.

    Parameters
    ----------
    function : Function
        The learner's function.
    few, many : tuple
        Arguments of a small and of a larger call; only the size may differ.
    over : str
        What the loop would run over, for the message.

    Raises
    ------
    CheckFailed
        If the second call executes more of the learner's lines than the first, if the results are not numbers, or
        if they do not depend on the input.
    """
    answers = [function(*arguments) for arguments in (few, many)]  # an error in the call is reported here
    small, large = count_steps(function.target, *few), count_steps(function.target, *many)
    if large > small:
        raise CheckFailed(
            f"`{function.name}` loops in Python over {over}: it executes {small} steps for the small input and {large} for the "
            "larger one. One array operation can do all of them at once: think of `@`, broadcasting and axis."
        )
    for answer in answers:
        require(
            _numeric(answer.value),
            f"{answer.call} returns {describe(answer.value)}: expected numbers, computed without a loop.",
        )
    require(
        not _alike(*(answer.value for answer in answers)),
        f"{answers[1].call} returns the same as {answers[0].call}, although the input differs. A result that does not "
        "depend on the input earns no marks for avoiding a loop.",
    )


def _numeric(value: Any) -> bool:
    """Whether a result consists of numbers: an array or tensor, or lists, tuples and dicts of them."""
    if isinstance(value, dict):
        return bool(value) and all(map(_numeric, value.values()))
    if isinstance(value, (list, tuple)):
        return bool(value) and all(map(_numeric, value))
    return np.asarray(value).dtype.kind in "fiub"


def _alike(one: Any, other: Any) -> bool:
    """Whether two results hold the same numbers."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_alike(one[key], other[key]) for key in one)
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(_alike, one, other))
    if isinstance(one, (dict, list, tuple)) or isinstance(other, (dict, list, tuple)):
        return False
    return bool(np.array_equal(np.asarray(one, np.float64), np.asarray(other, np.float64), equal_nan=True))
