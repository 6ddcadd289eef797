"""The student's side of the channel: runs what the judge asks for and sends values back.

It runs in the student's process, whose code may change it at will; then the judge receives other values,
and these are judged.
"""

import contextlib
import io
import linecache
import socket
import sys
import traceback
import warnings
from typing import Any

import numpy as np

from graders.guest import plain_cells
from graders.rpc import keras_models
from graders.rpc.codec import Decoder, Encoder
from graders.rpc.framing import Channel, Gone
from graders.rpc.peer import Peer

ANSWER = "<answer>"
_BUILTIN_ERRORS = {name: kind for name, kind in vars(__import__("builtins")).items() if isinstance(kind, type)}


class Agent(Peer):
    """The student's side.

    Parameters
    ----------
    channel : Channel
        To the judge.
    """

    answered = (BaseException,)  # whatever a student's code raises; the judge's interrupt, too, is answered

    def __init__(self, channel: Channel) -> None:
        super().__init__(channel)
        self.namespace: dict[str, Any] = {}

    def serve(self, namespace: dict[str, Any]) -> None:
        """Do what the judge asks for until it says goodbye.

        Parameters
        ----------
        namespace : dict
            The student's names.
        """
        self.namespace = namespace
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            while True:
                try:
                    message, blobs = self.channel.receive()
                    if message.get("op") == "bye":
                        self.channel.send({"value": None})
                        return
                    if "op" in message:  # else a late reply to a request of ours that a time limit broke off
                        self.serve_one(message, Decoder(self, blobs))
                except KeyboardInterrupt:  # it came between two requests: there is nothing to break off
                    continue
                except Gone:
                    return

    def handle(self, op: str, message: dict[str, Any], decoder: Decoder) -> Any:
        """Run code, give a name's value, or set it."""
        if op == "run":
            return self._run(str(message["code"]), str(message["file"]))
        if op == "get":
            name = message["name"]
            return {"found": name in self.namespace, "value": self.namespace.get(name)}
        if op == "set":
            self.namespace[str(message["name"])] = decoder.decode(message["value"])
            return None
        return super().handle(op, message, decoder)

    def _run(self, code: str, file: str) -> None:
        """Run code so that tracebacks and `inspect.getsource` find its lines."""
        linecache.cache[file] = (len(code), None, code.splitlines(keepends=True), file)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            plain_cells.run(code, file, self.namespace)

    def special(self, value: Any, encoder: Encoder) -> Any:
        """Encode what is still to be written as such, and what TensorFlow and Keras know."""
        kind = type(value)
        if kind.__name__ == "Placeholder" and kind.__module__ == "utils.placeholder":
            return {"placeholder": str(object.__getattribute__(value, "_name"))}
        return super().special(value, encoder)

    def model(self, content: dict[str, Any], decoder: Decoder) -> Any:
        """Build a model that the judge sent."""
        return keras_models.build(content, self, decoder)

    def name_activation(self, function: Any) -> str:
        """Leave the judge's functions as they are."""
        return ""

    def steps(self, function: Any, args: list[Any]) -> int:
        """Count how much Python a call runs."""
        from utils.steps import count_steps

        return count_steps(function, *args)

    def own_line(self, error: BaseException, function: Any) -> str:
        """Find the deepest line of the traceback that stands in the student's own code."""
        own = getattr(getattr(function, "__code__", None), "co_filename", None)
        line = ""
        for frame, number in traceback.walk_tb(error.__traceback__):
            name = frame.f_code.co_filename
            if name in (own, ANSWER) or "ipykernel_" in name:
                line = linecache.getline(name, number).strip() or line
        return line

    def error_fields(self, error: BaseException, function: Any) -> dict[str, Any]:
        """Describe an error, with the number of the answer's line."""
        fields = super().error_fields(error, function)
        if isinstance(error, SyntaxError):
            return {**fields, "text": str(error.msg), "number": error.lineno or 0}
        numbers = [n for f, n in traceback.walk_tb(error.__traceback__) if f.f_code.co_filename == ANSWER]
        return {**fields, "number": numbers[-1] if numbers else 0}

    def raise_error(self, error: dict[str, Any]) -> Any:
        """Raise what went wrong on the judge's side, in one of its functions."""
        for name in error.get("types", []):
            kind = _BUILTIN_ERRORS.get(name)
            if kind is not None and issubclass(kind, Exception):
                raise kind(error.get("text", ""))
        raise RuntimeError(error.get("text", ""))


_agents: list[Agent] = []


def connect(connection: socket.socket) -> None:
    """Take the channel that was made for this process."""
    _agents.append(Agent(Channel(connection)))


def serve(namespace: dict[str, Any]) -> None:
    """Let the judge ask; returns when it has no more questions.

    Parameters
    ----------
    namespace : dict
        The student's names.
    """
    sys.stdout.flush()
    _agents[-1].serve(namespace)
