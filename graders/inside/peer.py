"""Calls across a channel, in both directions.

Each side may call what the other has handed over, also while it is being called itself: a student's layer
calls the judge's activation, a judge's callback calls the student's loss. A call carries its arguments by
value; what the callee changed in place comes back beside the result.
"""

import contextlib
import copy
import io
import sys
import types
from collections.abc import Callable
from typing import Any

import numpy as np

from . import calls, tensors
from .values import Decoder, Encoder, Opaque, WireError
from .wire import Channel

DEEPEST_CALL = 30
MOST_REFERENCES = 100_000
LONGEST_TEXT = 3_000  # characters of an error's text
LONGEST_PRINT = 10_000  # characters of what a call printed
_PLAIN = (types.FunctionType, types.BuiltinFunctionType, types.MethodType)


class _Kept:
    """A call that takes no arguments, known by the code that it runs, and keeps what comes of it."""

    def __init__(self, function: types.FunctionType, args: list[Any], kwargs: dict[str, Any]) -> None:
        self.__code__ = function.__code__
        self._call = lambda: function(*args, **kwargs)
        self.value: Any = None

    def __call__(self) -> None:
        self.value = self._call()


class Remote:
    """A function of the other side.

    Parameters
    ----------
    peer : Peer
        How to reach it.
    number : int
        The number by which its owner knows it.
    name : str
        What it is called there.
    """

    def __init__(self, peer: "Peer", number: int, name: str) -> None:
        self.peer, self.number = peer, number
        self.__name__ = self.__qualname__ = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it; errors come back as errors."""
        if any(tensors.is_tensor(value) for value in (*args, *kwargs.values())):
            return calls.call(self, args, kwargs)
        return self.peer.call(self.number, args, kwargs)

    def count_steps(self, *args: Any) -> int:
        """Have the other side count how much Python a call runs."""
        before, self.peer.tally = self.peer.tally, 0
        try:
            steps = self.peer.call(self.number, args, {}, op="steps")
            if type(steps) is not int or steps < 0:
                raise WireError("what came back is no number of steps")
            return steps + self.peer.tally
        finally:
            self.peer.tally = before

    def __deepcopy__(self, memo: dict[int, Any]) -> "Remote":
        return self

    def __repr__(self) -> str:
        return f"<function {self.__name__}>"


class RemoteObject:
    """An object of the other side: some methods that can be called.

    Parameters
    ----------
    peer : Peer
        How to reach it.
    number : int
        The number by which its owner knows it.
    methods : list of str
        What can be called.
    """

    def __init__(self, peer: "Peer", number: int, methods: list[str]) -> None:
        self._number = number
        for name in methods:
            setattr(self, name, _Method(peer, number, name))


class _Method:
    """One method of a `RemoteObject`."""

    def __init__(self, peer: "Peer", number: int, name: str) -> None:
        self.peer, self.number, self.__name__ = peer, number, name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it."""
        return self.peer.call(self.number, args, kwargs, method=self.__name__)


class Peer:
    """One side of the calls.

    Parameters
    ----------
    channel : Channel
        Connected to the other side.
    """

    answered: tuple[type[BaseException], ...] = (Exception, SystemExit)  # what becomes an answer; others break off

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.depth = 0
        self.tally: int | None = None  # steps that our own functions ran while the other side counts
        self._owned: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}
        self._callable: dict[int, list[str]] = {}  # what of ours may be called: "" for itself, else its methods
        self._theirs: dict[int, Any] = {}  # their variables and optimizers, as ours

    # What differs between the two sides --------------------------------------------------------------

    def model(self, content: dict[str, Any], decoder: Decoder) -> Any:
        """Build a Keras model of what came."""
        raise NotImplementedError

    def raise_error(self, error: dict[str, Any]) -> Any:
        """Raise the error that the other side met."""
        raise NotImplementedError

    def own_line(self, error: BaseException, function: Any) -> str:
        """Give the learner's line in which an error arose."""
        return ""

    def handle(self, op: str, message: dict[str, Any], decoder: Decoder) -> Any:
        """Do what only one side can do."""
        raise WireError(f"no request is called {op[:20]!r}")

    # Calls --------------------------------------------------------------------------------------------

    def call(
        self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any], op: str = "call", method: str = ""
    ) -> Any:
        """Call a function of the other side.

        Parameters
        ----------
        number : int
            Its number.
        args, kwargs
            What to call it with. Arrays, lists, dicts and variables that the callee changes in place are
            changed here, too.
        op : {"call", "steps"}
            What to do with it.
        method : str
            The method, if it is an object.

        Returns
        -------
        object
            What it returns.
        """
        reply, decoder = self.request(op, {"args": list(args), "kwargs": kwargs}, function=number, method=method)
        self._put_back([*args, *kwargs.values()], reply.get("changed") or [], decoder)
        printed = reply.get("printed")
        if isinstance(printed, str) and printed:
            sys.stdout.write(printed[:LONGEST_PRINT])
        return decoder.decode(reply.get("value"))

    def _put_back(self, args: list[Any], changed: Any, decoder: Decoder) -> None:
        """Change arguments, the named ones last, in place as the other side says that its function did."""
        try:
            for index, new in changed:
                if type(index) is int and 0 <= index < len(args):
                    update(args[index], decoder.decode(new))
        except WireError:
            raise
        except Exception:
            raise WireError("what came back does not fit the arguments") from None

    def request(self, op: str, values: dict[str, Any], **fields: Any) -> tuple[dict[str, Any], Decoder]:
        """Send a request and serve the other side's own requests until the reply is there.

        Parameters
        ----------
        op : str
            What is asked.
        values : dict
            Sent encoded.
        **fields
            Sent as they are.

        Returns
        -------
        dict
            The reply.
        Decoder
            Of its values.
        """
        encoder = Encoder(self)
        message = {"op": op, **fields, **{key: encoder.encode(value) for key, value in values.items()}}
        self.channel.send(message, encoder.blobs)
        while True:
            reply, blobs = self.channel.receive()
            decoder = Decoder(self, blobs)
            if "op" in reply:
                self.serve_one(reply, decoder)
                continue
            if "error" in reply:
                self.raise_error(reply["error"] if isinstance(reply["error"], dict) else {})
            return reply, decoder

    def serve_one(self, message: dict[str, Any], decoder: Decoder) -> None:
        """Do one request and send the reply.

        Parameters
        ----------
        message : dict
            The request.
        decoder : Decoder
            Of its values.
        """
        self.depth += 1
        encoder = Encoder(self)
        function: Any = None
        try:
            if self.depth > DEEPEST_CALL:
                raise RecursionError("calls are nested too deeply")
            op = str(message.get("op"))
            if op in ("call", "steps", "vjp"):
                number = message.get("function")
                function = self._owned.get(number) if type(number) is int else None
                reply = self._do_call(op, message, decoder, encoder, function)
            else:
                reply = {"value": encoder.encode(self.handle(op, message, decoder))}
        except self.answered as error:
            encoder = Encoder(self)
            reply = {"error": self.error_fields(error, function)}
        finally:
            self.depth -= 1
        self.channel.send(reply, encoder.blobs)

    def _do_call(
        self, op: str, message: dict[str, Any], decoder: Decoder, encoder: Encoder, function: Any
    ) -> dict[str, Any]:
        """Call one of our own functions."""
        if function is None:
            raise WireError("no function has that number")
        method = message.get("method") or ""
        if method not in self._callable.get(message["function"], ()):
            raise WireError("that was not given to be called")
        if method:
            function = getattr(function, method)
        args, kwargs = decoder.decode(message.get("args")), decoder.decode(message.get("kwargs"))
        if not isinstance(args, list) or not isinstance(kwargs, dict):
            raise WireError("the arguments are none")
        if op == "vjp":
            return {"value": encoder.encode(calls.vjp(function, args, kwargs, decoder.decode(message["upstream"])))}
        given = [*args, *kwargs.values()]
        before = [_snapshot(value) for value in given]
        printed = io.StringIO()
        with contextlib.redirect_stdout(_Capped(printed)):
            value = self.steps(function, args) if op == "steps" else self._call(function, args, kwargs)
        changed = [[k, encoder.encode(v)] for k, v in enumerate(given) if not _same(before[k], v)]
        try:
            encoded = encoder.encode(value)
        except WireError as error:
            encoded = {"opaque": f"a value that is too large or too odd and cannot be looked at ({error})"}
        reply: dict[str, Any] = {"value": encoded, "changed": changed}
        if text := printed.getvalue():
            reply["printed"] = text[:LONGEST_PRINT]
        return reply

    def _call(self, function: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Call one of our functions; while the other side counts steps, count those that it leaves to us, too."""
        if self.tally is None or not isinstance(function, types.FunctionType):
            return function(*args, **kwargs)
        from utils.steps import count_steps

        call = _Kept(function, args, kwargs)
        self.tally += count_steps(call)
        return call.value

    def steps(self, function: Callable[..., Any], args: list[Any]) -> int:
        """Count how much Python a call of one of our functions runs."""
        raise WireError("steps are counted on the student's side")

    def error_fields(self, error: BaseException, function: Any) -> dict[str, Any]:
        """Describe an error in plain text.

        Parameters
        ----------
        error : BaseException
            What was raised.
        function : object
            What was called.

        Returns
        -------
        dict
            Its type's names, its text and the learner's line.
        """
        try:
            text = str(error)[:LONGEST_TEXT]
        except Exception:
            text = "(its text cannot be read)"
        names = [kind.__name__[:60] for kind in type(error).__mro__[:12]]
        try:
            line = self.own_line(error, function)[:200]
        except Exception:
            line = ""
        return {"types": names, "text": text.encode("utf-8", "replace").decode(), "line": line}

    # References ---------------------------------------------------------------------------------------

    def own(self, value: Any, callable_as: list[str] | None = None) -> int:
        """Give a value a number by which the other side may name it.

        Parameters
        ----------
        value : object
            A function, an object, a variable; it is kept alive.
        callable_as : list of str, optional
            Methods of it that may be called, "" for the value itself; none where it is only named.

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
            raise WireError("more functions than are kept")
        number = len(self._owned) + 1
        self._owned[number] = value
        self._numbers[id(value)] = number
        if callable_as:
            self._callable[number] = callable_as
        return number

    def refer(self, value: Any) -> dict[str, Any] | None:
        """Encode a function or an object as a reference."""
        if isinstance(value, Remote) and value.peer is self:
            return {"yours": value.number}
        if isinstance(value, RemoteObject):
            return {"yours": value._number}
        if isinstance(value, np.ufunc):
            return {"ufunc": value.__name__}
        if callable(value) and not hasattr(value, "__array__"):
            name = getattr(value, "__name__", None)
            return {"function": self.own(value, [""]), "name": str(name)[:60] if isinstance(name, str) else ""}
        if offered := self.offer(value):
            return {"object": self.own(value, offered), "methods": offered}
        return None

    def offer(self, value: Any) -> list[str]:
        """List the methods of an object that the other side may call; none for most objects."""
        return []

    def special(self, value: Any, encoder: Encoder) -> Any:
        """Encode what TensorFlow and Keras know."""
        return tensors.encode(value, self, encoder)

    def resolve(self, kind: str, content: dict[str, Any], decoder: Decoder) -> Any:
        """Decode a function, an object, or what TensorFlow and Keras know."""
        inside = content[kind]
        if kind == "function":
            name = str(content.get("name") or "")[:60]
            return Remote(self, int(inside), name if name.isprintable() else "")
        if kind == "yours":
            if inside not in self._owned:
                raise WireError("no function has that number")
            return self._owned[inside]
        if kind == "object":
            names = [str(name) for name in content["methods"] if str(name).isidentifier()]
            return RemoteObject(self, int(inside), names[:50])
        if kind == "ufunc":
            found = getattr(np, str(inside), None)
            return found if isinstance(found, np.ufunc) else Opaque("a function of NumPy")
        if kind == "module":
            return Opaque(f"the module {str(inside)[:60]}")
        if kind == "model":
            if "tensorflow" not in sys.modules:  # nobody here asked for it, and it takes long to import
                raise WireError("a model is not looked at in this exercise")
            return self.model(content, decoder)
        return tensors.decode(kind, content, self, decoder)

    def known(self, number: Any, make: Callable[[], Any]) -> Any:
        """Give our copy of one of the other side's variables or optimizers, made at first sight."""
        if type(number) is not int:
            raise WireError("a variable came without its number")
        if number not in self._theirs:
            if len(self._theirs) >= 10_000:
                raise WireError("more variables than are kept")
            self._theirs[number] = make()
            self._numbers[id(self._theirs[number])] = -number
        return self._theirs[number]

    def number_of(self, value: Any) -> dict[str, int]:
        """Give the fields that name a variable or an optimizer: ours, or one that the other side owns."""
        known = self._numbers.get(id(value))
        return {"yours": -known} if known is not None and known < 0 else {"ref": self.own(value)}

    def named(self, content: dict[str, Any], make: Callable[[], Any]) -> Any:
        """Find the variable or optimizer that is meant by `number_of`'s fields."""
        if "yours" in content:
            found = self._owned.get(content["yours"])
            if found is None:
                raise WireError("no variable has that number")
            return found
        return self.known(content.get("ref"), make)


class _Capped(io.TextIOBase):
    """Keeps the beginning of what is written and drops the rest."""

    def __init__(self, target: io.StringIO) -> None:
        self.target = target

    def write(self, text: str) -> int:
        if (room := LONGEST_PRINT - self.target.tell()) > 0:
            self.target.write(str(text)[:room])
        return len(text)

    def writable(self) -> bool:
        return True


def methods(value: Any) -> list[str]:
    """List the public methods of an object's class.

    Parameters
    ----------
    value : object
        The object.

    Returns
    -------
    list of str
        Their names.
    """
    names = {name for kind in type(value).__mro__[:-1] for name, item in vars(kind).items() if isinstance(item, _PLAIN)}
    return sorted(name for name in names if not name.startswith("_"))


def update(old: Any, new: Any) -> None:
    """Change a value in place to what a callee made of it, as far as that can be done.

    Parameters
    ----------
    old : object
        Array, list, dict or variable that was passed.
    new : object
        What became of it.
    """
    if isinstance(old, np.ndarray) and isinstance(new, np.ndarray):
        if old.shape == new.shape and old.flags.writeable:
            np.copyto(old, new, casting="unsafe")
    elif isinstance(old, dict) and isinstance(new, dict):
        for key in [key for key in old if key not in new]:
            del old[key]
        for key, value in new.items():
            old[key] = _merged(old.get(key), value)
    elif isinstance(old, list) and isinstance(new, list):
        old[:] = [_merged(old[k] if k < len(old) else None, value) for k, value in enumerate(new)]
    elif isinstance(old, tuple) and isinstance(new, tuple):
        for before, after in zip(old, new, strict=False):
            update(before, after)
    # A variable needs nothing more: it was assigned when it was decoded, and is the same object.


def _merged(old: Any, new: Any) -> Any:
    """Change an item in place where it is of the same kind, else take the new one."""
    alike = type(old) is type(new) and isinstance(old, (np.ndarray, list, dict, tuple))
    if not alike or (isinstance(old, np.ndarray) and old.shape != new.shape):
        return new
    update(old, new)
    return old


def _snapshot(value: Any) -> Any:
    """Copy what a callee could change in place."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, (list, tuple)):
        return [_snapshot(item) for item in value]
    if isinstance(value, dict):
        return {key: _snapshot(item) for key, item in value.items()}
    if tensors.is_variable(value):
        return np.asarray(value).copy()
    return value if not isinstance(value, bytearray) else copy.copy(value)


def _same(before: Any, after: Any) -> bool:
    """Tell whether a value is as its snapshot."""
    if isinstance(after, np.ndarray) or tensors.is_variable(after):
        now = np.asarray(after)
        return before.shape == now.shape and before.dtype == now.dtype and before.tobytes() == now.tobytes()
    if isinstance(after, (list, tuple)):
        return len(before) == len(after) and all(_same(a, b) for a, b in zip(before, after, strict=True))
    if isinstance(after, dict):
        return before.keys() == after.keys() and all(_same(before[key], after[key]) for key in after)
    return before is after or type(before) is type(after)
