"""The parts of an assignment's answers, and which values are valid."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any, Literal

import numpy as np

Kind = Literal["shapes", "loss", "accuracy"]

#: The parts of each assignment that collects answers.
PARTS: dict[str, dict[str, Kind]] = {
    "04_tensorflow_training": {
        "tensor_shapes": "shapes",
        "linear_val_loss": "loss",
        "linear_val_accuracy": "accuracy",
        "mlp_val_loss": "loss",
        "mlp_val_accuracy": "accuracy",
    }
}

#: The tensors whose shapes are asked for, with their axes; equal letters stand for equal sizes.
TENSORS = {"X": "m n", "Y": "m C", "X_val": "k n", "W": "n C", "b": "C"}


class AnswerError(ValueError):
    """An answer, a token or a file of answers is not valid; the text says what to do."""


def check_value(assignment: str, part: str, value: Any) -> Any:
    """Check one part's value and convert it to plain Python.

    Parameters
    ----------
    assignment : str
        The assignment.
    part : str
        The part.
    value : object
        The value; NumPy and TensorFlow numbers are accepted.

    Returns
    -------
    float or dict
        The value as it is written to the file.

    Raises
    ------
    AnswerError
        If the value is not valid.
    """
    parts = parts_of(assignment)
    if not isinstance(part, str) or part not in parts:
        raise AnswerError(f"There is no part {part!r}.{nearest(str(part), parts)} The parts are {', '.join(parts)}.")
    kind = parts[part]
    if kind == "shapes":
        return _shapes(part, value)
    number = _number(part, value)
    if number < 0:
        raise AnswerError(f"{part} is {number:g}; it cannot be negative.")
    if kind == "accuracy" and number > 1:
        advice = f"{number:g} % is {number / 100:g}." if number <= 100 else "Is it the accuracy?"
        raise AnswerError(f"{part} is {number:g}; give a fraction between 0 and 1. {advice}")
    return number


def check_answers(assignment: str, answers: Mapping[str, Any]) -> None:
    """Check that all parts are set and valid.

    Parameters
    ----------
    assignment : str
        The assignment.
    answers : mapping
        The parts.

    Raises
    ------
    AnswerError
        If a part is missing or not valid.
    """
    missing = [part for part in parts_of(assignment) if part not in answers]
    if missing:
        raise AnswerError(
            f"Not all parts are set; missing: {', '.join(missing)}. Call set_answer for each, then submit."
        )
    for part, value in answers.items():
        check_value(assignment, part, value)


def parts_of(assignment: str) -> dict[str, Kind]:
    """The parts of an assignment; for an unknown one, the error names the closest match."""
    if assignment not in PARTS:
        raise AnswerError(f"{assignment!r} collects no answers.{nearest(str(assignment), PARTS)}")
    return PARTS[assignment]


def nearest(name: str, known: Mapping[str, Any]) -> str:
    """A question that names the closest match, or "" if none is close."""
    close = difflib.get_close_matches(name.lower(), list(known), n=1, cutoff=0.5)
    return f" Did you mean {close[0]!r}?" if close else ""


def _number(part: str, value: Any) -> float:
    """Convert a number of any library to a float."""
    if hasattr(value, "numpy"):
        value = value.numpy()
    if isinstance(value, (bool, np.bool_, str, bytes)) or value is None:
        raise AnswerError(f"{part} is {value!r}; expected a number.")
    try:
        array = np.asarray(value)
    except ValueError:
        array = np.empty(2)
    if array.dtype.kind not in "fiu" or array.ndim > 0:
        size = f"an array of shape {array.shape}" if array.dtype.kind in "fiu" else type(value).__name__
        raise AnswerError(f"{part} is {size}; expected a single number (from a history, that of the last epoch).")
    number = float(array)
    if not np.isfinite(number):
        raise AnswerError(f"{part} is {number}; expected a finite number. Did the training diverge?")
    return number


def _shapes(part: str, value: Any) -> dict[str, list[int]]:
    """Convert the shapes to lists of ints, and compare the sizes that must be equal."""
    if not isinstance(value, Mapping):
        raise AnswerError(f"{part} is a {type(value).__name__}; expected a dict such as {{'W': (784, 10), …}}.")
    for name in value:
        if name not in TENSORS:
            near = nearest(str(name), TENSORS) or f" The tensors are {', '.join(TENSORS)}."
            raise AnswerError(f"{part} has a shape for {name!r}, which is not asked for.{near}")
    missing = [name for name in TENSORS if name not in value]
    if missing:
        raise AnswerError(f"{part} is missing the shape of {', '.join(missing)}.")
    shapes = {name: _shape(part, name, value[name], len(axes.split())) for name, axes in TENSORS.items()}
    sizes: dict[str, tuple[int, str]] = {}
    for name, axes in TENSORS.items():
        for position, (axis, size) in enumerate(zip(axes.split(), shapes[name], strict=True)):
            before, where = sizes.setdefault(axis, (size, f"axis {position} of {name}"))
            if before != size:
                raise AnswerError(
                    f"{part} are inconsistent: {where} is {before}, axis {position} of {name} is {size}. "
                    "Are two of them swapped?"
                )
    return shapes


def _shape(part: str, name: str, value: Any, axes: int) -> list[int]:
    """Convert one shape to a list of ints."""
    try:
        sizes = [int(size) for size in value if not isinstance(size, (bool, str)) and int(size) == size]
        complete = len(sizes) == len(value)
    except (TypeError, ValueError, OverflowError):
        sizes, complete = [], False
    if not complete or not sizes or min(sizes) < 1:
        raise AnswerError(f"{part}: the shape of {name} is {value!r}; expected whole numbers, such as (784, 10).")
    if len(sizes) != axes:
        raise AnswerError(f"{part}: the shape of {name} has {len(sizes)} axes; expected {axes}.")
    return sizes
