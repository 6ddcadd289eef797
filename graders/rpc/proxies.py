"""Proxies for functions and objects of the other side."""

import types
from typing import Any, Protocol

from graders.rpc import tensor_calls, tensorflow_values
from graders.rpc.framing import WireError

_PLAIN = (types.FunctionType, types.BuiltinFunctionType, types.MethodType)


class Caller(Protocol):
    """The part of a `Peer` that proxies use.

    Attributes
    ----------
    tally : int or None
        While a call's steps are counted: how many of them our own functions ran when the other side called them.
    """

    tally: int | None

    def call(
        self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any], op: str = "call", method: str = ""
    ) -> Any:
        """Call a function of the other side."""


class Remote:
    """A function of the other side.

    Parameters
    ----------
    peer : Caller
        Makes the calls.
    number : int
        Its owner's number for it.
    name : str
        Its name there.
    """

    def __init__(self, peer: Caller, number: int, name: str) -> None:
        self.peer, self.number = peer, number
        self.__name__ = self.__qualname__ = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function there; an error there is raised here."""
        if any(tensorflow_values.is_tensor(value) for value in (*args, *kwargs.values())):
            return tensor_calls.call(self, args, kwargs)
        return self.peer.call(self.number, args, kwargs)

    def count_steps(self, *args: Any) -> int:
        """Have the other side count the steps of Python that a call runs."""
        before, self.peer.tally = self.peer.tally, 0
        try:
            steps = self.peer.call(self.number, args, {}, op="steps")
            if type(steps) is not int or steps < 0:
                raise WireError("what came back is not a number of steps")
            return steps + self.peer.tally
        finally:
            self.peer.tally = before

    def __deepcopy__(self, memo: dict[int, Any]) -> "Remote":
        return self

    def __repr__(self) -> str:
        return f"<function {self.__name__}>"


class RemoteObject:
    """An object of the other side, of which some methods can be called.

    Parameters
    ----------
    peer : Caller
        Makes the calls.
    number : int
        Its owner's number for it.
    methods : list of str
        Their names.
    """

    def __init__(self, peer: Caller, number: int, methods: list[str]) -> None:
        self._number = number
        for name in methods:
            setattr(self, name, _Method(peer, number, name))


class _Method:
    """One method of a `RemoteObject`."""

    def __init__(self, peer: Caller, number: int, name: str) -> None:
        self.peer, self.number, self.__name__ = peer, number, name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the method there."""
        return self.peer.call(self.number, args, kwargs, method=self.__name__)


def methods(value: Any) -> list[str]:
    """List the public methods of an object's class.

    Parameters
    ----------
    value : object
        Any object.

    Returns
    -------
    list of str
        Names without a leading underscore, sorted.
    """
    names = {name for kind in type(value).__mro__[:-1] for name, item in vars(kind).items() if isinstance(item, _PLAIN)}
    return sorted(name for name in names if not name.startswith("_"))
