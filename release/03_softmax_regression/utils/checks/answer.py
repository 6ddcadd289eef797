"""What one call of a learner's function returned, and the checks of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from utils.checks.differences import largest_difference, recognise, shape_hint
from utils.checks.failures import CheckFailed, require
from utils.describe import describe, shown

RTOL = 1e-4  # wide enough for float32, narrow enough that no known mistake passes
ATOL = 1e-6


@dataclass
class Answer:
    """What one call of the learner's function returned.

    Each check returns the answer itself, so that checks can be chained.

    Attributes
    ----------
    value : object
        The result; after `array` or `number` a plain NumPy array or float.
    call : str
        The call, as the learner would read it.
    printed : str
        What the learner's code printed during the call.
    arguments : tuple
        The arguments as the learner's function left them.
    remarks : list of str
        Comments that cost no marks.
    """

    value: Any
    call: str
    printed: str = ""
    arguments: tuple[Any, ...] = ()
    remarks: list[str] = field(default_factory=list)

    @property
    def shape(self) -> tuple[int, ...] | None:
        """The shape of the result as it was returned; None if its rows differ in length."""
        try:
            return np.shape(self.value)
        except ValueError:
            return None

    @property
    def truth(self) -> bool:
        """Whether the result is boolean."""
        value = self.value.numpy() if hasattr(self.value, "numpy") else self.value
        try:
            return bool(np.asarray(value).dtype == bool)
        except ValueError:
            return False

    def array(self, shape: tuple[int, ...] | None = None, kind: str = "number", hint: str = "") -> "Answer":
        """Check type, shape and dtype.

        Lists, tuples, NumPy scalars and TensorFlow tensors count as the arrays they stand for.

        Parameters
        ----------
        shape : tuple of int, optional
            The expected shape.
        kind : {"number", "float", "int"}
            The expected dtype; "number" accepts integers and floats.
        hint : str
            What to say about a wrong shape; by default its usual cause.

        Returns
        -------
        Answer
            This answer; `value` is now a float64 or int64 array.

        Raises
        ------
        CheckFailed
            If type, shape or dtype is wrong.
        """
        array = self._as_array()
        if shape is not None and array.shape != shape:
            raise CheckFailed(
                f"{self.call} returns shape {array.shape}; expected shape {shape}. {hint or shape_hint(array.shape, shape)}"
            )
        if kind == "float":
            require(
                array.dtype.kind == "f", f"{self.call} returns dtype {array.dtype}; expected floating point numbers."
            )
        if kind == "int":
            whole = array.dtype.kind in "iub" or (array.dtype.kind == "f" and bool(np.all(np.mod(array, 1) == 0)))
            require(whole, f"{self.call} returns {shown(array)}; expected whole numbers.")
        self.value = array.astype(np.int64 if array.dtype.kind in "iub" else np.float64)
        return self

    def number(self) -> "Answer":
        """Check that the result is a single number.

        Returns
        -------
        Answer
            This answer; `value` is now a float.

        Raises
        ------
        CheckFailed
            If the result is not a single number.
        """
        array = self._as_array()
        require(
            array.size == 1,
            f"{self.call} returns an array of shape {array.shape}; expected a single number. "
            "Is a sum or a mean missing, or is it taken along one axis only?",
        )
        self.value = float(array.reshape(()))
        return self

    def finite(self, hint: str = "") -> "Answer":
        """Check that no entry is nan or infinite.

        Parameters
        ----------
        hint : str
            What to say about the cause.

        Returns
        -------
        Answer
            This answer.

        Raises
        ------
        CheckFailed
            If any entry is nan or infinite.
        """
        values = np.asarray(self.value, dtype=np.float64)
        if not np.all(np.isfinite(values)):
            what = "nan (not a number)" if np.isnan(values).any() else "infinity"
            hint = hint or "Look for an overflow, a division by zero or the logarithm of zero."
            raise CheckFailed(f"{self.call} returns {what}: {shown(self.value)}. {hint}")
        return self

    def close(
        self,
        expected: ArrayLike,
        mistakes: Mapping[str, Any] | None = None,
        hint: str = "",
        rtol: float = RTOL,
        atol: float = ATOL,
    ) -> "Answer":
        """Check that the values are right.

        Parameters
        ----------
        expected : array_like
            The right values.
        mistakes : mapping of str to (array_like or callable), optional
            For each known mistake a phrase that names it and the values that it leads to (or a function
            without arguments that computes them). If the answer agrees with one of them, the message ends with
            that phrase.
        hint : str
            What to say when no known mistake matches.
        rtol, atol : float
            Relative and absolute tolerance, as in `numpy.isclose`.

        Returns
        -------
        Answer
            This answer.

        Raises
        ------
        CheckFailed
            If a value differs by more than the tolerance.
        """
        got, right = np.asarray(self.value, dtype=np.float64), np.asarray(expected, dtype=np.float64)
        require(got.shape == right.shape, f"{self.call} returns shape {got.shape}; expected shape {right.shape}.")
        if np.allclose(got, right, rtol=rtol, atol=atol):
            return self
        advice = recognise(got, mistakes or {}, rtol, atol) or hint or "Compare these numbers by hand, step by step."
        raise CheckFailed(
            f"{self.call} gives {shown(got)}; expected {shown(right)}{largest_difference(got, right)}. {advice}"
        )

    def unchanged(self, originals: tuple[Any, ...], names: str | list[str] = "") -> "Answer":
        """Check that the arguments were not changed in place.

        Parameters
        ----------
        originals : tuple
            The arguments that were passed.
        names : str or list of str
            Their names.

        Returns
        -------
        Answer
            This answer.

        Raises
        ------
        CheckFailed
            If an array, or one inside a list or a dict, was changed in place.
        """
        names = names.split() if isinstance(names, str) else names
        for index, (before, after) in enumerate(zip(originals, self.arguments, strict=False)):
            if not _same(before, after):
                name = names[index] if index < len(names) else f"argument {index + 1}"
                raise CheckFailed(
                    f"{self.call} changes its argument `{name}` in place. Whoever called it still needs the old values: "
                    "compute a new array (`c = a + b`, not `a += b`)."
                )
        return self

    def _as_array(self) -> NDArray[Any]:
        """Turn the result into a plain numeric array, or say what it is instead."""
        value = self.value
        if value is None and self.printed.strip():
            raise CheckFailed(f"{self.call} prints its result but returns None: use `return` instead of `print`.")
        if isinstance(value, (str, bytes, dict, set)) or value is None or callable(value) or isinstance(value, type):
            raise CheckFailed(f"{self.call} returns {describe(value)}; expected an array of numbers.")
        if hasattr(value, "numpy") and not isinstance(value, np.ndarray):
            value = value.numpy()
        if isinstance(value, (list, tuple)):
            self.remarks.append(f"{self.call} returns a {type(value).__name__}; an array is easier to compute with.")
        try:
            array = np.array(value)
        except ValueError:
            raise CheckFailed(f"{self.call} returns {describe(self.value)} with rows of different lengths.") from None
        if array.dtype.kind not in "fiub":
            raise CheckFailed(f"{self.call} returns {describe(self.value)} which does not hold real numbers.")
        return array


def _same(before: Any, after: Any) -> bool:
    """Compare two arguments, including what lists, tuples and dicts contain."""
    if isinstance(before, np.ndarray):
        return (
            isinstance(after, np.ndarray)
            and before.shape == after.shape
            and before.dtype == after.dtype
            and np.array_equal(before, after, equal_nan=before.dtype.kind == "f")
        )
    if isinstance(before, (list, tuple, dict)) and type(before) is not type(after):
        return False
    if isinstance(before, (list, tuple)):
        return len(before) == len(after) and all(_same(b, a) for b, a in zip(before, after, strict=True))
    if isinstance(before, dict):
        return before.keys() == after.keys() and all(_same(before[key], after[key]) for key in before)
    return before is after or callable(before) or bool(np.all(before == after))
