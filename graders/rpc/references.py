"""Numbers by which the two sides name functions, objects, variables and optimizers to each other."""

from collections.abc import Callable
from typing import Any

from graders.rpc.framing import WireError

MOST_REFERENCES = 100_000
MOST_VARIABLES = 10_000


class References:
    """What one side has named to the other, and its copies of what the other side has named."""

    def __init__(self) -> None:
        self._owned: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}  # by `id`; negative for what the other side owns
        self._callable: dict[int, list[str]] = {}  # what may be called: "" for the value itself, else its methods
        self._theirs: dict[int, Any] = {}  # our copies of their variables and optimizers

    def own(self, value: Any, callable_as: list[str] | None = None) -> int:
        """Give a value of ours its number.

        Parameters
        ----------
        value : object
            A function, an object, a variable; it is kept alive.
        callable_as : list of str, optional
            Methods of it that may be called, "" for the value itself; none if it is only named.

        Returns
        -------
        int
            The number.
        """
        known = self._numbers.get(id(value))
        if known is not None:
            if callable_as:
                self._callable.setdefault(known, callable_as)
            return known
        if len(self._owned) >= MOST_REFERENCES:
            raise WireError("too many functions and variables have crossed")
        number = len(self._owned) + 1
        self._owned[number] = value
        self._numbers[id(value)] = number
        if callable_as:
            self._callable[number] = callable_as
        return number

    def owned(self, number: Any) -> Any:
        """Find a value of ours by its number; None if there is none."""
        return self._owned.get(number) if type(number) is int else None

    def may_call(self, number: int, method: str) -> bool:
        """Tell whether the other side may call a method of a value of ours, or itself if the method is ""."""
        return method in self._callable.get(number, ())

    def number_of(self, value: Any) -> dict[str, int]:
        """Give the fields that name a variable or an optimizer, ours or the other side's."""
        known = self._numbers.get(id(value))
        return {"yours": -known} if known is not None and known < 0 else {"ref": self.own(value)}

    def named(self, content: dict[str, Any], make: Callable[[], Any]) -> Any:
        """Find the variable or optimizer that the fields from `number_of` name.

        Parameters
        ----------
        content : dict
            With those fields.
        make : callable
            Makes our copy if the other side owns it and names it for the first time.

        Returns
        -------
        object
            Ours, or our copy of theirs.
        """
        if "yours" in content:
            found = self._owned.get(content["yours"])
            if found is None:
                raise WireError("no variable has that number")
            return found
        number = content.get("ref")
        if type(number) is not int:
            raise WireError("a variable came without its number")
        if number not in self._theirs:
            if len(self._theirs) >= MOST_VARIABLES:
                raise WireError("too many variables have crossed")
            self._theirs[number] = make()
            self._numbers[id(self._theirs[number])] = -number
        return self._theirs[number]
