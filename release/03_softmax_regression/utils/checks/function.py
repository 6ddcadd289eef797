"""A learner's function, wrapped so that a call of it is the first check."""

import copy
import io
from collections.abc import Callable
from typing import Any

from utils.checks.answer import Answer
from utils.checks.failures import CheckFailed, defined, require
from utils.checks.output import quiet
from utils.describe import call_text, describe, error_text, is_unwritten

LONGEST_PRINT = 10_000  # characters of a learner's own printing that are kept while a check calls it


class Function:
    """The learner's function; calling it runs it on copies of the arguments and reports an error as a failed check.

    Parameters
    ----------
    target : object
        What the learner's name holds.
    name : str
        That name.
    parameters : str
        The names of the parameters, separated by spaces, for messages.

    Raises
    ------
    NotImplementedError
        If the function is not written yet.
    CheckFailed
        If the name does not hold a function.
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
            What to pass; arrays, lists and dicts are copied first, so that a function that changes
            them does not spoil later checks.

        Returns
        -------
        Answer
            What the call returned.

        Raises
        ------
        NotImplementedError
            If the function is not written yet.
        CheckFailed
            If the call raises an error: the message names it and the line of the learner's that raised it.
        """
        call = call_text(self.name, self.parameters, arguments)
        passed = tuple(argument if callable(argument) else copy.deepcopy(argument) for argument in arguments)
        printed = io.StringIO()
        try:
            with quiet(printed):
                value = self.target(*passed)
        except NotImplementedError as error:
            if "still to be written" in str(error):  # a Placeholder says this: some other answer is missing
                raise CheckFailed(
                    f"{call} uses a variable of the notebook that has no value yet, {error_text(error, self.target)}. Should it "
                    "use one of its arguments instead?"
                ) from None
            if is_unwritten(error, self.target):
                words = f"`{self.name}` is still to be written (it raises NotImplementedError)."
                raise NotImplementedError(words) from None
            raise CheckFailed(f"{call} stops with {error_text(error, self.target)}.") from None
        except (Exception, SystemExit) as error:
            raise CheckFailed(f"{call} stops with {error_text(error, self.target)}.") from None
        return Answer(value, call, printed.getvalue()[:LONGEST_PRINT], passed)
