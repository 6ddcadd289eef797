"""Calls across a channel, in both directions.

Each side may call functions that the other has passed to it, even while it is being called itself: a student's layer
calls the judge's activation, a judge's callback calls the student's loss. Arguments go by value; what the callee
changes in place comes back with the result.
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
from graders.rpc.references import References

DEEPEST_CALL = 30
LONGEST_TEXT = 3_000  # characters of an error's text
LONGEST_PRINT = 10_000  # characters of a call's printed output


class _BoundCall:
    """A call with its arguments bound; it looks like the function it calls and keeps the result."""

    def __init__(self, function: types.FunctionType, args: list[Any], kwargs: dict[str, Any]) -> None:
        self.__code__ = function.__code__
        self._call = lambda: function(*args, **kwargs)
        self.value: Any = None

    def __call__(self) -> None:
        self.value = self._call()


class Peer(References):
    """One side of the channel.

    Parameters
    ----------
    channel : Channel
        Connected to the other side.
    """

    answered: tuple[type[BaseException], ...] = (Exception, SystemExit)  # sent as a reply; others end the request

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        self.channel = channel
        self.depth = 0
        self.tally: int | None = None  # steps that our own functions ran while the other side counts

    # Hooks that differ between the two sides -----------------------------------------------------------

    def model(self, content: dict[str, Any], decoder: Decoder) -> Any:
        """Build a Keras model from its description."""
        raise NotImplementedError

    def raise_error(self, error: dict[str, Any]) -> Any:
        """Raise the error that the other side reported."""
        raise NotImplementedError

    def own_line(self, error: BaseException, function: Any) -> str:
        """Give the learner's line that raised an error; "" if unknown."""
        return ""

    def handle(self, op: str, message: dict[str, Any], decoder: Decoder) -> Any:
        """Serve a request that only one side knows."""
        raise WireError(f"there is no request {op[:20]!r}")

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
            The arguments. Arrays, lists, dicts and variables that the callee changes in place are changed here,
            too.
        op : {"call", "steps"}
            Whether to call it, or to count the steps of a call.
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
        """Repeat on our arguments, named ones last, the changes that the other side's function made to its copies."""
        try:
            for index, new in changed:
                if type(index) is int and 0 <= index < len(args):
                    update(args[index], decoder.decode(new))
        except WireError:
            raise
        except Exception:
            raise WireError("what came back does not fit the arguments") from None

    def request(self, op: str, values: dict[str, Any], **fields: Any) -> tuple[dict[str, Any], Decoder]:
        """Send a request, and serve the other side's own requests until the reply comes.

        Parameters
        ----------
        op : str
            The kind of request.
        values : dict
            Fields that are encoded.
        **fields
            Fields that are sent as they are.

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
        """Serve one request and send the reply.

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
                function = self.owned(message.get("function"))
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
        if not self.may_call(message["function"], method):
            raise WireError("that may not be called")
        if method:
            function = getattr(function, method)
        args, kwargs = decoder.decode(message.get("args")), decoder.decode(message.get("kwargs"))
        if not isinstance(args, list) or not isinstance(kwargs, dict):
            raise WireError("the arguments are malformed")
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
        """Call one of our functions; while the other side counts steps, add those that run here."""
        if self.tally is None or not isinstance(function, types.FunctionType):
            return function(*args, **kwargs)
        from utils.steps import count_steps

        call = _BoundCall(function, args, kwargs)
        self.tally += count_steps(call)
        return call.value

    def steps(self, function: Callable[..., Any], args: list[Any]) -> int:
        """Count the steps of Python that a call of one of our functions runs."""
        raise WireError("steps are counted on the student's side")

    def error_fields(self, error: BaseException, function: Any) -> dict[str, Any]:
        """Describe an error by plain text.

        Parameters
        ----------
        error : BaseException
            The error.
        function : object
            The function that was called.

        Returns
        -------
        dict
            The names of its classes, its text and the learner's line.
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

    # Hooks of the codec ---------------------------------------------------------------------------------

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
        """Encode a value of TensorFlow or Keras; None for any other."""
        return tensorflow_values.encode(value, self, encoder)

    def resolve(self, kind: str, content: dict[str, Any], decoder: Decoder) -> Any:
        """Decode a function, an object, or a value of TensorFlow or Keras."""
        inside = content[kind]
        if kind == "function":
            name = str(content.get("name") or "")[:60]
            return Remote(self, int(inside), name if name.isprintable() else "")
        if kind == "yours":
            if (found := self.owned(inside)) is None:
                raise WireError("no function has that number")
            return found
        if kind == "object":
            names = [str(name) for name in content["methods"] if str(name).isidentifier()]
            return RemoteObject(self, int(inside), names[:50])
        if kind == "ufunc":
            ufunc = getattr(np, str(inside), None)
            return ufunc if isinstance(ufunc, np.ufunc) else Opaque("a function of NumPy")
        if kind == "module":
            return Opaque(f"the module {str(inside)[:60]}")
        if kind == "model":
            if "tensorflow" not in sys.modules:  # this exercise does not use it, and it takes long to import
                raise WireError("this exercise does not accept Keras models")
            return self.model(content, decoder)
        return tensorflow_values.decode(kind, content, self, decoder)


class _Capped(io.TextIOBase):
    """Keeps the beginning of the output and drops the rest."""

    def __init__(self, target: io.StringIO) -> None:
        self.target = target

    def write(self, text: str) -> int:
        if (room := LONGEST_PRINT - self.target.tell()) > 0:
            self.target.write(str(text)[:room])
        return len(text)

    def writable(self) -> bool:
        return True
