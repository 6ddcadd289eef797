"""Repair: a submitted notebook in, the official notebook with the student's answers out.

Every cell that nbgrader knows comes from the official version; of the student's notebook only the text
of the answers and cells of the student's own are taken over. What was put right is listed.
"""

from collections import Counter
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode

from graders.bundle import Bundle
from graders.source import nbgrader_field


@dataclass
class Repaired:
    """A notebook that is safe to mark.

    Attributes
    ----------
    notebook : NotebookNode
        Official cells with the student's answers, and the student's own cells between them.
    repairs : list of str
        What was put right, in words.
    """

    notebook: NotebookNode
    repairs: list[str] = field(default_factory=list)


def repair(submitted: NotebookNode, bundle: Bundle) -> Repaired:
    """Put a submitted notebook right.

    Parameters
    ----------
    submitted : NotebookNode
        From `Submission.read`.
    bundle : Bundle
        The official version.

    Returns
    -------
    Repaired
        The notebook and what was repaired.
    """
    repaired = Repaired(nbformat.from_dict(bundle.marked))
    matched, own = _sort_out(submitted, bundle)
    _report_order(submitted, bundle, repaired.repairs)
    cells = list(own.get("", []))
    for key in bundle.keys:
        cell = nbformat.from_dict(bundle.cells[key])
        copies = matched.get(key, [])
        if nbgrader_field(cell, "solution"):
            _take_answer(cell, copies, bundle, repaired.repairs)
        else:
            _report_locked(key, copies, bundle, repaired.repairs)
        cells.append(cell)
        cells.extend(own.get(key, []))
    repaired.notebook.cells = _with_unique_ids(cells)
    _report_kernel(submitted, bundle, repaired.repairs)
    return repaired


def _sort_out(
    submitted: NotebookNode, bundle: Bundle
) -> tuple[dict[str, list[NotebookNode]], dict[str, list[NotebookNode]]]:
    """Split the cells into copies of official ones, by key, and the student's own, by the key they follow."""
    by_id = {cell.get("id"): key for key, cell in bundle.cells.items()}
    text_ids = {cell.get("id") for cell in bundle.marked.cells} - set(by_id)
    matched: dict[str, list[NotebookNode]] = {}
    own: dict[str, list[NotebookNode]] = {}
    after = ""
    for cell in submitted.cells:
        key = nbgrader_field(cell, "grade_id")
        if not isinstance(key, str) or key not in bundle.cells:
            key = by_id.get(cell.get("id"))
        if key is not None:
            matched.setdefault(key, []).append(cell)
            after = key
        else:
            own.setdefault(after, []).append(_plain(cell, keep_id=cell.get("id") in text_ids))
    return matched, own


def _plain(cell: NotebookNode, keep_id: bool) -> NotebookNode:
    """Copy a cell of the student's own without metadata, outputs and attachments."""
    make = {"code": nbformat.v4.new_code_cell, "raw": nbformat.v4.new_raw_cell}
    copy = make.get(cell.cell_type, nbformat.v4.new_markdown_cell)(cell.source)
    if keep_id:
        copy["id"] = cell["id"]
    return copy


def _take_answer(cell: NotebookNode, copies: list[NotebookNode], bundle: Bundle, repairs: list[str]) -> None:
    """Put the student's text into an official answer cell."""
    key = nbgrader_field(cell, "grade_id")
    if not copies:
        repairs.append(f"The answer cell `{key}` was missing; it counts as unanswered.")
        return
    stub = bundle.released_sources[key]
    written = [copy for copy in copies if copy.source.strip() != stub.strip()] or copies
    if len(copies) > 1:
        repairs.append(f"The answer cell `{key}` was there {len(copies)} times; the last one that was written counts.")
    chosen = written[-1]
    if chosen.cell_type != cell.cell_type:
        repairs.append(
            f"The answer cell `{key}` had become a {chosen.cell_type} cell; it is a {cell.cell_type} cell again."
        )
    if chosen.source.strip() == stub.strip():
        return  # as it was given
    cell.source = chosen.source


def _report_locked(key: str, copies: list[NotebookNode], bundle: Bundle, repairs: list[str]) -> None:
    """Note what had been done to a cell that is the instructor's."""
    kind = "test cell" if nbgrader_field(bundle.cells[key], "grade") else "locked cell"
    if not copies:
        repairs.append(f"The {kind} `{key}` was missing; it was put back.")
        return
    if len(copies) > 1:
        repairs.append(f"The {kind} `{key}` was there {len(copies)} times; one was kept.")
    if any(copy.source.strip() != bundle.released_sources[key].strip() for copy in copies):
        repairs.append(f"The {kind} `{key}` had been changed; it was put back as it was given.")
    official = bundle.cells[key].metadata
    for copy in copies:
        theirs = copy.metadata.get("nbgrader")
        if not isinstance(theirs, dict) or theirs.get("points") != official.nbgrader.get("points"):
            repairs.append(f"The {kind} `{key}` had lost or changed its nbgrader metadata; it was put back.")
        elif copy.metadata.get("tags", []) != official.get("tags", []):
            repairs.append(f"The tags of the {kind} `{key}` had been changed; they were put back.")


def _report_order(submitted: NotebookNode, bundle: Bundle, repairs: list[str]) -> None:
    """Note that official cells stood in another order."""
    keys = (nbgrader_field(cell, "grade_id") for cell in submitted.cells)
    first = list(dict.fromkeys(key for key in keys if isinstance(key, str) and key in bundle.cells))
    if first != [key for key in bundle.keys if key in first]:
        repairs.append("Some cells had been moved; they stand in the order of the released notebook again.")


def _report_kernel(submitted: NotebookNode, bundle: Bundle, repairs: list[str]) -> None:
    """Note that the notebook asked for another kernel."""
    asked = submitted.metadata.get("kernelspec")
    name = asked.get("name") if isinstance(asked, dict) else None
    official = bundle.marked.metadata.kernelspec.name
    if name not in (None, official):
        repairs.append(f"The notebook asked for the kernel {str(name)[:40]!r}; it ran with {official!r}.")


def _with_unique_ids(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Give the student's own cells fresh ids where theirs are taken."""
    taken: Counter[str] = Counter()
    for cell in cells:
        if nbgrader_field(cell, "grade_id"):
            taken[cell["id"]] += 1
    for number, cell in enumerate(cells):
        if not nbgrader_field(cell, "grade_id"):
            if taken[cell["id"]]:
                cell["id"] = f"own-{number}"
            taken[cell["id"]] += 1
    return cells
