"""Texts that come from submissions, made fit to be read: no terminal codes, no hidden turns, no end of length.

Control characters move a terminal's cursor, marks of direction show a line in another order than it has, and
halves of characters cannot be written to a file. They are shown as the escapes that Python would write.
Students' code sees where the marking machine keeps its interpreter, and error messages tell it; students need not know.
"""

import os
import re
import sys

from graders.core.places import ENGINE

LONGEST_LINE = 500  # characters that a verb prints about one thing
LONGEST_MESSAGE = 2_000  # characters that a check says
KEPT = "\n\t"
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a spreadsheet knows one
_SHORT = {str(ENGINE.parent): "kit"} | {
    prefix: "python"
    for prefix in (sys.prefix, sys.base_prefix, os.path.realpath(sys.prefix))
    if not prefix.startswith("/usr")  # the same on every machine
}
_PLACES = re.compile(
    "(?:" + "|".join(re.escape(place) for place in sorted(_SHORT, key=len, reverse=True)) + r")(?![\w-])"
)


def readable(text: object, most: int = LONGEST_MESSAGE) -> str:
    """Make a text safe to show, line breaks kept.

    Parameters
    ----------
    text : object
        Anything; taken as its text.
    most : int
        Characters that are kept.

    Returns
    -------
    str
        The text; what would not be seen is written as an escape.
    """
    words = str(text)
    if len(words) > most:
        words = words[: most - 1] + "…"
    if words.isprintable():
        return words
    return "".join(char if char in KEPT or char.isprintable() else _escape(char) for char in words)


def line(text: object, most: int = LONGEST_LINE) -> str:
    """Make a text one line that is safe to print.

    Parameters
    ----------
    text : object
        Anything; taken as its text.
    most : int
        Characters that are kept.

    Returns
    -------
    str
        One line.
    """
    return readable(" ".join(str(text)[: 10 * most].split()), most)


def placeless(text: str) -> str:
    """Leave out of a text where the marking machine keeps the interpreter and this kit.

    Parameters
    ----------
    text : str
        What a student's code printed or said.

    Returns
    -------
    str
        The text, with short names in the place of those folders.
    """
    return _PLACES.sub(lambda found: _SHORT[found[0]], text)


def field(text: str) -> str:
    """Make a text a field of a table that no spreadsheet takes for a formula.

    Parameters
    ----------
    text : str
        The text.

    Returns
    -------
    str
        One line; where it would be a formula an apostrophe stands before it.
    """
    safe = line(text)
    return f"'{safe}" if text.startswith(FORMULA) or safe.startswith(FORMULA) else safe


def _escape(char: str) -> str:
    """Write a character as Python would; a wide blank is a blank."""
    return " " if char.isspace() and char > "\x7f" and char not in "\x85\u2028\u2029" else ascii(char)[1:-1]
