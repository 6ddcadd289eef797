"""Tell a written answer that was left untouched from one that stands elsewhere in the notebook.

An untouched answer gets 0 without a person's look. So the look around it is wide: it costs a person a minute where it
finds a note that is no answer, and a student the marks where it overlooks one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from nbformat import NotebookNode

from graders.course.official_notebook import Bundle
from graders.course.source_notebook import nbgrader_field
from graders.submissions.recognise import official_cells, plain

LONG_COMMENT = 60  # letters of comments in a code answer beside it that the stub has not
LONG_TEXT = 80  # characters of a cell at the notebook's beginning or end
COMMENT = re.compile(r"#(.*)$|\"\"\"(.*?)\"\"\"|'''(.*?)'''", re.MULTILINE | re.DOTALL)
WORD = re.compile(r"\w+")
NUMBERED = re.compile(r"^#{1,6} .*?(\d+)", re.MULTILINE)


@dataclass
class Surroundings:
    """What a repaired notebook does not show any more.

    Attributes
    ----------
    statements : dict of int to str
        The ids of the statements that own cells are, by `id()` of the cell.
    changed : set of str
        Locked cells whose text had been changed.
    missing : set of str
        Answers whose cell was not there.
    incomplete : bool
        Whether something of the notebook could not be read.
    """

    statements: dict[int, str] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)
    incomplete: bool = False


def waiting_answers(cells: list[NotebookNode], bundle: Bundle, around: Surroundings) -> dict[str, str]:
    """Find the written answers that hold nothing and wait for a person nevertheless.

    Parameters
    ----------
    cells : list of NotebookNode
        Of the repaired notebook, in order.
    bundle : Bundle
        The official version.
    around : Surroundings
        What was seen when it was repaired.

    Returns
    -------
    dict of str to str
        By grade_id: where something of the student's own stands.
    """
    official = official_cells(bundle)
    keys = [str(nbgrader_field(cell, "grade_id") or "") for cell in cells]
    stops = [number for number, key in enumerate(keys) if key]
    own = {n: cell for n, cell in enumerate(cells) if not keys[n] and _is_own(cell, official, around)}
    found: dict[str, str] = {}
    for place, number in enumerate(stops):
        key = keys[number]
        if not (is_written(bundle.cells[key]) and is_untouched(cells[number], bundle.cells[key])):
            continue
        before = stops[place - 1] if place else -1
        after = stops[place + 1] if place + 1 < len(stops) else len(cells)
        beside = [keys[n] for n in (before, after) if 0 <= n < len(cells)]
        where = next(_places(key, (before, after), beside, own, cells, stops, official, around), "")
        if where:
            found[key] = where
    return found


def is_written(cell: NotebookNode) -> bool:
    """Tell whether a cell is an answer that a person marks."""
    return bool(nbgrader_field(cell, "grade") and nbgrader_field(cell, "solution"))


def is_untouched(cell: NotebookNode, official: NotebookNode) -> bool:
    """Tell whether an answer holds nothing of the student's own."""
    return plain(cell.source) in (plain(official.source), "") and not cell.get("attachments")


def _places(
    key: str,
    gap: tuple[int, int],
    beside: list[str],
    own: dict[int, NotebookNode],
    cells: list[NotebookNode],
    stops: list[int],
    official: dict[str, NotebookNode],
    around: Surroundings,
) -> Iterator[str]:
    """Say where something stands that could be the answer."""
    if any(gap[0] < number < gap[1] for number in own):
        yield "something of the student's own stands beside it"
    if around.incomplete:
        yield "not all of the notebook could be read"
    if any((number < stops[0] or number > stops[-1]) and _is_long(cell) for number, cell in own.items()):
        yield "something of the student's own stands at the notebook's beginning or end"
    if key in around.missing and any(cell.cell_type != "code" for cell in own.values()):
        yield "its cell is missing, and a text of the student's own stands elsewhere"
    for name in beside:
        if name in around.changed:
            yield f"the text of the cell `{name}` beside it had been changed"
        if _comments(cells, name, official):
            yield f"there are long comments in the cell `{name}` beside it"
    title = _title(key, cells, official)
    written = [cell for cell in cells if (name := nbgrader_field(cell, "grade_id")) and is_written(official[name])]
    texts = [
        *own.values(),
        *(cell for cell in written if plain(cell.source) != plain(official[cell.metadata.nbgrader.grade_id].source)),
    ]
    if any(_mentions(cell.source, key, title) for cell in texts):
        yield "another cell of the student's own speaks of it"


def _is_own(cell: NotebookNode, official: dict[str, NotebookNode], around: Surroundings) -> bool:
    """Tell whether a cell that nbgrader does not know holds something of the student's own."""
    text = plain(cell.source)
    if cell.get("attachments"):
        return True
    statement = official.get(around.statements.get(id(cell), ""))
    if statement is not None:
        return bool(set(WORD.findall(text)) - set(WORD.findall(statement.source)))
    return bool(text) and all(text != plain(ours.source) for ours in official.values())


def _is_long(cell: NotebookNode) -> bool:
    """Tell whether a text cell holds more than a name or a heading."""
    return cell.cell_type != "code" and (bool(cell.get("attachments")) or len(plain(cell.source)) > LONG_TEXT)


def _comments(cells: list[NotebookNode], name: str, official: dict[str, NotebookNode]) -> bool:
    """Tell whether a code answer holds long comments that are not the stub's."""
    cell = next(cell for cell in cells if nbgrader_field(cell, "grade_id") == name)
    if cell.cell_type != "code" or not nbgrader_field(cell, "solution"):
        return False
    given = set(WORD.findall(official[name].source))
    words = [word for parts in COMMENT.findall(cell.source) for part in parts for word in WORD.findall(part)]
    return sum(len(word) for word in words if word not in given) > LONG_COMMENT


def _title(key: str, cells: list[NotebookNode], official: dict[str, NotebookNode]) -> str:
    """Give the number that an answer's exercise has in the statement before it, "" if none."""
    names = list(official)
    for name in reversed(names[: names.index(key)]):
        if nbgrader_field(official[name], "solution"):
            break
        if found := NUMBERED.findall(official[name].source):
            return str(found[-1])
    return ""


def _mentions(text: str, key: str, number: str) -> bool:
    """Tell whether a text speaks of an exercise, by its name or number."""
    if re.search(rf"(?<!\w){re.escape(key)}(?!\w)", text):
        return True
    words = r"(?:exercise|ex|task|question|problem|part|answer|proof|aufgabe|frage|no|nr|q)"
    return bool(number) and bool(
        re.search(rf"(?i)(?<!\w){words}s?\W{{0,3}}{number}(?!\d)|^\W{{0,4}}{number}[.):]", text, re.MULTILINE)
    )
