"""Failed checks: the exception and the two conditions that every check is made of."""

from typing import Any

from utils.placeholder import Placeholder


class CheckFailed(AssertionError):
    """A failed check; its text is what the learner reads."""


def require(condition: object, message: str) -> None:
    """Fail with a message unless the condition holds.

    Parameters
    ----------
    condition : object
        Anything with a truth value.
    message : str
        What the learner reads: what was expected, what was found, where to look.

    Raises
    ------
    CheckFailed
        If the condition is false.
    """
    if not condition:
        raise CheckFailed(message)


def defined(target: Any, name: str) -> None:
    """Fail if an answer is missing: still a placeholder, or None.

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
