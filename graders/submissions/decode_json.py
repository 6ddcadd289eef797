"""A file's bytes to the JSON in it, whatever wrote them, or a reason why there is none.

The work is bounded: the file's size by who reads it, the number of values here, the depth by Python's
own parser, which gives up at about a thousand levels. Of keys that are there twice the last one counts,
as in Jupyter.
"""

import json
import re
from typing import Any

from graders.core.exceptions import SubmissionRefused
from graders.submissions.archives import kind_of

MOST_VALUES = 500_000  # each costs time and about a hundred bytes of memory
MOST_STRAY_BYTES = 20_000
STRAY = re.compile("[\udc80-\udcff]")  # how Python's "surrogateescape" notes a byte that is no UTF-8


def load(content: bytes, name: str) -> tuple[Any, list[str]]:
    """Read JSON that should be a notebook.

    Parameters
    ----------
    content : bytes
        The file.
    name : str
        Its name, for the messages.

    Returns
    -------
    data
        What the JSON holds.
    notes : list of str
        What had to be put right to read it.

    Raises
    ------
    SubmissionRefused
        If it cannot be read, with the reason.
    """
    text, notes = _decode(content, name)
    text = text.lstrip("\ufeff\0").rstrip("\0 \t\r\n")  # a disk that was full or lost power leaves zeros
    if not text:
        raise SubmissionRefused(f"{name} is no notebook: it is empty.")
    if text.count(",") + text.count("[") + text.count("{") > MOST_VALUES:
        raise SubmissionRefused(f"{name} holds more than {MOST_VALUES:,} values. Clear its outputs.")
    try:
        return json.loads(text, parse_int=_integer), notes
    except (json.JSONDecodeError, RecursionError) as error:
        if isinstance(error, RecursionError) or not error.msg.startswith("Invalid control character"):
            raise SubmissionRefused(f"{name} is no notebook: {_why(content, text, error)}") from None
    try:
        data = json.loads(text, parse_int=_integer, strict=False)
    except (json.JSONDecodeError, RecursionError) as error:
        raise SubmissionRefused(f"{name} is no notebook: {_why(content, text, error)}") from None
    return data, [*notes, "The file held bare line breaks or control characters inside its texts; it was read anyway."]


def _decode(content: bytes, name: str) -> tuple[str, list[str]]:
    """Turn bytes into text: UTF-8, else UTF-16 or UTF-32, else UTF-8 with bytes of Windows' Latin-1 among it."""
    encoding = json.detect_encoding(content)
    try:
        text = content.decode(encoding)
        return text, [] if encoding.startswith("utf-8") else [
            f"The file was {encoding[:6].upper()}; it was read anyway."
        ]
    except UnicodeDecodeError:
        refusal = SubmissionRefused(
            f"{name} is {kind_of(content) or 'not UTF-8 text'}, so it is no notebook as Jupyter writes it."
        )
        if not encoding.startswith("utf-8"):
            raise refusal from None
    text = content.decode("utf-8", "surrogateescape")
    for number, _ in enumerate(STRAY.finditer(text), start=1):
        if number > MOST_STRAY_BYTES:
            raise refusal
    if kind_of(content):
        raise refusal
    text = STRAY.sub(_latin, text)
    bytes_were = f"{number:,} bytes were" if number > 1 else "1 byte was"
    return text, [f"The file was not UTF-8 throughout; {bytes_were} read as Latin-1 (Windows)."]


def _latin(match: re.Match[str]) -> str:
    """Read one stray byte as Windows would."""
    return bytes([ord(match[0]) - 0xDC00]).decode("cp1252", "replace")


def _integer(digits: str) -> float:
    """Read a whole number; one of a million digits would take Python minutes and means nothing here."""
    return int(digits) if len(digits) < 20 else float(digits)


def _why(content: bytes, text: str, error: json.JSONDecodeError | RecursionError) -> str:
    """Say why a text is no JSON, as far as that helps."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply."
    if kind_of(content):
        return f"it is {kind_of(content)}."
    if error.pos >= len(text) - 1 or "Unterminated" in error.msg:
        return "it ends in the middle, so it was cut off while saving or uploading."
    line = text[text.rfind("\n", 0, error.pos) + 1 :]
    if line.startswith(("<<<<<<<", "=======", ">>>>>>>")):
        return f"it is damaged on line {error.lineno} by a merge in git that was left half done."
    return f"it is damaged on line {error.lineno}."
