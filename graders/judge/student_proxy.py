"""The judge's side of the channel: proxies for what a student defined.

Numbers, arrays, lists and tensors come by value; functions as proxies that send arguments in and bring results
out; models are rebuilt from their configuration and weights. Whatever comes is only a value: what the student's
process claims about success counts for nothing.
"""

import builtins
import time
from collections.abc import Callable
from typing import Any, NoReturn

from graders.core.exceptions import KitFault
from graders.core.results import Cause
from graders.course.cell_code import as_python
from graders.guest.plain_cells import NAMES
from graders.judge.instructor_namespace import InstructorNamespace
from graders.judge.model_cache import ModelCache
from graders.judge.time_limit import MOST_WALL
from graders.rpc.codec import Decoder
from graders.rpc.framing import Channel, Gone, WireError
from graders.rpc.peer import Peer
from graders.rpc.proxies import methods
from graders.sandbox.student_process import StudentProcess

SECONDS_TO_RECOVER = 3.0
SECONDS_BETWEEN_LOOKS = 0.5
CPU_TO_NOTICE = 0.25  # seconds of its CPU time in which a process notices an interrupt
ENDED_ITSELF = "The code ended its own process."
# Not raised as themselves: warnings, errors that need other arguments, and those that Python itself acts on.
NOT_RERAISED = (Warning, UnicodeError, StopIteration, StopAsyncIteration)
RERAISED = {
    name: kind
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, Exception) and not issubclass(kind, NOT_RERAISED)
}


class ProcessGone(BaseException):
    """The student's process has ended or no longer answers; a check must not catch this.

    Parameters
    ----------
    stopped : str
        The limit for which the sandbox ended it; "" if it ended by itself.

    Attributes
    ----------
    cause : {"limit", "ended"}
        Which of the two.
    """

    def __init__(self, stopped: str) -> None:
        super().__init__(stopped or ENDED_ITSELF)
        self.cause: Cause = "limit" if stopped else "ended"


class StudentError(Exception):
    """An error raised by the student's code; the instance is also of the builtin type that it had there.

    Attributes
    ----------
    student_line : str
        The student's line that raised it.
    number : int
        That line's number in the answer; 0 if unknown.
    """

    student_line = ""
    number = 0


class StudentPeer(Peer):
    """Sends requests to a student's process.

    Parameters
    ----------
    process : StudentProcess
        The process.

    Attributes
    ----------
    usable : bool
        Whether it still answers.
    """

    def __init__(self, process: StudentProcess) -> None:
        super().__init__(Channel(process.channel))
        self.process = process
        self.usable = True
        self._waiting = False
        self._models = ModelCache()

    def request(self, op: str, values: dict[str, Any], **fields: Any) -> tuple[dict[str, Any], Decoder]:
        """Send a request; `ProcessGone` if the process has ended."""
        if not self.usable:
            raise ProcessGone(self.process.stopped)
        waiting, self._waiting = self._waiting, True
        try:
            result = super().request(op, values, **fields)
        except Gone:
            self.usable = False
            raise ProcessGone(self.process.stopped) from None
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
            A cell, as a kernel reads it.
        file : str
            A name in angle brackets.

        Raises
        ------
        StudentError
            If it raises an error.
        """
        self.request("run", {}, code=as_python(code), file=file)

    def get(self, name: str) -> Any:
        """Fetch a name's value.

        Parameters
        ----------
        name : str
            A name at the top level.

        Returns
        -------
        object
            The value, or a proxy for it.

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
        """Define a name in the student's process; a function goes as a proxy that calls ours."""
        self.request("set", {"value": value}, name=name)

    def goodbye(self) -> bool:
        """Tell the process that no more requests follow; return whether it confirmed that."""
        self.channel.deadline = time.monotonic() + SECONDS_TO_RECOVER
        try:
            self.request("bye", {})
        except (ProcessGone, WireError, StudentError):
            return False
        finally:
            self.channel.deadline = None
        return True

    def recover(self) -> bool:
        """After a time limit: interrupt the student's code and wait until the process answers again.

        Returns
        -------
        bool
            Whether it does.
        """
        if not self.usable or not self._waiting:
            return self.usable
        self.usable = False
        if self.channel.torn or not self.process.alive:
            return False
        self.process.interrupt()
        started = time.monotonic()
        first = last = self.process.cpu_seconds()
        while self.process.alive and not self.channel.torn and not self.usable:
            self.channel.deadline = time.monotonic() + SECONDS_BETWEEN_LOOKS
            try:
                while "op" in self.channel.receive()[0]:
                    self.channel.send({"error": {"types": ["TimeoutError"], "text": "the time is up"}})
                self.usable, self._waiting = True, False
            except Gone:  # it has ended, or the deadline has passed
                waited, used = time.monotonic() - started, self.process.cpu_seconds()
                # CPU time counts as long as it can run: on a busy machine it may have had none of the time that passed.
                most = SECONDS_TO_RECOVER * (MOST_WALL if self.process.running() else 1)
                if used - first > SECONDS_TO_RECOVER or waited > most:
                    break
                if used - last > CPU_TO_NOTICE:  # the interrupt came before the call had begun
                    self.process.interrupt()
                    last = used
            except WireError:
                break
        self.channel.deadline = None
        return self.usable

    # The hooks of `Peer` ----------------------------------------------------------------------------------

    def model(self, content: dict[str, Any], decoder: Decoder) -> Any:
        """Rebuild a model from its configuration and weights."""
        return self._models.model(content, self, decoder)

    def name_activation(self, function: Any) -> str:
        """Recognise an activation by its values."""
        from utils.activations import activation_name

        name = activation_name(function)
        return "" if name == "unknown" else name

    def resolve(self, kind: str, content: dict[str, Any], decoder: Decoder) -> Any:
        """Decode a placeholder for an unwritten answer, too."""
        if kind == "placeholder":
            from utils.placeholder import Placeholder

            return Placeholder(str(content[kind])[:60])
        return super().resolve(kind, content, decoder)

    def offer(self, value: Any) -> list[str]:
        """List the public methods of an object that a check passes in; the student's code may call them."""
        return methods(value)

    def raise_error(self, error: dict[str, Any]) -> NoReturn:
        """Raise the error that the student's code raised."""
        raise student_error(error)


def student_error(error: dict[str, Any]) -> Exception:
    """Rebuild the error that the student's code raised.

    Parameters
    ----------
    error : dict
        The names of its classes, its text, the student's line.

    Returns
    -------
    Exception
        A `StudentError` that is also an instance of the nearest builtin error.
    """
    given = error.get("types")
    names = [name[:60] for name in given[:20] if isinstance(name, str)] if isinstance(given, list) else []
    own = names[0] if names and names[0].isidentifier() else "Error"
    base = next((RERAISED[name] for name in names if name in RERAISED), Exception)
    try:
        kind = type(own, (StudentError, base), {"__module__": "student"})
        made: Exception = kind(str(error.get("text", ""))[:3_000])
    except TypeError:  # a builtin whose layout does not combine, or that needs other arguments
        made = type(own, (StudentError,), {"__module__": "student"})(str(error.get("text", ""))[:3_000])
    line, number = error.get("line"), error.get("number")
    made.student_line = line[:200] if isinstance(line, str) else ""  # type: ignore[attr-defined]
    made.number = number if type(number) is int else 0  # type: ignore[attr-defined]
    return made


class StudentNamespace(dict[str, Any]):
    """The globals of a test cell: its own names, the instructor's, and proxies for the student's.

    Python looks a name up here when it runs a test cell. One that is missing is searched for among what the locked
    cells define without the student's help, then in the student's process.

    Parameters
    ----------
    peer : StudentPeer
        The student's process.
    instructor : InstructorNamespace
        What the locked cells define.
    mark : callable, optional
        What a hidden test cell's call of `mark` does here: takes an assignment and an exercise, returns points.

    Attributes
    ----------
    asked : bool
        Whether anything was fetched that the student may have made.
    """

    def __init__(
        self, peer: StudentPeer, instructor: InstructorNamespace, mark: Callable[[str, str], float] | None = None
    ) -> None:
        super().__init__(NAMES, __name__="__main__", __builtins__=builtins)
        self.peer, self.instructor, self.mark = peer, instructor, mark
        self.asked = False

    def __missing__(self, name: str) -> Any:
        """Find a name that the test cells have not defined."""
        if hasattr(builtins, name):  # Python asks here first; a student's own `max` is not what a test means
            raise KeyError(name)
        try:
            found, value = self.instructor.find(name)
        except (Exception, SystemExit) as error:
            raise KitFault("a locked cell", f"`{name}` cannot be had: {type(error).__name__}: {error}") from error
        if found:
            return value
        self.asked = True
        try:
            return self.peer.get(name)
        except NameError:
            raise KeyError(name) from None
