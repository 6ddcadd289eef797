"""The JSON of a notebook to a valid notebook of format 4.5 that holds nothing but what repair looks at.

Outputs are never looked at. Of each cell its kind, text, id, images and the few fields of metadata that tell
which official cell it is or was are taken over, each only if it is of the right kind and size. What
cannot be read costs that cell alone; the whole is refused only where nothing is left to mark or the
limits are passed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import nbformat
from nbformat import NotebookNode

from graders.core.exceptions import SubmissionRefused
from graders.submissions.pictures import EMBEDDED, Pictures

MOST_CELLS = 1_000
LONGEST_SOURCE = {"code": 200_000, "markdown": 3_000_000, "raw": 200_000}  # characters, pictures not counted
LONGEST_IN_ALL = 5_000_000
MOST_TAGS = 20
MOST_NOTES = 5  # of one sort
CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
LONE_HALF = re.compile("[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]")
FORMAT_3 = {"code": "code", "markdown": "markdown", "raw": "raw", "heading": "markdown", "html": "markdown"}
NBGRADER_FIELDS = ("grade_id", "grade", "solution", "task", "locked", "points", "schema_version")
Raw = dict[str, Any]


@dataclass
class Submitted:
    """What was handed in, as far as it can be read.

    Attributes
    ----------
    notebook : NotebookNode
        Valid, of format 4.5, without outputs; not yet repaired.
    notes : list of str
        What had to be put right to read it, in words for student and instructor.
    needs_person : list of str
        What could not be read of it, or could be meant in two ways: a person has to look.
    """

    notebook: NotebookNode
    notes: list[str] = field(default_factory=list)
    needs_person: list[str] = field(default_factory=list)


def clean(raw: Any, name: str = "The notebook") -> Submitted:
    """Take over what can be read of a notebook.

    Parameters
    ----------
    raw : object
        What its JSON holds; not changed.
    name : str
        Its file's name, for the messages.

    Returns
    -------
    Submitted
        The notebook and what was put right.

    Raises
    ------
    SubmissionRefused
        If it is no notebook or too large, with the reason.
    """
    cells, notes = _raw_cells(raw, name)
    if len(cells) > MOST_CELLS:
        raise SubmissionRefused(f"{name} has more than {MOST_CELLS:,} cells.")
    reader = _Reader(old="cells" not in raw)
    kept = [cell for number, one in enumerate(cells, start=1) if (cell := reader.read(number, one)) is not None]
    if cells and not kept:
        raise SubmissionRefused(f"{name} is no valid notebook: none of its cells can be read.")
    if sum(_length(cell.source) for cell in kept) > LONGEST_IN_ALL:
        raise SubmissionRefused(f"{name} has more than {LONGEST_IN_ALL:,} characters in its cells.")
    _give_ids(kept)
    whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": _kernel(raw.get("metadata")), "cells": kept}
    return Submitted(nbformat.from_dict(whole), notes + list(reader.notes()), list(reader.losses()))


def _raw_cells(raw: Any, name: str) -> tuple[list[Any], list[str]]:
    """Find the list of cells in any format, and say so where the format is none that Jupyter writes today."""
    if not isinstance(raw, dict):
        raise SubmissionRefused(f"{name} is JSON but no notebook: it has no list of cells.")
    cells, sheets, version = raw.get("cells"), raw.get("worksheets"), raw.get("nbformat")
    if isinstance(version, (int, float)) and version > 4:
        raise SubmissionRefused(f"{name} is no valid notebook: its format is later than 4; save it in format 4.")
    if isinstance(cells, list):
        odd = type(version) is not int or version < 4
        return cells, ["The notebook did not say its format; it was read as format 4."] if odd else []
    if isinstance(sheets, list):
        parts = [sheet["cells"] for sheet in sheets if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list)]
        if parts or not sheets:
            return [cell for part in parts for cell in part], [
                "The notebook was in an old format; it was brought up to date."
            ]
    raise SubmissionRefused(f"{name} is JSON but no notebook: it has no list of cells.")


class _Reader:
    """Reads one cell after the other and remembers what went wrong with which."""

    def __init__(self, old: bool) -> None:
        self.old = old
        self.unreadable: list[str] = []
        self.mended: list[int] = []
        self.pictures = Pictures()

    def read(self, number: int, raw: Any) -> NotebookNode | None:
        """Take over one cell, or note why it cannot be."""
        if not isinstance(raw, dict):
            self._give_up(number, raw, "it is no cell")
            return None
        given = raw.get("cell_type")
        kind = FORMAT_3.get(given, "raw") if isinstance(given, str) else "raw"
        text = _text(raw.get("source", raw.get("input")), self.old)
        if text is None:
            self._give_up(number, raw, "it has no text")
            return None
        if kind == "markdown":
            text = self.pictures.embedded(text, number)
        if (length := _length(text)) > LONGEST_SOURCE[kind]:
            self._give_up(number, raw, f"it has {length:,} characters, at most {LONGEST_SOURCE[kind]:,} are read")
            return None
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        source = _sound(text)
        if source != text:
            self.mended.append(number)
        if given == "heading":
            level = raw.get("level")
            source = "#" * (level if type(level) is int and 1 <= level <= 6 else 1) + " " + source
        theirs = raw.get("id")
        identity = theirs if isinstance(theirs, str) and CELL_ID.fullmatch(theirs) else ""
        attached: dict[str, dict[str, str]] = {}
        if kind == "markdown":
            source, attached = self.pictures.attached(raw.get("attachments"), source, number)
        cell = make_cell(kind, source, identity, _metadata(raw.get("metadata")))
        if attached:
            cell["attachments"] = nbformat.from_dict(attached)
        return cell

    def notes(self) -> Iterator[str]:
        """Say what was put right, shortly even where that was done a thousand times."""
        if self.mended:
            yield f"Characters that are no text were taken out of {_cells(self.mended)}."
        if self.pictures.smaller:
            yield f"Large pictures were made smaller in {_cells(self.pictures.smaller)}."

    def losses(self) -> Iterator[str]:
        """Say what could not be read."""
        yield from self.unreadable[:MOST_NOTES]
        if len(self.unreadable) > MOST_NOTES:
            yield f"{len(self.unreadable) - MOST_NOTES} more cells could not be read; they were left out."
        for number, which in self.pictures.lost[:MOST_NOTES]:
            yield f"{which[0].upper()}{which[1:]} of cell {number} cannot be shown: look at it in the file as handed in."
        if len(self.pictures.lost) > MOST_NOTES:
            yield f"{len(self.pictures.lost) - MOST_NOTES} more pictures cannot be shown: look at the file as handed in."

    def _give_up(self, number: int, raw: Any, why: str) -> None:
        """Note that a cell is left out; Jupyter shows no numbers, so an official name helps to find it."""
        kept = _metadata(raw.get("metadata")) if isinstance(raw, dict) else {}
        name = kept.get("nbgrader", {}).get("grade_id")
        called = f" (`{name}`)" if isinstance(name, str) and CELL_ID.fullmatch(name) else ""
        self.unreadable.append(f"Cell {number}{called} could not be read ({why}); it was left out.")


def make_cell(kind: str, source: str, identity: str, metadata: Raw | None = None) -> NotebookNode:
    """Make a cell; nbformat's own functions would validate each, and take seconds over a thousand.

    Parameters
    ----------
    kind : {"code", "markdown", "raw"}
        Its kind.
    source : str
        Its text.
    identity : str
        Its id.
    metadata : dict, optional
        Its metadata.

    Returns
    -------
    NotebookNode
        A cell without outputs.
    """
    cell = {"id": identity, "cell_type": kind, "source": source, "metadata": metadata or {}}
    return nbformat.from_dict(cell | ({"outputs": [], "execution_count": None} if kind == "code" else {}))


def _length(text: str) -> int:
    """Count a text's characters without its pictures."""
    return len(EMBEDDED.sub("", text)) if "data:image/" in text else len(text)


def _cells(numbers: list[int]) -> str:
    """Name cells by their numbers."""
    shown = ", ".join(map(str, numbers[:MOST_NOTES]))
    more = f" and {len(numbers) - MOST_NOTES} more" if len(numbers) > MOST_NOTES else ""
    return f"cell{'s' if len(numbers) > 1 else ''} {shown}{more}"


def _text(value: Any, old: bool) -> str | None:
    """Read a text or a list of lines; old notebooks may keep lines without their ends."""
    if isinstance(value, str):
        return value
    if not isinstance(value, list) or not all(isinstance(line, str) for line in value):
        return None
    return ("\n" if old and value and not value[0].endswith("\n") else "").join(value)


def _sound(text: str) -> str:
    """Give a text that every file, database and page can hold: no NUL, no half of a character."""
    text = LONE_HALF.sub("\ufffd", text.replace("\0", ""))
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")  # joins the other halves


def _metadata(raw: Any) -> Raw:
    """Keep what tells which official cell this is and whether it was changed."""
    if not isinstance(raw, dict):
        return {}
    kept: Raw = {name: raw[name] for name in ("editable", "deletable") if isinstance(raw.get(name), bool)}
    if isinstance(tags := raw.get("tags"), list) and tags:
        kept["tags"] = [_sound(tag[:100]) for tag in tags[:MOST_TAGS] if isinstance(tag, str)]
    if isinstance(theirs := raw.get("nbgrader"), dict):
        kept["nbgrader"] = {name: theirs[name] for name in NBGRADER_FIELDS if _is_plain(theirs.get(name))}
    return kept


def _is_plain(value: Any) -> bool:
    """Tell whether a value is a short text, a number or a truth value."""
    if isinstance(value, str):
        return len(value) <= 200 and _sound(value) == value
    return isinstance(value, (int, float))


def _kernel(raw: Any) -> Raw:
    """Keep the name of the kernel that was asked for."""
    kernel = raw.get("kernelspec") if isinstance(raw, dict) else None
    name = kernel.get("name") if isinstance(kernel, dict) else None
    return {"kernelspec": {"name": name, "display_name": name}} if isinstance(name, str) and _is_plain(name) else {}


def _give_ids(cells: list[NotebookNode]) -> None:
    """Give cells without an id, or with one that an earlier cell has, a free one."""
    taken = {cell["id"] for cell in cells}
    seen: set[str] = set()
    number = 0
    for cell in cells:
        if not cell["id"] or cell["id"] in seen:
            number += 1
            while f"cell-{number}" in taken:
                number += 1
            cell["id"] = f"cell-{number}"
        seen.add(cell["id"])
