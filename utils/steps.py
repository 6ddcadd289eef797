"""How much Python a function runs: the behaviour that tells a loop from an array operation."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from utils.checks import CheckFailed, Function

Trace = Callable[[FrameType, str, Any], Any]


def count_steps(function: Callable[..., Any], *arguments: Any) -> int:
    """Count the lines of the learner's own Python that a call runs, and the calls these make.

    A loop over m examples runs more of them when m grows, however it is written: ``for``, ``while``,
    a comprehension, ``map``, a helper function, `numpy.vectorize` or `numpy.apply_along_axis`. An
    array operation does not. Lines inside libraries count only as the calls that led to them.

    Parameters
    ----------
    function : callable
        The function.
    *arguments : object
        What to call it with.

    Returns
    -------
    int
        Number of lines run in the file that defines `function`, plus the calls made from there and
        the returns to there.
    """
    home = function.__code__.co_filename if hasattr(function, "__code__") else ""
    steps = 0

    def line(frame: FrameType, event: str, argument: Any) -> Trace:
        nonlocal steps
        steps += frame.f_code.co_filename == home
        return line

    def call(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal steps
        if event in ("call", "c_call"):
            caller = frame if event == "c_call" else frame.f_back
            steps += caller is not None and home in (caller.f_code.co_filename, frame.f_code.co_filename)

    trace, profile = sys.gettrace(), sys.getprofile()
    sys.settrace(line)
    sys.setprofile(call)
    try:
        function(*arguments)
    finally:
        sys.settrace(trace)
        sys.setprofile(profile)
    return steps


def no_loop(function: Function, few: tuple[Any, ...], many: tuple[Any, ...], over: str = "the examples") -> None:
    """Fail where the work in Python grows with the size of the input.

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
        If the second call runs more of the learner's lines than the first.
    """
    function(*few)  # an error in the call itself is told by this rung, not by the count
    small, large = count_steps(function.target, *few), count_steps(function.target, *many)
    if large > small:
        raise CheckFailed(
            f"`{function.name}` loops in Python over {over}: it runs {small} steps for the small input and {large} for the "
            "larger one. Here one array operation should do all of them at once: look for `@`, broadcasting and axis."
        )
