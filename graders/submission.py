"""A submission read as data: found, measured, parsed, or refused with a reason for the student."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from graders.exceptions import SubmissionRefused

LARGEST_NOTEBOOK = 20_000_000  # bytes
MOST_CELLS = 1_000
TIMESTAMP = "timestamp.txt"


@dataclass(frozen=True)
class Submission:
    """Where a submission lies.

    Attributes
    ----------
    student, assignment : str
        Whose and what.
    folder : Path
        The submitted folder; never written to.
    """

    student: str
    assignment: str
    folder: Path

    @property
    def notebook(self) -> Path:
        """The notebook that is marked."""
        return self.folder / f"{self.assignment}.ipynb"

    def digest(self) -> str:
        """Hash what a mark depends on: the notebook's bytes and the time of submission."""
        hasher = hashlib.sha256()
        for path in (self.notebook, self.folder / TIMESTAMP):
            content = path.read_bytes() if path.is_file() and path.stat().st_size <= LARGEST_NOTEBOOK else b"-"
            hasher.update(len(content).to_bytes(8, "big") + content)
        return hasher.hexdigest()

    def timestamp(self) -> datetime | None:
        """Give the time of submission in UTC without a zone, as nbgrader keeps it, or None.

        Raises
        ------
        SubmissionRefused
            If timestamp.txt is there and is no time.
        """
        from nbgrader.utils import parse_utc

        path = self.folder / TIMESTAMP
        text = path.read_text(encoding="utf-8", errors="replace").strip() if path.is_file() else ""
        if not text:
            return None
        try:
            return parse_utc(text)
        except (ValueError, OverflowError):
            raise SubmissionRefused(
                f"{TIMESTAMP} holds no time but {text[:40]!r}; the time of submission is not known."
            ) from None

    def read(self) -> NotebookNode:
        """Read the notebook.

        Returns
        -------
        NotebookNode
            In nbformat 4, valid but not yet repaired.

        Raises
        ------
        SubmissionRefused
            With the reason, in words for the student.
        """
        text = self._text()
        try:
            raw = json.loads(text)
        except (json.JSONDecodeError, RecursionError) as error:
            raise SubmissionRefused(f"{self.notebook.name} is no notebook: {_why_not_json(text, error)}") from None
        if not isinstance(raw, dict) or not isinstance(raw.get("cells", raw.get("worksheets")), list):
            raise SubmissionRefused(f"{self.notebook.name} is JSON but no notebook: it has no list of cells.")
        self._refuse_many(len(raw.get("cells", ())))
        try:
            notebook = _parse(raw)
        except Exception as error:  # nbformat raises many kinds for a malformed notebook; all mean the same here
            text = str(error).split("\n")[0][:200]
            raise SubmissionRefused(f"{self.notebook.name} is no valid notebook: {text}") from error
        self._refuse_many(len(notebook.cells))  # older formats keep their cells elsewhere
        return notebook

    def _refuse_many(self, cells: int) -> None:
        """Refuse more cells than anyone writes."""
        if cells > MOST_CELLS:
            raise SubmissionRefused(f"{self.notebook.name} has more than {MOST_CELLS} cells.")

    def _text(self) -> str:
        """Read the notebook's text, or say why it cannot be read."""
        path = self.notebook
        if not path.is_file() or path.is_symlink():
            others = sorted(p.name for p in self.folder.glob("*.ipynb"))
            found = f"there is {', '.join(others)} instead: rename it" if others else "hand in the notebook itself"
            raise SubmissionRefused(f"{path.name} is missing; {found}.")
        size = path.stat().st_size
        if size > LARGEST_NOTEBOOK:
            limit = LARGEST_NOTEBOOK // 1_000_000
            raise SubmissionRefused(
                f"{path.name} has {size / 1e6:.0f} MB; at most {limit} MB are read. Clear its outputs."
            )
        try:
            return path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise SubmissionRefused(
                f"{path.name} is not UTF-8 text, so it is no notebook as Jupyter writes it."
            ) from None


def _parse(raw: dict[str, object]) -> NotebookNode:
    """Upgrade a notebook to format 4.5 and validate it."""
    import warnings

    from nbformat.warnings import MissingIDFieldWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MissingIDFieldWarning)
        warnings.simplefilter("ignore", nbformat.warnings.DuplicateCellId)
        notebook = nbformat.reads(json.dumps(raw), as_version=4)
        if notebook.nbformat_minor < 5:
            notebook = nbformat.v4.upgrade(notebook)
    for cell in notebook.cells:
        if not isinstance(cell.get("metadata"), dict) or not isinstance(cell.get("source"), str):
            raise ValueError("a cell has no source or no metadata")
        if cell.get("cell_type") not in ("code", "markdown", "raw"):
            raise ValueError("a cell is neither code nor text")
        if not isinstance(cell.get("id"), str):
            cell["id"] = nbformat.v4.new_code_cell().id
    return notebook


def _why_not_json(text: str, error: Exception) -> str:
    """Say why a text is no JSON, as far as that helps."""
    if not text.strip():
        return "it is empty."
    if isinstance(error, json.JSONDecodeError):
        if error.pos >= len(text.rstrip()) - 1 or "Unterminated" in error.msg:
            return "it ends in the middle, so it was cut off while saving or uploading."
        return f"it is damaged on line {error.lineno}."
    return "it is nested too deeply."
