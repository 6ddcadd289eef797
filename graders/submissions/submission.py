"""A submission read as data: found, measured, parsed, or refused with a reason for the student."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nbformat import NotebookNode

from graders.core.exceptions import SubmissionRefused
from graders.course.official_notebook import Bundle
from graders.submissions.decode_json import load
from graders.submissions.safe_folder import Missing, Survey, TooLarge, Unfit, in_words, opened, read_file, survey
from graders.submissions.sanitize import Submitted, clean

LARGEST_NOTEBOOK = 20_000_000  # bytes
MOST_OTHERS = 5  # notebooks of another name that are looked into
FEW, MANY = 0.2, 0.5  # shares of an assignment's cells by which its notebook is known
TIMESTAMP = "timestamp.txt"
LARGEST_TIMESTAMP = 1_000  # bytes
TIME = re.compile(
    r"(\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)"  # the time
    r" ?(Z|[+-]\d\d:?\d\d|[A-Za-z]\w*(?:[/+-]\w+){0,3})?",  # and its zone; a name, never a path
    re.ASCII,
)


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
        """Hash what a mark depends on: the notebook's bytes and the time of submission.

        Notebooks of another name are hashed, too, since one may be taken in its place. What cannot be
        read counts as if it were not there; `open` says why.
        """
        hasher = hashlib.sha256()
        try:
            with self._opened() as folder:
                others = [name for name in survey(folder).notebooks if name != self.notebook.name]
                for name in (self.notebook.name, TIMESTAMP, *others[: MOST_OTHERS + 1]):
                    content = _content(folder, name)
                    hasher.update(len(content).to_bytes(8, "big") + content)
        except (Unfit, OSError) as error:
            hasher.update(str(error).encode())
        return hasher.hexdigest()

    def timestamp(self) -> datetime | None:
        """Give the time of submission in UTC without a zone, as nbgrader keeps it, or None.

        Raises
        ------
        SubmissionRefused
            If timestamp.txt is there and is no time.
        """
        from nbgrader.utils import parse_utc

        unknown = "the time of submission is not known."
        try:
            with self._opened() as folder:
                content = read_file(folder, TIMESTAMP, LARGEST_TIMESTAMP)
        except Missing:
            return None
        except Unfit as unfit:
            raise SubmissionRefused(f"{TIMESTAMP} {unfit}; {unknown}") from None
        text = content.decode("utf-8-sig", "replace").strip()
        if not text:
            return None
        found = TIME.fullmatch(text)
        try:
            if not found:
                raise ValueError
            time, zone = found.groups("")
            # nbgrader reads a number that stands apart as seconds.
            return parse_utc(
                f"{time}{zone}" if zone[:1] in ("+", "-", "Z") else f"{time.replace('T', ' ')} {zone}".strip()
            )
        except (ValueError, OverflowError):
            raise SubmissionRefused(f"{TIMESTAMP} holds no time but {text[:40]!r}; {unknown}") from None

    def open(self, bundle: Bundle | None = None) -> Submitted:
        """Read the notebook, or the one that was meant by it.

        Parameters
        ----------
        bundle : Bundle, optional
            The official version. With it a notebook that holds none of its cells is refused, and a single other
            one in the folder that does hold them is taken in the place of one that is missing or
            another assignment's.

        Returns
        -------
        Submitted
            The notebook, not yet repaired, and what was put right to read it.

        Raises
        ------
        SubmissionRefused
            With the reason, in words for the student.
        """
        name = self.notebook.name
        try:
            with self._opened() as folder:
                found = survey(folder)
                others = [other for other in found.notebooks if other != name]
                try:
                    submitted = _parse(read_file(folder, name, LARGEST_NOTEBOOK), name)
                except TooLarge as unfit:
                    raise SubmissionRefused(f"{name} {unfit}. Clear its outputs.") from None
                except Unfit as unfit:
                    submitted = self._instead(folder, others, bundle, f"{name} {unfit}")
                else:
                    submitted = self._or_instead(submitted, folder, others, bundle)
        except Unfit as unfit:
            raise SubmissionRefused(f"{name} {unfit}; hand in the notebook itself.") from None
        submitted.notes.extend(_notes(found))
        return submitted

    def read(self) -> NotebookNode:
        """Read the notebook, without what `open` tells about it.

        Returns
        -------
        NotebookNode
            In nbformat 4.5, valid but not yet repaired.

        Raises
        ------
        SubmissionRefused
            With the reason, in words for the student.
        """
        return self.open().notebook

    @contextmanager
    def _opened(self) -> Iterator[int]:
        """Open the folder; a student's whole folder must be no link either, or it would be a neighbour's work."""
        if self.folder.parent.name == self.student and self.folder.parent.is_symlink():
            raise Unfit("lies in a link, not in a folder")
        with opened(self.folder) as folder:
            yield folder

    def _or_instead(self, submitted: Submitted, folder: int, others: list[str], bundle: Bundle | None) -> Submitted:
        """Take the notebook of the right name, unless it is another assignment's."""
        name = self.notebook.name
        share = _share(submitted.notebook, bundle) if bundle else 1.0
        if share < FEW:
            few = "only a few" if share else "none"
            try:
                return self._instead(folder, others, bundle, f"{name} holds {few} of this assignment's cells")
            except SubmissionRefused:
                if not share:
                    raise
                submitted.notes.append(f"{name} holds only a few of this assignment's cells: is it the right notebook?")
        if others:
            submitted.notes.append(f"Only {name} was marked, not {_listed(others)}.")
        return submitted

    def _instead(self, folder: int, others: list[str], bundle: Bundle | None, problem: str) -> Submitted:
        """Take the one other notebook that holds the assignment's cells, or refuse and say what to do."""
        name = self.notebook.name
        if not others:
            raise SubmissionRefused(f"{problem}; hand in the notebook itself.")
        if bundle is None:
            raise SubmissionRefused(f"{problem}; there is {_listed(others)} instead: rename it.")
        if len(others) > MOST_OTHERS:
            raise SubmissionRefused(f"{problem}, and there are {len(others)} others: hand in the right one as {name}.")
        fitting: dict[bytes, tuple[str, Submitted]] = {}
        room = LARGEST_NOTEBOOK
        for other in others:
            try:
                content = read_file(folder, other, room)
                room -= len(content)
                submitted = _parse(content, in_words(other))
            except (Unfit, SubmissionRefused):
                continue  # it is not the one
            if _share(submitted.notebook, bundle) >= MANY:
                fitting.setdefault(hashlib.sha256(content).digest(), (other, submitted))
        if len(fitting) == 1:
            other, submitted = next(iter(fitting.values()))
            submitted.notes.insert(0, f"{problem}; {in_words(other)} was marked in its place.")
            return submitted
        if fitting:
            meant = _listed([other for other, _ in fitting.values()])
            raise SubmissionRefused(f"{problem}, and any of {meant} could be meant: hand in the right one as {name}.")
        raise SubmissionRefused(f"{problem}; there is {_listed(others)} instead, without the assignment's cells.")


def _parse(content: bytes, name: str) -> Submitted:
    """Turn a file's bytes into a notebook."""
    data, notes = load(content, name)
    submitted = clean(data, name)
    submitted.notes[:0] = notes
    return submitted


def _share(notebook: NotebookNode, bundle: Bundle) -> float:
    """Give the share of the official cells that a notebook holds."""
    return len({bundle.key_of(cell) for cell in notebook.cells} - {None}) / max(len(bundle.keys), 1)


def _content(folder: int, name: str) -> bytes:
    """Read a file for its hash."""
    try:
        return read_file(folder, name, LARGEST_NOTEBOOK)
    except (Unfit, OSError):
        return b"-"


def _listed(names: list[str]) -> str:
    """List a few files' names in one line."""
    shown = ", ".join(in_words(name) for name in names[:3])
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown


def _notes(found: Survey) -> Iterator[str]:
    """Say what else lies in the folder that was not looked at."""
    if found.odd:
        yield f"The folder holds links, pipes or devices ({_listed(found.odd)}); they were not opened."
    if found.full:
        yield "The folder holds more than is looked at; only the notebook and the time of submission were read."
