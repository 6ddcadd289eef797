"""What a kernel sends, taken apart: whatever comes, only text and pictures of a known form are kept.

A student can make the kernel send anything at all, since its sockets and its key lie in its own process. So
every message is parsed here, every field's type is looked at, and nothing is asked of a library that acts on
messages: no comms, no widgets, no hooks.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import nbformat
from nbformat import NotebookNode

from graders.core.safe_outputs import LONGEST_TEXT, MOST_OUTPUTS
from graders.course.settings import Limits

DELIMITER = b"<IDS|MSG>"
LONGEST_KIND = 60  # characters of a MIME type
MOST_KINDS = 12  # forms of one output
MOST_LINES = 100  # of a traceback


@dataclass(frozen=True)
class Message:
    """One message.

    Attributes
    ----------
    kind : str
        Its type; empty for what is no message.
    parent : str
        The request that it answers, as it says.
    content : dict
        What it says.
    size : int
        Bytes of the content.
    """

    kind: str
    parent: str
    content: dict[str, Any]
    size: int


def parse(frames: Sequence[bytes]) -> Message:
    """Read a message of Jupyter's protocol.

    Parameters
    ----------
    frames : sequence of bytes
        From a socket.

    Returns
    -------
    Message
        What is no message has an empty kind.
    """
    size = sum(map(len, frames[-2:]))
    try:
        parts = list(frames)[list(frames).index(DELIMITER) + 1 :]
        size = sum(map(len, parts[4:]))
        header, parent, content = (json.loads(parts[n]) for n in (1, 2, 4))
        kind, answered = header["msg_type"], parent.get("msg_id", "")
    except (ValueError, RecursionError, IndexError, KeyError, TypeError, AttributeError):
        return Message("", "", {}, size)
    if not isinstance(kind, str) or not isinstance(answered, str) or not isinstance(content, dict):
        return Message("", "", {}, size)
    return Message(kind, answered, content, size)


def output(kind: str, **content: Any) -> NotebookNode:
    """Make a cell's output.

    What nbformat makes is validated each time, which takes longer than judging many a cell.

    Parameters
    ----------
    kind : {"stream", "error", "display_data", "execute_result"}
        The output's type.
    **content
        What that type has, without its metadata and execution count.

    Returns
    -------
    NotebookNode
        As nbformat 4 wants it.
    """
    more: dict[str, Any] = {"metadata": {}} if "data" in content else {}
    if kind == "execute_result":
        more["execution_count"] = None
    return nbformat.from_dict({"output_type": kind, **more, **content})


class Spent:
    """What a submission has used of its limits, over all its kernels.

    Parameters
    ----------
    limits : Limits
        The limits.

    Attributes
    ----------
    seconds : float
        Time that cells have run.
    bytes, messages : int
        Output so far; what a cell had sent that ended its kernel is taken back, since it is not kept.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.seconds = 0.0
        self.bytes = 0
        self.messages = 0

    @property
    def used(self) -> tuple[int, int]:
        """Messages and bytes, to be given to `back_to`."""
        return self.messages, self.bytes

    def back_to(self, used: tuple[int, int]) -> None:
        """Forget what has come since, because it is not kept."""
        self.messages, self.bytes = used

    @property
    def seconds_left(self) -> float:
        """What is left of the time for all cells."""
        return self.limits.total_seconds - self.seconds

    def count(self, message: Message) -> str:
        """Add a message; say which limit it breaks, or nothing."""
        self.messages += 1
        self.bytes += message.size
        if self.messages > self.limits.output_messages:
            return f"It sent more than {self.limits.output_messages:,} outputs."
        if self.bytes > self.limits.output_bytes:
            return f"It printed and showed more than {self.limits.output_bytes / 1e6:.0f} MB."
        return ""


class Outputs:
    """The outputs of a notebook's cells as they come.

    Displays may be updated later, by the cell that made them or by another one.
    """

    def __init__(self) -> None:
        self._displays: dict[str, list[NotebookNode]] = {}
        self._clear = False

    def begin(self, cell: NotebookNode) -> None:
        """Start with a cell that shows nothing yet."""
        cell.outputs = []
        self._clear = False

    def take(self, message: Message, cell: NotebookNode) -> None:
        """Put what a message shows into a cell.

        Parameters
        ----------
        message : Message
            Of any kind; those that show nothing are passed over.
        cell : NotebookNode
            The cell that runs.
        """
        content = message.content
        if message.kind == "clear_output":
            self._clear = bool(content.get("wait"))
            if not self._clear:
                cell.outputs = []
        elif message.kind == "update_display_data":
            for shown in self._displays.get(_display_id(content), []):
                shown["data"] = _data(content)
        elif message.kind == "stream":
            self._stream(cell, "stderr" if content.get("name") == "stderr" else "stdout", _text(content.get("text")))
        elif message.kind == "error":
            lines = content.get("traceback")
            trace = [_text(line) for line in lines[:MOST_LINES]] if isinstance(lines, list) else []
            name, value = _text(content.get("ename"))[:200], _text(content.get("evalue"))
            self._add(cell, output("error", ename=name, evalue=value, traceback=trace))
        elif message.kind in ("display_data", "execute_result"):
            shown = output(message.kind, data=_data(content))
            if (name := _display_id(content)) and len(self._displays) < MOST_OUTPUTS:
                self._displays.setdefault(name, []).append(shown)
            self._add(cell, shown)

    def _add(self, cell: NotebookNode, shown: NotebookNode) -> None:
        """Append an output, or put it in the place of those that were to be cleared."""
        if self._clear:
            cell.outputs, self._clear = [], False
        if len(cell.outputs) <= MOST_OUTPUTS:
            cell.outputs.append(shown)

    def _stream(self, cell: NotebookNode, name: str, text: str) -> None:
        """Append printed text to the text before it, as far as it is kept."""
        last = cell.outputs[-1] if cell.outputs and not self._clear else None
        if last is None or last.output_type != "stream" or last.name != name:
            self._add(cell, output("stream", name=name, text=text))
        elif len(last.text) <= LONGEST_TEXT:
            last.text += text


def _text(value: Any) -> str:
    """Give a text, cut to one character more than is kept, so that the cut is seen."""
    return value[: LONGEST_TEXT + 1] if isinstance(value, str) else ""


def _data(content: dict[str, Any]) -> dict[str, str]:
    """Give the forms of an output that are text; `graders.core.safe_outputs` chooses among them."""
    data = content.get("data")
    if not isinstance(data, dict):
        return {}
    found = list(data.items())[:MOST_KINDS]
    return {str(kind)[:LONGEST_KIND]: value for kind, value in found if isinstance(value, str)}


def _display_id(content: dict[str, Any]) -> str:
    """Give the name by which a display may be updated."""
    transient = content.get("transient")
    name = transient.get("display_id") if isinstance(transient, dict) else None
    return name if isinstance(name, str) else ""
