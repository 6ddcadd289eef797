"""A cell that stopped: its own error comes before what its checks miss because of it."""

import re
from dataclasses import dataclass, replace
from typing import Any

from graders.core.results import CheckResult
from graders.core.safe_text import line
from graders.judge.student_proxy import StudentError
from utils.describe import COLOURS, MARKING_HAS_NO_KEYBOARD, asks_for_input

FRAME = re.compile(r"Cell In\[(\d+)\], line (\d+)")
TIMED = re.compile(r"<timed exec>:(\d+)")  # in a cell that begins with %%time
FILE = re.compile(r" \(.*, line \d+\)$")  # what Python adds to a syntax error's text
MISSING = re.compile(r"No module named '([^']+)'")
RAISE = "raise NotImplementedError"  # the line of a stub
LONGEST = 300  # characters of an error's text
WRONG = "Correct that, and run the cell again before you hand in."


@dataclass(frozen=True)
class StoppedCell:
    """Why a cell did not run to its end.

    Attributes
    ----------
    how : str
        What follows "Your cell", such as "stopped with NameError: name 'n' is not defined in line 2".
    advice : str
        What to do, in sentences.
    """

    how: str
    advice: str = WRONG

    def explain(self, check: CheckResult, name: str) -> CheckResult:
        """Put the cell's error before what a check says, where the check failed for want of a name.

        Parameters
        ----------
        check : CheckResult
            A check of the cell's exercise.
        name : str
            The name that the exercise asks for.

        Returns
        -------
        CheckResult
            The same check if it did not.
        """
        if check.outcome == "passed" or check.outcome == "fault":
            return check
        if told := self.why_missing(name, check.message):
            return replace(check, message=told, cause="error")
        if "is not defined" in check.message:
            return replace(check, message=f"Your cell {self.how}. {self.advice} Then: {check.message}")
        return check

    def why_missing(self, name: str, message: str) -> str:
        """Say why a name has no value, if that is what a message complains of; else ""."""
        missing = (f"name '{name}' is not defined", f"`{name}` is not defined:", f"`{name}` is still to be written.")
        if not any(words in message for words in missing):
            return ""
        return f"Your cell {self.how}, so `{name}` was never defined. {self.advice}"


def stopped_by(reply: dict[str, Any], source: str) -> StoppedCell | None:
    """Read why a cell stopped from what its kernel replied.

    Parameters
    ----------
    reply : dict
        The content of the reply; nothing in it is believed to have any type.
    source : str
        The cell.

    Returns
    -------
    StoppedCell or None
        None if it did not stop, or if it stopped at the line that a stub holds.
    """
    if reply.get("status") != "error":
        return None
    kind, text, lines = reply.get("ename"), reply.get("evalue"), reply.get("traceback")
    trace = "\n".join(str(part)[:2_000] for part in lines[:100]) if isinstance(lines, list) else ""
    return _stopped(str(kind)[:60], str(text)[:LONGEST], _line_number(COLOURS.sub("", trace), source), source)


def stopped_with(error: StudentError, source: str) -> StoppedCell | None:
    """Say why an answer stopped that runs without a kernel.

    Parameters
    ----------
    error : StudentError
        What it raised.
    source : str
        The answer.

    Returns
    -------
    StoppedCell or None
        None if it stopped at the line that a stub holds.
    """
    return _stopped(type(error).__name__, str(error), error.number, source)


def _line_number(trace: str, source: str) -> int:
    """Find a cell's line in a kernel's traceback, the deepest one of the cell itself; 0 if it is not told."""
    lines = source.split("\n")
    first = _blank(lines)  # IPython drops them
    if source.lstrip().startswith("%%"):
        timed = TIMED.findall(trace)
        return int(timed[-1][:9]) + first + 1 + _blank(lines[first + 1 :]) if timed else 0
    frames = FRAME.findall(trace)
    own = [number for cell, number in frames if cell == frames[0][0]]
    return int(own[-1][:9]) + first if own else 0


def _blank(lines: list[str]) -> int:
    """Count the blank lines at the beginning."""
    return next((number for number, text in enumerate(lines) if text.strip()), 0)


def _stopped(kind: str, text: str, number: int, source: str) -> StoppedCell | None:
    """Put an error of a cell into words."""
    lines = source.splitlines()
    at = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    if kind == "NotImplementedError" and (at.startswith(RAISE) or (not at and not text)):
        return None
    where = f" in line {number}" if number else ""
    if asks_for_input(kind, text):
        return StoppedCell(f"asks for input{where}", MARKING_HAS_NO_KEYBOARD)
    said = line(COLOURS.sub("", FILE.sub("", text)), LONGEST).rstrip(".")
    how = f"stopped with {kind}: {said}{where}" if said else f"stopped with {kind}{where}"
    if kind == "ModuleNotFoundError" and (missing := MISSING.search(text)):
        module = line(missing[1], 60)
        return StoppedCell(how, f"Marking does not have `{module}`: solve the exercise without it.")
    return StoppedCell(how)
