"""The judge's side of the channel: stand-ins for what a student defined.

Numbers, arrays, lists and tensors come by value; functions as stand-ins that send arguments in and bring
results out; models rebuilt from configuration and weights. What comes is never more than a value: whatever
the student's process claims about success means nothing.
"""

import builtins
import contextlib
import time
from typing import Any, NoReturn

from graders.judge.model_cache import Rebuilt
from graders.rpc.codec import Decoder
from graders.rpc.framing import Channel, Gone, WireError
from graders.rpc.peer import Peer
from graders.rpc.proxies import methods
from graders.sandbox.student_process import StudentProcess

SECONDS_TO_RECOVER = 3.0
# Not raised as what they were: warnings, what wants other arguments, and what means something to Python itself.
UNLIKE = (Warning, UnicodeError, StopIteration, StopAsyncIteration)
CATCHABLE = {
    name: kind
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, Exception) and not issubclass(kind, UNLIKE)
}


class ProcessGone(BaseException):
    """The student's process has ended, or can no longer be asked; not to be caught by a check."""


class StudentError(Exception):
    """An error that arose in the student's code; it comes as the builtin error that it was, too.

    Attributes
    ----------
    student_line : str
        The student's line in which it arose.
    number : int
        The number of that line in the answer; 0 if not known.
    """

    student_line = ""
    number = 0


class StudentPeer(Peer):
    """Asks a student's process.

    Parameters
    ----------
    process : StudentProcess
        The process.
    """

    def __init__(self, process: StudentProcess) -> None:
        super().__init__(Channel(process.channel))
        self.process = process
        self.usable = True
        self._waiting = False
        self._rebuilt = Rebuilt()

    def request(self, op: str, values: dict[str, Any], **fields: Any) -> tuple[dict[str, Any], Decoder]:
        """Send a request; a process that has gone ends the judging of this exercise."""
        if not self.usable:
            raise ProcessGone(self._why())
        waiting, self._waiting = self._waiting, True
        try:
            result = super().request(op, values, **fields)
        except Gone:
            self.usable = False
            raise ProcessGone(self._why()) from None
        except WireError:
            self._waiting = waiting
            raise
        except Exception:  # the student's error is an answer, too
            self._waiting = waiting
            raise
        self._waiting = waiting
        return result

    def run(self, code: str, file: str) -> None:
        """Run code in the student's process.

        Parameters
        ----------
        code : str
            Python source.
        file : str
            A name in angle brackets.

        Raises
        ------
        StudentError
            If it stops with an error.
        """
        self.request("run", {}, code=code, file=file)

    def get(self, name: str) -> Any:
        """Fetch a name's value.

        Parameters
        ----------
        name : str
            A name at the top level.

        Returns
        -------
        object
            The value or its stand-in.

        Raises
        ------
        NameError
            If it is not defined there.
        """
        reply, decoder = self.request("get", {}, name=name)
        found = decoder.decode(reply.get("value"))
        if not isinstance(found, dict) or found.get("found") is not True:
            raise NameError(f"name {name!r} is not defined")
        return found.get("value")

    def set(self, name: str, value: Any) -> None:
        """Give a name a value; functions go as stand-ins that call us."""
        self.request("set", {"value": value}, name=name)

    def goodbye(self) -> bool:
        """Let the process go on with other things; tell whether it does."""
        self.channel.deadline = time.monotonic() + SECONDS_TO_RECOVER
        try:
            self.request("bye", {})
        except (ProcessGone, WireError, StudentError):
            return False
        finally:
            self.channel.deadline = None
        return True

    def recover(self) -> bool:
        """After a time limit: interrupt the student's code and wait until the process can be asked again.

        Returns
        -------
        bool
            Whether it can.
        """
        if not self.usable or not self._waiting:
            return self.usable
        self.usable = False
        if self.channel.torn or not self.process.alive:
            return False
        self.process.interrupt()
        self.channel.deadline = time.monotonic() + SECONDS_TO_RECOVER
        with contextlib.suppress(WireError):  # or that it has gone, or the time is over
            while "op" in self.channel.receive()[0]:
                self.channel.send({"error": {"types": ["TimeoutError"], "text": "the time is over"}})
            self.usable, self._waiting = True, False
        self.channel.deadline = None
        return self.usable

    # What a peer leaves to its side ----------------------------------------------------------------------

    def model(self, content: dict[str, Any], decoder: Decoder) -> Any:
        """Rebuild a model from its configuration and weights."""
        return self._rebuilt.model(content, self, decoder)

    def name_activation(self, function: Any) -> str:
        """Recognise an activation by its values."""
        from utils.activations import activation_name

        name = activation_name(function)
        return "" if name == "unknown" else name

    def resolve(self, kind: str, content: dict[str, Any], decoder: Decoder) -> Any:
        """Decode what is still to be written as such."""
        if kind == "placeholder":
            from utils.placeholder import Placeholder

            return Placeholder(str(content[kind])[:60])
        return super().resolve(kind, content, decoder)

    def offer(self, value: Any) -> list[str]:
        """Let the student's code call the public methods of an object that a check passes, such as a grader."""
        return methods(value)

    def raise_error(self, error: dict[str, Any]) -> NoReturn:
        """Raise an error of the kind that the student's code met."""
        raise student_error(error)

    def _why(self) -> str:
        """Say why the process cannot be asked."""
        return self.process.stopped or "The code ended its own process."


def student_error(error: dict[str, Any]) -> Exception:
    """Make the error that the student's code met.

    Parameters
    ----------
    error : dict
        The names of its types, its text, the student's line.

    Returns
    -------
    Exception
        A `StudentError` that is also the nearest builtin error.
    """
    given = error.get("types")
    names = [name[:60] for name in given[:20] if isinstance(name, str)] if isinstance(given, list) else []
    own = names[0] if names and names[0].isidentifier() else "Error"
    base = next((CATCHABLE[name] for name in names if name in CATCHABLE), Exception)
    try:
        kind = type(own, (StudentError, base), {"__module__": "student"})
        made: Exception = kind(str(error.get("text", ""))[:3_000])
    except TypeError:  # a builtin whose layout does not mix or that wants other arguments
        made = type(own, (StudentError,), {"__module__": "student"})(str(error.get("text", ""))[:3_000])
    line, number = error.get("line"), error.get("number")
    made.student_line = line[:200] if isinstance(line, str) else ""  # type: ignore[attr-defined]
    made.number = number if type(number) is int else 0  # type: ignore[attr-defined]
    return made


class StandIns(dict[str, Any]):
    """The names that a test cell sees: its own, the instructor's, and stand-ins for the student's.

    Python looks a name up here when it runs a test cell; what is not here is found in this order: what the
    locked cells import or define without the student's help, then what the student's process holds.

    Parameters
    ----------
    peer : StudentPeer
        The student's process.
    trusted : Trusted
        What the locked cells define.
    """

    def __init__(self, peer: StudentPeer, trusted: Any) -> None:
        super().__init__(__name__="__main__", __builtins__=builtins)
        self.peer, self.trusted = peer, trusted
        self.mark: Any = None  # what a hidden test cell's call of `mark` does here

    def __missing__(self, name: str) -> Any:
        """Find a name that the test cells have not defined."""
        if hasattr(builtins, name):  # Python asks here first; a student's own `max` is not what a test means
            raise KeyError(name)
        found, value = self.trusted.find(name)
        if found:
            return value
        try:
            return self.peer.get(name)
        except NameError:
            raise KeyError(name) from None
