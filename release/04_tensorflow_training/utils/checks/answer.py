"""What one call of a learner's function returned, and the checks of it."""

import contextlib
import copy
import io
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from utils.checks.differences import farthest, recognise, shape_hint
from utils.describe import call_text, describe, error_text, shown
from utils.placeholder import Placeholder

RTOL = 1e-4  # wide enough for float32, narrow enough that no known mistake passes
ATOL = 1e-6
LONGEST_PRINT = 10_000  # characters of a learner's own printing that are kept while a check calls it


class CheckFailed(AssertionError):
    """A check that gave way; its text is what the learner reads."""


def require(condition: object, message: str) -> None:
    """Fail with a message unless the condition holds.

    Parameters
    ----------
    condition : object
        Anything with a truth value.
    message : str
        What the learner reads: what was expected, what came, what to look at.

    Raises
    ------
    CheckFailed
        If the condition is false.
    """
    if not condition:
        raise CheckFailed(message)


def defined(target: Any, name: str) -> None:
    """Fail where an answer is missing: still a placeholder, or None.

    Parameters
    ----------
    target : object
        What the learner's name holds.
    name : str
        That name.

    Raises
    ------
    NotImplementedError
        If the answer is still to be written.
    CheckFailed
        If the name holds None.
    """
    if isinstance(target, Placeholder):
        raise NotImplementedError(f"`{name}` is still to be written.")
    require(target is not None, f"`{name}` is None: give it a value in the cell of this exercise.")


@dataclass
class Answer:
    """What one call of the learner's function gave, and the rungs it has to climb.

    Each rung returns the answer itself, so that rungs can be written in a row.

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
        What deserves a word but costs no marks.
    """

    value: Any
    call: str
    printed: str = ""
    arguments: tuple[Any, ...] = ()
    remarks: list[str] = field(default_factory=list)

    @property
    def shape(self) -> tuple[int, ...] | None:
        """The shape of the result as it came; None where its rows have different lengths."""
        try:
            return np.shape(self.value)
        except ValueError:
            return None

    @property
    def truth(self) -> bool:
        """Whether the result consists of True and False."""
        value = self.value.numpy() if hasattr(self.value, "numpy") else self.value
        try:
            return bool(np.asarray(value).dtype == bool)
        except ValueError:
            return False

    def array(self, shape: tuple[int, ...] | None = None, kind: str = "number", hint: str = "") -> "Answer":
        """Climb the rungs type, shape and dtype.

        Lists, tuples, NumPy scalars and TensorFlow tensors count as the arrays they stand for.

        Parameters
        ----------
        shape : tuple of int, optional
            The shape that is asked.
        kind : {"number", "float", "int"}
            The dtype that is asked; "number" takes integers and floats.
        hint : str
            What to look at if the shape is wrong.

        Returns
        -------
        Answer
            This answer; `value` is now a float64 or int64 array.

        Raises
        ------
        CheckFailed
            With the rung that gave way.
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
        """Climb the rung "a single number".

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
        """Climb the rung "no nan, no infinity".

        Parameters
        ----------
        hint : str
            What to look at.

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
        """Climb the rung "the values are right".

        Parameters
        ----------
        expected : array_like
            The right values.
        mistakes : mapping of str to (array_like or callable), optional
            For each known mistake the words that name it and the values that it gives (or a function
            of no arguments that computes them). If the answer agrees with one of them, its words are
            the message's last sentence.
        hint : str
            What to look at when no known mistake fits.
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
        raise CheckFailed(f"{self.call} gives {shown(got)}; expected {shown(right)}{farthest(got, right)}. {advice}")

    def unchanged(self, originals: tuple[Any, ...], names: str | list[str] = "") -> "Answer":
        """Climb the rung "the arguments are left as they were".

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
            If an array (also one inside a list or a dict) was changed in place.
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
        """Turn the result into a plain numeric array, or say what it is in place of one."""
        value = self.value
        if value is None and self.printed.strip():
            raise CheckFailed(f"{self.call} prints its result but returns None: use `return` in place of `print`.")
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
            raise CheckFailed(f"{self.call} returns {describe(self.value)} which holds no real numbers.")
        return array


class Function:
    """The learner's function, wrapped so that calling it climbs the first rungs.

    Parameters
    ----------
    target : object
        What the learner's name holds.
    name : str
        That name.
    parameters : str
        The parameters' names, separated by blanks, for messages.

    Raises
    ------
    NotImplementedError
        If the function is still to be written.
    CheckFailed
        If the name holds no function.
    """

    def __init__(self, target: Any, name: str, parameters: str = "") -> None:
        defined(target, name)
        require(
            callable(target) and not isinstance(target, type),
            f"`{name}` should be a function, but it holds {describe(target)}. Was the name used again for something else?",
        )
        self.target: Callable[..., Any] = target
        self.name = name
        self.parameters = parameters.split()

    def __call__(self, *arguments: Any) -> Answer:
        """Call the function with copies of the arguments.

        Parameters
        ----------
        *arguments : object
            What to pass; arrays, lists and dicts are copied first, so that a function which changes
            them spoils no later check.

        Returns
        -------
        Answer
            What came back.

        Raises
        ------
        NotImplementedError
            If the function is still to be written.
        CheckFailed
            If the call stops with an error: the message names it and the learner's own line.
        """
        call = call_text(self.name, self.parameters, arguments)
        passed = tuple(argument if callable(argument) else copy.deepcopy(argument) for argument in arguments)
        printed = io.StringIO()
        try:
            with quiet(printed):
                value = self.target(*passed)
        except NotImplementedError as error:
            if "still to be written" in str(error):  # the words of a Placeholder: an earlier name of the notebook
                raise CheckFailed(
                    f"{call} uses a name of the notebook that has no value yet, {error_text(error, self.target)}. Is it "
                    "one of the arguments that should stand there?"
                ) from None
            raise NotImplementedError(
                f"`{self.name}` is still to be written (it raises NotImplementedError)."
            ) from None
        except (Exception, SystemExit) as error:
            raise CheckFailed(f"{call} stops with {error_text(error, self.target)}.") from None
        return Answer(value, call, printed.getvalue()[:LONGEST_PRINT], passed)


@contextlib.contextmanager
def quiet(printed: io.StringIO | None = None) -> Any:
    """Keep the learner's printing and warnings out of a check's own output.

    nbgrader gives no marks for a test cell that writes to stderr, and a warning in a right answer is
    no mistake.

    Parameters
    ----------
    printed : io.StringIO, optional
        Receives what is printed.

    Yields
    ------
    io.StringIO
        What receives the printing.
    """
    target = printed if printed is not None else io.StringIO()
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        with contextlib.redirect_stdout(target), contextlib.redirect_stderr(target):
            yield target


def passed(name: str, *answers: Answer) -> None:
    """Tell the learner that the public checks of an exercise hold.

    Parameters
    ----------
    name : str
        The exercise.
    *answers : Answer
        Answers whose remarks are printed, each remark once.
    """
    print(f"✓ {name}: all public checks passed.")
    for remark in dict.fromkeys(remark for answer in answers for remark in answer.remarks):
        print(f"  Remark: {remark}")


def _same(before: Any, after: Any) -> bool:
    """Compare two arguments, looking into lists, tuples and dicts."""
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
