"""A submission read as data: found, measured, parsed, or refused with a reason for the student."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from nbformat import NotebookNode

from graders.core.exceptions import NothingHandedIn, SubmissionRefused
from graders.course.digests import digest_of
from graders.course.official_notebook import Bundle
from graders.submissions.choose import choose
from graders.submissions.received import LARGEST_TIMESTAMP, TIMESTAMP, Received, receive
from graders.submissions.safe_folder import Missing, Unfit, opened, read_file
from graders.submissions.sanitize import Submitted
from graders.submissions.timestamps import NoTime, read_time

UNKNOWN_TIME = "the time of submission is not known."


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

    def receive(self) -> "Handed":
        """Read the folder, once for all that follows.

        Returns
        -------
        Handed
            What was handed in.

        Raises
        ------
        NothingHandedIn
            If the folder is gone, holds no work, or changes while it is read.
        SubmissionRefused
            If a link stands in its place.
        OSError
            If the machine cannot read it.
        """
        refuse_link(self.folder, self.student, self.notebook.name, "hand in the notebook itself.")
        return Handed(receive(self.folder, self.notebook.name))

    def digest(self) -> str:
        """Hash what a mark depends on, or why there is none; see `Handed.digest`, and `receive` for what it raises."""
        try:
            return self.receive().digest
        except NothingHandedIn:
            raise
        except SubmissionRefused as error:
            return digest_of([str(error).encode(errors="surrogateescape")])

    def timestamp(self) -> datetime | None:
        """Read the time of submission alone; see `Handed.timestamp`."""
        refuse_link(self.folder, self.student, TIMESTAMP, UNKNOWN_TIME)
        try:
            with opened(self.folder) as directory:
                return _time(read_file(directory, TIMESTAMP, LARGEST_TIMESTAMP), "")[0]
        except Missing:
            return _time(None, "")[0]
        except Unfit as unfit:
            return _time(None, str(unfit))[0]

    def open(self, bundle: Bundle | None = None) -> Submitted:
        """Read the notebook, or the one that was meant by it; see `Handed.open`."""
        return self.receive().open(bundle)

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


@dataclass(frozen=True)
class Handed:
    """What was handed in, in memory: hashed, and then marked.

    Attributes
    ----------
    received : Received
        The files.
    """

    received: Received

    @cached_property
    def digest(self) -> str:
        """A hash of what a mark depends on: all that may be the notebook, and the time of submission."""
        return self.received.digest

    def timestamp(self) -> tuple[datetime | None, str]:
        """Give the time of submission.

        Returns
        -------
        time : datetime or None
            In UTC without a zone, as nbgrader keeps it; None where there is none.
        doubt : str
            What a person should look at; "" as a rule.

        Raises
        ------
        SubmissionRefused
            If timestamp.txt is there and is no time.
        """
        return _time(self.received.timestamp, self.received.timestamp_problem)

    def open(self, bundle: Bundle | None = None) -> Submitted:
        """Read the notebook, or the one that was meant by it.

        Parameters
        ----------
        bundle : Bundle, optional
            The official version. With it a notebook that holds none of its cells is refused, and another file in the
            folder that does hold them is taken in the place of one that is missing or another assignment's.

        Returns
        -------
        Submitted
            The notebook, not yet repaired, and what was put right to read it.

        Raises
        ------
        SubmissionRefused
            With the reason, in words for the student.
        OSError
            If the machine cannot read it.
        """
        return choose(self.received, bundle)


def refuse_link(folder: Path, student: str, name: str, advice: str) -> None:
    """Refuse a student's folder that is a link, or it would be a neighbour's work; links above it are the instructor's."""
    if folder.parent.name == student and folder.parent.is_symlink():
        raise SubmissionRefused(f"{name} lies in a link, not in a folder; {advice}")


def _time(content: bytes | None, problem: str) -> tuple[datetime | None, str]:
    """Read the text of timestamp.txt."""
    if problem:
        raise SubmissionRefused(f"{TIMESTAMP} {problem}; {UNKNOWN_TIME}")
    text = (content or b"").decode(
        "utf-16" if (content or b"")[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace"
    )
    if not (text := text.strip(" \t\r\n\0")):
        return None, ""
    try:
        time, doubt = read_time(text)
    except NoTime as error:
        raise SubmissionRefused(f"{TIMESTAMP} {error}; {UNKNOWN_TIME}") from None
    return time, f"{TIMESTAMP} {doubt}." if doubt else ""
