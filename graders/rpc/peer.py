"""Calls across a channel, in both directions.

Each side may call what the other has handed over, also while it is being called itself: a student's layer
calls the judge's activation, a judge's callback calls the student's loss. A call carries its arguments by
value; what the callee changed in place comes back beside the result.
"""

import contextlib
import io
import sys
import types
from collections.abc import Callable
from typing import Any

import numpy as np

from graders.rpc import tensor_calls, tensorflow_values
from graders.rpc.argument_changes import same, snapshot, update
from graders.rpc.codec import Decoder, Encoder, Opaque, WireError
from graders.rpc.framing import Channel
from graders.rpc.proxies import Remote, RemoteObject

DEEPEST_CALL = 30
MOST_REFERENCES = 100_000
LONGEST_TEXT = 3_000  # characters of an error's text
LONGEST_PRINT = 10_000  # characters of what a call printed


class _Kept:
    """A call that takes no arguments, known by the code that it runs, and keeps what comes of it."""

    def __init__(self, function: types.FunctionType, args: list[Any], kwargs: dict[str, Any]) -> None:
        self.__code__ = function.__code__
        self._call = lambda: function(*args, **kwargs)
        self.value: Any = None

    def __call__(self) -> None:
        self.value = self._call()


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
            return {
                "value": encoder.encode(tensor_calls.vjp(function, args, kwargs, decoder.decode(message["upstream"])))
            }
        given = [*args, *kwargs.values()]
        before = [snapshot(value) for value in given]
        printed = io.StringIO()
        with contextlib.redirect_stdout(_Capped(printed)):
            value = self.steps(function, args) if op == "steps" else self._call(function, args, kwargs)
        changed = [[k, encoder.encode(v)] for k, v in enumerate(given) if not same(before[k], v)]
        try:
            encoded = encoder.encode(value)
        except WireError as error:
            encoded = {"opaque": f"a value that is too large or too odd to be checked ({error})"}
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
        return tensorflow_values.encode(value, self, encoder)

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
        return tensorflow_values.decode(kind, content, self, decoder)

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
