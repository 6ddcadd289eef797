"""Which official cell a submitted cell is: by its name, else by what stands in it, else by where it stands.

Editors drop metadata and ids, and whoever copies all cells into a new notebook loses both. What is left is the text:
the instructor's cells are word for word those of the release, a code answer defines what its stub defines, and a
written answer stands between two cells that are known.
"""

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise

from nbformat import NotebookNode

from graders.course.official_notebook import Bundle
from graders.course.source_notebook import nbgrader_field

DEFINED = re.compile(r"^(?:async[ \t]+def|def|class)[ \t]+(\w+)|^(\w+)[ \t]*(?::[^=\n]*)?=(?!=)", re.MULTILINE)
ALIKE = 0.6  # how much of a changed cell's text is still the instructor's
COMPARED = 2_000  # characters


@dataclass
class Recognised:
    """What the cells of a submitted notebook are.

    Attributes
    ----------
    names : list of (str or None)
        For each cell the grade_id, or the id of a statement; None for a cell of the student's own.
    by_text, by_place : set of int
        The cells that were known by their text, or by where they stand, since they bear no name.
    """

    names: list[str | None]
    by_text: set[int] = field(default_factory=set)
    by_place: set[int] = field(default_factory=set)


def plain(source: str) -> str:
    """Give a text up to white space."""
    return " ".join(source.split())


def defined(source: str) -> frozenset[str]:
    """Collect the names that a cell defines at its top level; by its lines, since it need not be Python."""
    return frozenset(name for pair in DEFINED.findall(source) for name in pair if name)


def official_cells(bundle: Bundle) -> dict[str, NotebookNode]:
    """Give all cells of the released notebook in order, statements by their ids."""
    return {str(nbgrader_field(cell, "grade_id") or cell["id"]): cell for cell in bundle.released.cells}


def recognise(cells: list[NotebookNode], bundle: Bundle) -> Recognised:
    """Tell what the cells of a notebook are.

    Parameters
    ----------
    cells : list of NotebookNode
        Cleaned.
    bundle : Bundle
        The official version.

    Returns
    -------
    Recognised
        One name for each cell.
    """
    names: list[str | None] = [
        bundle.key_of(cell) or (cell["id"] if cell["id"] in bundle.text_ids else None) for cell in cells
    ]
    found = Recognised(names)
    official = official_cells(bundle)
    if len(set(names) - {None}) < len(official) and None in names:
        _by_text(cells, found, official, bundle)
        for kind in ("markdown", "code"):
            _by_place(cells, found, official, bundle, kind)
    return found


def share(cells: list[NotebookNode], bundle: Bundle) -> float:
    """Give the share of an assignment that a notebook holds: of its cells, or of its code answers."""
    known = {name for name in recognise(cells, bundle).names if name in bundle.cells}
    wanted = {key: names for key in bundle.keys if (names := answer_names(key, bundle))}
    there = frozenset[str]().union(*(defined(cell.source) for cell in cells if cell.cell_type == "code"))
    answered = [key for key, names in wanted.items() if names <= there]
    return max(len(known) / max(len(bundle.keys), 1), len(answered) / max(len(wanted), 1))


def answered(cells: list[NotebookNode], bundle: Bundle) -> frozenset[str]:
    """List the answers that hold something of the student's own."""
    names = recognise(cells, bundle).names
    own = frozenset[str]().union(*(defined(c.source) for c, name in zip(cells, names, strict=True) if name is None))
    written = {
        name
        for cell, name in zip(cells, names, strict=True)
        if name in bundle.cells
        and nbgrader_field(bundle.cells[name], "solution")
        and (plain(cell.source) not in (plain(bundle.released_sources[name]), "") or cell.get("attachments"))
    }
    return frozenset(written | {key for key in bundle.keys if (wanted := answer_names(key, bundle)) and wanted <= own})


def answer_names(key: str, bundle: Bundle) -> frozenset[str]:
    """Give the names that a code answer has to define; none for a written answer, and for one that defines nothing."""
    cell = bundle.cells[key]
    if cell.cell_type != "code" or not nbgrader_field(cell, "solution"):
        return frozenset()
    return defined(bundle.released_sources[key])


def _by_text(cells: list[NotebookNode], found: Recognised, official: dict[str, NotebookNode], bundle: Bundle) -> None:
    """Name the cells that are word for word official ones: those in order first, then those that were moved."""
    taken = set(found.names)
    theirs = [
        plain(official[name].source) if name in official else plain(cell.source)
        for cell, name in zip(cells, found.names, strict=True)
    ]
    order = list(official)
    ours = [plain(cell.source) for cell in official.values()]
    for block in SequenceMatcher(None, theirs, ours, autojunk=False).get_matching_blocks():
        for number, place in zip(
            range(block.a, block.a + block.size), range(block.b, block.b + block.size), strict=True
        ):
            if found.names[number] is None and order[place] not in taken and ours[place]:
                _name(number, order[place], cells, found, bundle)
                taken.add(order[place])
    moved = {text: name for name, text in zip(order, ours, strict=True) if name not in taken and ours.count(text) == 1}
    for number, text in enumerate(theirs):
        if found.names[number] is None and text and moved.get(text) not in (None, *taken):
            _name(number, moved[text], cells, found, bundle)
            taken.add(moved[text])


def _name(number: int, name: str, cells: list[NotebookNode], found: Recognised, bundle: Bundle) -> None:
    """Name a cell by its text; a stub that was left beside an answer in a cell of the student's own is no answer."""
    wanted = answer_names(name, bundle) if name in bundle.cells else frozenset()
    elsewhere = (c for i, c in enumerate(cells) if i != number and found.names[i] is None and c.cell_type == "code")
    if wanted and any(wanted <= defined(cell.source) for cell in elsewhere):
        return
    found.names[number] = name
    found.by_text.add(number)


def _by_place(
    cells: list[NotebookNode], found: Recognised, official: dict[str, NotebookNode], bundle: Bundle, kind: str
) -> None:
    """Name the cells between two that are known, where as many are missing as stand there, or one answer is."""
    order = list(official)
    places = {name: number for number, name in reversed([*enumerate(found.names)]) if name is not None}
    anchors = [-1, *(index for index, name in enumerate(order) if name in places), len(order)]
    for before, after in pairwise(anchors):
        first = places[order[before]] if before >= 0 else -1
        last = places[order[after]] if after < len(order) else len(cells)
        missing = [name for name in order[before + 1 : after] if official[name].cell_type == kind]
        there = [number for number in range(first + 1, last) if _could_be(cells[number], kind, found.names[number])]
        answers = [name for name in missing if name in bundle.cells and nbgrader_field(bundle.cells[name], "solution")]
        if len(missing) == len(there):
            pairs = list(zip(there, missing, strict=True))
        elif len(answers) == 1 and missing == answers and there:
            pairs = [(there[0], answers[0])]
        else:
            continue
        for number, name in pairs:
            if _fits(cells[number], name, official[name], bundle):
                found.names[number] = name
                found.by_place.add(number)


def _could_be(cell: NotebookNode, kind: str, name: str | None) -> bool:
    """Tell whether a cell may stand for a missing one of this kind."""
    if name is not None or not (cell.source.strip() or cell.get("attachments")):
        return False
    return (cell.cell_type == "code") == (kind == "code")


def _fits(cell: NotebookNode, name: str, ours: NotebookNode, bundle: Bundle) -> bool:
    """Tell whether a cell may be the one that belongs in its place."""
    key = name if name in bundle.cells else ""
    if key and nbgrader_field(ours, "solution"):
        return not answer_names(key, bundle)  # one that defines something is looked for by that, wherever it stands
    if ours.cell_type != "code":
        return not key or _alike(cell.source, ours.source)  # a statement may have been translated
    return not any(
        wanted <= defined(cell.source) for one in bundle.keys if (wanted := answer_names(one, bundle))
    ) and _alike(cell.source, ours.source)


def _alike(theirs: str, ours: str) -> bool:
    """Tell whether a text is one of ours with changes."""
    matcher = SequenceMatcher(None, theirs[:COMPARED], ours[:COMPARED], autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE
