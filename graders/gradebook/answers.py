"""What a mark by hand was given for: a hash of the answer, so that it is asked for again only where that has changed."""

from collections.abc import Iterable

from nbformat import NotebookNode

from graders.core.results import Marked, SubmissionResult
from graders.course.digests import digest_of
from graders.course.source_notebook import is_graded, nbgrader_field


def answer_digests(notebook: NotebookNode) -> dict[str, str]:
    """Hash what each graded cell and each answer's cell is about.

    Parameters
    ----------
    notebook : NotebookNode
        As it was marked, its cells in the instructor's order.

    Returns
    -------
    dict of str to str
        By grade_id. A test is about the answer before it, a task about all that is the student's.
    """
    found: dict[str, str] = {}
    latest = ""
    tasks = []
    for cell in notebook.cells:
        key = nbgrader_field(cell, "grade_id")
        if not key:
            continue
        if nbgrader_field(cell, "solution"):
            latest = found[key] = _digest([cell])
        elif nbgrader_field(cell, "task"):
            tasks.append(key)
        elif is_graded(cell):
            found[key] = latest
    if tasks:
        whole = _digest(cell for cell in notebook.cells if not _is_ours(cell))
        found.update(dict.fromkeys(tasks, whole))
    return found


def give_digests(result: SubmissionResult, notebook: NotebookNode) -> None:
    """Note in a result what its graded cells are about; of a file that could not be read it is the file."""
    result.answers = answer_digests(notebook)
    if result.problem:
        unread = digest_of(["unread", result.stamp.get("submission", result.problem)])
        result.answers = dict.fromkeys(result.answers, unread)


def seen_by_marker(before: SubmissionResult | None, key: str, waits: bool) -> Marked | None:
    """Tell what a person had before them who gave the mark that a cell has.

    Parameters
    ----------
    before : SubmissionResult or None
        The mark as it was last recorded.
    key : str
        The graded cell.
    waits : bool
        Whether the mark waits to be given anew since then; if not, it was given or left for what was recorded last.

    Returns
    -------
    Marked or None
        None where it is not known any more.
    """
    if before is None:
        return None
    if waits or key not in before.answers:
        return before.marked.get(key)
    return Marked(before.answers[key], before.points.get(key, 0.0))


def remark_of(before: SubmissionResult | None, key: str, comment: str) -> Marked | None:
    """Tell what a person had before them who wrote a comment; None where it is not known.

    Parameters
    ----------
    before : SubmissionResult or None
        The mark as it was last recorded.
    key : str
        The answer's cell.
    comment : str
        The comment.
    """
    if before is None:
        return None
    text = digest_of([comment])
    known = before.remarked.get(key)
    if known is not None and known.comment == text:
        return known
    return Marked(before.answers[key], comment=text) if key in before.answers else None


def is_earlier(result: SubmissionResult, key: str, comment: str) -> bool:
    """Tell whether a comment by hand was written for an earlier version of the answer."""
    known = result.remarked.get(key)
    return known is not None and known.comment == digest_of([comment]) and known.answer != result.answers.get(key)


def _is_ours(cell: NotebookNode) -> bool:
    """Tell whether a cell is as the instructor gave it."""
    return bool(nbgrader_field(cell, "locked")) and not nbgrader_field(cell, "solution")


def _digest(cells: Iterable[NotebookNode]) -> str:
    """Hash what cells say and the pictures in them; blanks at the ends of lines say nothing."""
    parts = []
    for cell in cells:
        parts.append("\n".join(line.rstrip() for line in cell.source.strip().splitlines()))
        for name, kinds in sorted(cell.get("attachments", {}).items()):
            parts += [name, *(f"{kind} {content}" for kind, content in sorted(kinds.items()))]
    return digest_of(parts)
