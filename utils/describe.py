"""Describe values, calls and errors in messages to a learner."""

import linecache
import re
import traceback
from collections.abc import Callable, Sequence
from types import FrameType, TracebackType
from typing import Any

import numpy as np

MARKING_HAS_NO_KEYBOARD = "Marking has no keyboard: take `input()`, or the debugger, out."
COLOURS = re.compile(r"\x1b\[[0-9;]*m")  # Keras formats parts of its error messages in bold


def describe(value: Any) -> str:
    """Describe a value in words.

    Parameters
    ----------
    value : object
        Anything a learner's code may return.

    Returns
    -------
    str
        For example ``"an array of shape (3,) and dtype float64"`` or
        ``"None (is there a return at the end?)"``.
    """
    if value is None:
        return "None (is there a `return` at the end?)"
    if isinstance(told := getattr(value, "described", None), str):  # a stand-in for a value of another process
        return told
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape} and dtype {value.dtype}"
    if isinstance(value, bool):
        return f"the boolean {value}"
    if isinstance(value, (int, float, np.number)):
        return f"the number {shown(value)}"
    if isinstance(value, str):
        return f"the string {value[:40]!r}"
    if isinstance(value, (list, tuple)):
        return f"a {type(value).__name__} of {len(value)} item{'' if len(value) == 1 else 's'}"
    if isinstance(value, dict):
        return f"a dict with the keys {', '.join(map(repr, list(value)[:6]))}"
    if isinstance(value, type):
        return f"the class {value.__name__} itself"
    if callable(value) and hasattr(value, "__name__"):
        return f"the function {value.__name__} itself (was it called?)"
    shape = getattr(value, "shape", None)
    of_shape = f" of shape {tuple(shape)}" if isinstance(shape, Sequence) else ""
    return f"an object of type {type(value).__name__}{of_shape}"


def shown(value: Any) -> str:
    """Format a number or an array so briefly that it can be read at a glance.

    Parameters
    ----------
    value : array_like or number
        The value; of more than 20 numbers the middle ones are left out.

    Returns
    -------
    str
        The value on one line, with six significant digits.
    """
    array = np.asarray(value)
    if array.ndim == 0:
        return f"{array.item():.6g}" if array.dtype.kind in "fiu" else str(array.item())[:60]
    number: Any = {"float_kind": lambda x: f"{x:.6g}", "int_kind": str, "bool": str}
    text = np.array2string(array, formatter=number, threshold=20, edgeitems=3, separator=", ", max_line_width=10_000)
    return " ".join(text.split())


def argument(value: Any) -> str:
    """Format an argument of a call: small values in full, larger arrays by their shape."""
    if isinstance(value, np.ndarray):
        return shown(value) if value.size <= 4 and value.ndim <= 1 else f"array {value.shape}"
    if callable(value):
        return str(getattr(value, "__name__", type(value).__name__))
    if isinstance(value, (int, float, str, np.number)):
        return shown(value) if not isinstance(value, str) else repr(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {argument(item)}" for key, item in value.items()) + "}"
    return type(value).__name__


def call_text(name: str, parameters: Sequence[str], arguments: Sequence[Any]) -> str:
    """Format a call as the learner would write it.

    Parameters
    ----------
    name : str
        The function's name.
    parameters : sequence of str
        The names of the parameters; arguments beyond them are shown without a name.
    arguments : sequence
        What is passed, in order.

    Returns
    -------
    str
        For example ``my_dense(a_in=[0.1, 0.2], W=array (2, 3), b=[1, 2, 3], g=sigmoid)``.
    """
    names = [*parameters, *[""] * (len(arguments) - len(parameters))]
    parts = [
        f"{key}={argument(value)}" if key else argument(value) for key, value in zip(names, arguments, strict=False)
    ]
    return f"{name}({', '.join(parts)})"


def error_text(error: BaseException, function: Callable[..., Any] | None = None) -> str:
    """Name the error that a learner's code raised and the line of the learner's that it happened in.

    Parameters
    ----------
    error : BaseException
        The error.
    function : callable, optional
        The learner's function: all lines of its file count as the learner's.

    Returns
    -------
    str
        For example ``"ValueError: operands could not be broadcast… in your line `z = a @ W + b`"``.
    """
    line = getattr(error, "student_line", "") or _own_line(error.__traceback__, function)
    where = f" in your line `{line}`" if line else ""
    if asks_for_input(type(error).__name__, str(error)):
        return f"a call for input{where}. {MARKING_HAS_NO_KEYBOARD}".rstrip(".")
    text = f"{type(error).__name__}: {error}".strip().rstrip(":")
    text = " ".join(COLOURS.sub("", text).split())
    return text[:300] + where


def asks_for_input(kind: str, text: str) -> bool:
    """Tell whether an error came from `input()` or a debugger where nobody can type.

    Parameters
    ----------
    kind : str
        The name of the error's class.
    text : str
        What it says.

    Returns
    -------
    bool
        True for IPython's, the debugger's and Python's own error.
    """
    return kind in ("StdinNotImplementedError", "BdbQuit") or (kind == "EOFError" and "reading a line" in text)


def is_unwritten(error: BaseException, function: Callable[..., Any] | None = None) -> bool:
    """Tell whether an error is that of a stub: a plain `NotImplementedError`, raised by the stub's own line.

    Parameters
    ----------
    error : BaseException
        What a call raised.
    function : callable, optional
        See `error_text`.

    Returns
    -------
    bool
        False for a subclass, and for one that a library raised.
    """
    if type(error).__name__ != "NotImplementedError":
        return False
    line = getattr(error, "student_line", "") or _own_line(error.__traceback__, function)
    return line.startswith("raise NotImplementedError") if line else not str(error)


def _own_line(trace: TracebackType | None, function: Callable[..., Any] | None) -> str:
    """Find the innermost line of the traceback that is in the learner's file."""
    code = getattr(function, "__code__", None)
    if code is None or "site-packages" in code.co_filename:  # a function of a library, not one that they wrote
        return ""
    line = ""
    frame: FrameType
    for frame, number in traceback.walk_tb(trace):
        if frame.f_code.co_filename == code.co_filename:
            line = linecache.getline(code.co_filename, number).strip() or line
    return line[:120]
