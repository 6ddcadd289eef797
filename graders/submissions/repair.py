"""Repair: a submitted notebook in, the official notebook with the student's answers out.

Every cell that nbgrader knows comes from the official version; of the student's notebook only the text
and images of the answers and cells of the student's own are taken over, these without metadata. What was
put right is listed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode

from graders.course.official_notebook import Bundle
from graders.course.released_cells import released_digest
from graders.course.source_notebook import nbgrader_field
from graders.submissions.recognise import Recognised, answer_names, defined, plain, recognise
from graders.submissions.sanitize import NBGRADER_FIELDS, Submitted, clean, make_cell
from graders.submissions.unanswered import Surroundings, is_untouched, waiting_answers

MOST_UNKNOWN = 5  # cells of other versions that are named
LOCKS = ("editable", "deletable")


@dataclass
class Repaired:
    """A notebook that is safe to mark.

    Attributes
    ----------
    notebook : NotebookNode
        Official cells with the student's answers, and the student's own cells between them.
    repairs : list of str
        What was put right, in words.
    waiting : dict of str to str
        The answers that hold nothing where they should and yet must not count as unanswered before a person has looked:
        by grade_id, why.
    needs_person : list of str
        What a person has to look at, in words for instructor and student; those answers included.
    """

    notebook: NotebookNode
    repairs: list[str] = field(default_factory=list)
    waiting: dict[str, str] = field(default_factory=dict)
    needs_person: list[str] = field(default_factory=list)


@dataclass
class _Parts:
    """A submitted notebook taken apart.

    Attributes
    ----------
    copies : dict
        The cells that are, or were, official ones, by key, in the order in which the keys were found.
    own : dict
        The student's own cells, by the key that they follow; "" before all others.
    unknown : list of str
        The grade_ids that the official version does not know.
    nameless : bool
        Whether most cells had lost their names, so that no one's loss is told.
    around : Surroundings
        What the repaired notebook does not show any more.
    defined : dict
        The names that a code cell defines, by its id; filled as they are asked for.
    """

    copies: dict[str, list[NotebookNode]] = field(default_factory=dict)
    own: dict[str, list[NotebookNode]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    nameless: bool = False
    around: Surroundings = field(default_factory=Surroundings)
    defined: dict[str, frozenset[str]] = field(default_factory=dict)

    def names(self, cell: NotebookNode) -> frozenset[str]:
        """Give the names that a code cell defines; many cells may be searched for many answers."""
        if cell["id"] not in self.defined:
            self.defined[cell["id"]] = defined(cell.source) if cell.cell_type == "code" else frozenset()
        return self.defined[cell["id"]]


def repair(submitted: NotebookNode | Submitted, bundle: Bundle, released: frozenset[str] = frozenset()) -> Repaired:
    """Put a submitted notebook right.

    Parameters
    ----------
    submitted : Submitted or NotebookNode
        From `Submission.open`, or any notebook.
    bundle : Bundle
        The official version.
    released : frozenset of str
        Hashes of the cells of all releases so far; a cell that was given out like this is no change of the student's.

    Returns
    -------
    Repaired
        The notebook and what was repaired.

    Raises
    ------
    SubmissionRefused
        If a notebook that did not come from `Submission.open` cannot be taken as one.
    """
    if not isinstance(submitted, Submitted):
        submitted = clean(submitted)
    repairs = list(submitted.notes)
    parts = _take_apart(submitted.notebook, bundle, repairs)
    parts.around.incomplete = bool(submitted.needs_person)
    _pass_earlier(parts, bundle, released, repairs)
    answers = {key: _choose(key, parts, bundle, repairs) for key in bundle.keys if _is_answer(bundle.cells[key])}
    chosen = dict(answers)
    for key, answer in chosen.items():
        # One cell may hold two answers, and two may have been exchanged.
        theirs = [
            (other, cell) for found in (chosen, answers) for other, cell in found.items() if cell and other != key
        ]
        answers[key] = _search(key, answer, theirs, parts, bundle, repairs)
    _report_order(parts, bundle, repairs)
    cells = list(parts.own.get("", []))
    for key in bundle.keys:
        cell = nbformat.from_dict(bundle.cells[key])
        if key not in answers:
            _report_locked(key, parts, bundle, repairs)
        elif (answer := answers[key]) is not None:
            _fill_in(cell, answer, bundle)
        cells.append(cell)
        cells.extend(parts.own.get(key, []))
    _report_unknown(parts, repairs)
    _report_kernel(submitted.notebook, bundle, repairs)
    parts.around.missing = {key for key, answer in answers.items() if answer is None}
    waiting = waiting_answers(cells, bundle, parts.around)
    for key, answer in answers.items():
        if answer is None and key not in waiting:
            repairs.append(f"The answer cell `{key}` was missing; it counts as unanswered.")
    notebook = nbformat.from_dict({**bundle.marked, "cells": []})
    notebook.cells = _with_own_ids(cells, bundle)
    nbformat.validate(notebook)
    needs_person = [*submitted.needs_person, *(f"`{key}` holds no answer, but {why}." for key, why in waiting.items())]
    return Repaired(notebook, repairs, waiting, needs_person)


def _take_apart(notebook: NotebookNode, bundle: Bundle, repairs: list[str]) -> _Parts:
    """Tell copies of official cells from the student's own."""
    parts = _Parts()
    after = ""
    found = recognise(notebook.cells, bundle)
    for number, (cell, name) in enumerate(zip(notebook.cells, found.names, strict=True)):
        if name in bundle.cells:
            if number in found.by_text | found.by_place:
                cell = nbformat.from_dict({**cell, "metadata": bundle.cells[name].metadata})
            parts.copies.setdefault(name, []).append(cell)
            after = name
            continue
        if isinstance(theirs := nbgrader_field(cell, "grade_id"), str) and name is None:
            parts.unknown.append(theirs)
        copy = _plain(cell)
        if name is not None:
            parts.around.statements[id(copy)] = name
        parts.own.setdefault(after, []).append(copy)
    parts.nameless = len(found.by_text) > MOST_UNKNOWN
    _report_recognised(found, bundle, repairs)
    return parts


def _report_recognised(found: Recognised, bundle: Bundle, repairs: list[str]) -> None:
    """Note the cells that bore no name."""
    places = [name for number in sorted(found.by_place) if (name := found.names[number]) in bundle.cells]
    texts = [name for number in sorted(found.by_text) if (name := found.names[number]) in bundle.cells]
    if len(texts) + len(places) > MOST_UNKNOWN:
        count = len(texts) + len(places)
        repairs.append(
            f"{count} cells had lost their names (ids and nbgrader's metadata); their text and place told them."
        )
        return
    repairs.extend(f"The cell `{name}` had lost its name; its text told which it is." for name in texts)
    for name in places:
        if _is_answer(bundle.cells[name]):
            repairs.append(f"The answer cell `{name}` was missing; the cell that stands in its place was taken for it.")


def _pass_earlier(parts: _Parts, bundle: Bundle, released: frozenset[str], repairs: list[str]) -> None:
    """Give cells that are as an earlier release had them what the official ones have now, and say so in one line."""
    earlier = []
    for key, copies in parts.copies.items():
        official = bundle.cells[key]
        now = {released_digest(key, official), released_digest(key, bundle.released_cells[key])}
        for copy in copies:
            digest = released_digest(key, copy)
            if digest in released and digest not in now:
                earlier.append(key)
                copy.metadata["nbgrader"] = nbformat.from_dict(official.metadata.nbgrader)
                if not _is_answer(official):
                    copy["source"] = bundle.released_sources[key]
    if earlier:
        names = ", ".join(f"`{key}`" for key in dict.fromkeys(earlier))
        repairs.append(f"The notebook is from an earlier release: {names} took the place of what stood there.")


def _plain(cell: NotebookNode) -> NotebookNode:
    """Copy a cell's text and images, without metadata and outputs."""
    copy = make_cell(cell.cell_type, cell.source, cell["id"])
    if cell.cell_type == "markdown" and cell.get("attachments"):
        copy["attachments"] = nbformat.from_dict(cell.attachments)
    return copy


def _is_answer(cell: NotebookNode) -> bool:
    """Tell whether a cell is the student's to write."""
    return bool(nbgrader_field(cell, "solution"))


def _choose(key: str, parts: _Parts, bundle: Bundle, repairs: list[str]) -> NotebookNode | None:
    """Choose the cell that holds an answer; of several that were written the others stay as the student's own."""
    copies = parts.copies.get(key, [])
    if not copies:
        return None
    stub = bundle.released_sources[key].strip()
    wanted = answer_names(key, bundle)
    written = [copy for copy in copies if copy.source.strip() not in (stub, "") or copy.get("attachments")]
    written = written or copies[-1:]
    if len(copies) > 1:
        # A cell that was copied to write another answer in bears this one's name.
        written.sort(key=lambda copy: bool(wanted) and wanted <= defined(copy.source))
        repairs.append(f"The answer cell `{key}` was there {len(copies)} times; the last one that was written counts.")
        # A cell that was split in two has the same name twice: both halves have to run.
        _put_before(key, written[:-1], parts, bundle)
    repairs.extend(_changes(f"answer cell `{key}`", written[-1:], bundle.cells[key]))
    return written[-1]


def _put_before(key: str, cells: list[NotebookNode], parts: _Parts, bundle: Bundle) -> None:
    """Keep cells as the student's own, to run just before an official one."""
    before = bundle.keys[bundle.keys.index(key) - 1] if bundle.keys[0] != key else ""
    parts.own.setdefault(before, []).extend(map(_plain, cells))


def _search(
    key: str,
    answer: NotebookNode | None,
    others: list[tuple[str, NotebookNode]],
    parts: _Parts,
    bundle: Bundle,
    repairs: list[str],
) -> NotebookNode | None:
    """Find an answer that is missing or untouched elsewhere: the last cell that defines what it should define."""
    wanted = answer_names(key, bundle)
    official = bundle.cells[key]
    written = answer is not None and not is_untouched(answer, official)
    if written and not (wanted and answer and not wanted <= defined(answer.source)):
        return answer
    names = ", ".join(f"`{name}`" for name in sorted(wanted))
    was = "missing" if answer is None else "of something else" if written else "as it was given"
    for cells in (parts.own.get(after, []) for after in reversed(["", *bundle.keys])):
        for cell in reversed(cells):
            if wanted and wanted <= parts.names(cell) and plain(cell.source) != plain(official.source):
                if not parts.nameless:
                    repairs.append(f"The answer cell `{key}` was {was}; a cell that defines {names} was taken for it.")
                cells.remove(cell)
                if written and answer is not None:  # it may hold what the other cell needs
                    _put_before(key, [answer], parts, bundle)
                return cell
    for other, theirs in others:
        if wanted and wanted <= defined(theirs.source):
            repairs.append(f"The answer cell `{key}` was {was}; {names} stood in the cell `{other}`.")
            return theirs
    return answer


def _fill_in(cell: NotebookNode, answer: NotebookNode, bundle: Bundle) -> None:
    """Put the student's text and images into an official answer cell."""
    if answer.source.strip() != bundle.released_sources[nbgrader_field(cell, "grade_id")].strip():
        cell.source = answer.source
    if cell.cell_type == "markdown" and answer.get("attachments"):
        cell["attachments"] = nbformat.from_dict(answer.attachments)


def _report_locked(key: str, parts: _Parts, bundle: Bundle, repairs: list[str]) -> None:
    """Note what had been done to a cell that is the instructor's."""
    official, copies = bundle.cells[key], parts.copies.get(key, [])
    kind = f"{'test' if nbgrader_field(official, 'grade') else 'locked'} cell `{key}`"
    if not copies:
        repairs.append(f"The {kind} was missing; it was put back.")
        return
    if len(copies) > 1:
        repairs.append(f"The {kind} was there {len(copies)} times; one was kept.")
    as_given = {plain(bundle.released_sources[key]), plain(official.source)}  # or as repaired before
    if any(plain(copy.source) not in as_given for copy in copies):
        parts.around.changed.add(key)
        repairs.append(f"The {kind} had been changed; it was put back as it was given.")
    repairs.extend(_changes(kind, copies, official))


def _changes(kind: str, copies: list[NotebookNode], official: NotebookNode) -> Iterator[str]:
    """Say what was done to an official cell beside its text."""
    ours = official.metadata
    for other in sorted({copy.cell_type for copy in copies} - {official.cell_type}):
        yield f"The {kind} had become a {other} cell; it is a {official.cell_type} cell again."
    theirs = [copy.metadata.get("nbgrader", {}) for copy in copies]
    if any(one.get(name) != ours.nbgrader.get(name) for one in theirs for name in NBGRADER_FIELDS):
        yield f"The {kind} had lost or changed its nbgrader metadata; it was put back."
    elif any(copy.metadata.get("tags", []) != ours.get("tags", []) for copy in copies):
        yield f"The tags of the {kind} had been changed; they were put back."
    elif any(copy.metadata.get(n, ours[n]) != ours[n] for copy in copies for n in LOCKS if n in ours):
        yield f"The {kind} had been unlocked; it is locked again."


def _report_order(parts: _Parts, bundle: Bundle, repairs: list[str]) -> None:
    """Note that official cells stood in another order."""
    if list(parts.copies) != [key for key in bundle.keys if key in parts.copies]:
        repairs.append("Some cells had been moved; they stand in the order of the released notebook again.")


def _report_unknown(parts: _Parts, repairs: list[str]) -> None:
    """Note cells that call themselves official and are not, be it from another version or by hand."""
    if parts.unknown:
        shown = ", ".join(repr(name[:40]) for name in parts.unknown[:MOST_UNKNOWN])
        more = f" and {len(parts.unknown) - MOST_UNKNOWN} more" if len(parts.unknown) > MOST_UNKNOWN else ""
        repairs.append(f"The assignment has no cell called {shown}{more}; such cells were run as the student's own.")


def _report_kernel(notebook: NotebookNode, bundle: Bundle, repairs: list[str]) -> None:
    """Note that the notebook asked for another kernel."""
    asked = notebook.metadata.get("kernelspec", {}).get("name")
    official = bundle.marked.metadata.kernelspec.name
    if asked not in (None, official):
        repairs.append(f"The notebook asked for the kernel {asked[:40]!r}; it ran with {official!r}.")


def _with_own_ids(cells: list[NotebookNode], bundle: Bundle) -> list[NotebookNode]:
    """Number the student's own cells, so that none bears an official cell's id or name."""
    taken = {cell["id"] for cell in bundle.marked.cells} | set(bundle.keys)
    number = 0
    for cell in cells:
        if nbgrader_field(cell, "grade_id") or cell["id"] in bundle.text_ids:
            continue
        number += 1
        while f"own-{number}" in taken:
            number += 1
        cell["id"] = f"own-{number}"
    return cells
