"""What can go wrong, each with one line that says what to do; the texts stand at the foot.

Everything that is meant for a person derives from `GradersError`; the command line prints its text and
exits with a non-zero status. Anything else that escapes is a fault of ours.
"""

import errno
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path


class GradersError(Exception):
    """A problem with what was asked or given; the text is one line for the person who asked."""


class UnknownName(GradersError):
    """An assignment, exercise or student that does not exist."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = list(known)
        near = get_close_matches(name, names, n=1, cutoff=0.4)
        advice = NEAREST.format(near[0]) if near else KNOWN.format(", ".join(names) or "none yet")
        super().__init__(UNKNOWN_NAME.format(kind=kind, name=name, advice=advice))


class MissingFile(GradersError):
    """A file or folder that should be there and is not."""

    def __init__(self, path: Path | str, advice: str) -> None:
        super().__init__(MISSING_FILE.format(path=path, advice=advice))


class BadExercise(GradersError):
    """An exercise folder that cannot be used as it is."""

    def __init__(self, where: str, problem: str, advice: str) -> None:
        super().__init__(BAD_EXERCISE.format(where=where, problem=problem, advice=advice))


class CannotWrite(GradersError):
    """A folder that cannot be written to."""

    def __init__(self, path: Path | str, error: OSError) -> None:
        super().__init__(CANNOT_WRITE.format(path=path, reason=error.strerror or error))


class GradebookError(GradersError):
    """A gradebook that cannot be read or written; what stood in it stands in it still."""

    def __init__(self, path: Path | str, reason: str) -> None:
        advice = next((text for said, text in GRADEBOOK_ADVICE.items() if said in reason), ANY_GRADEBOOK_ADVICE)
        super().__init__(GRADEBOOK.format(path=path, advice=advice.format(reason=reason)))


class DiskFull(GradersError):
    """A disk, or a quota, that has no room for what must be written."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(DISK_FULL.format(path=path))

    @staticmethod
    def is_told_by(error: BaseException) -> bool:
        """Tell whether an error of the system means that."""
        return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class NoSandbox(GradersError):
    """A machine on which students' code cannot be confined; none of it was run.

    Parameters
    ----------
    reason : str
        The cause, as a clause without a full stop.
    cure : str, optional
        What to do, a sentence.
    """

    def __init__(self, reason: str, cure: str = "") -> None:
        super().__init__(NO_SANDBOX.format(reason=reason, cure=f"{cure} " if cure else ""))
        self.reason = reason
        self.cure = cure


class ClusterGone(GradersError):
    """A cluster that cannot be used, or cannot be used any more; what was recorded stays."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(CLUSTER_GONE.format(address=address, reason=reason))


class SubmissionRefused(GradersError):
    """A submission that cannot be read as a notebook; the text goes to the student, too."""


class NothingHandedIn(SubmissionRefused):
    """A folder that is gone, empty or still being written: nothing is marked or recorded, and a person is told."""


class KitFault(GradersError):
    """Something in the kit itself is wrong; never a student's fault and never a zero."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(KIT_FAULT.format(where=where, problem=problem))
        self.where = where
        self.problem = problem


class NotStarted(KitFault):
    """A process of a student's that the sandbox could not start, or not confine."""

    def __init__(self, problem: str) -> None:
        super().__init__("sandbox", problem)


NEAREST = "did you mean {}?"
KNOWN = "there are: {}."
UNKNOWN_NAME = "no {kind} is called {name!r}; {advice}"
MISSING_FILE = "{path} does not exist: {advice}"
BAD_EXERCISE = "{where}: {problem}. {advice}"
CANNOT_WRITE = "cannot write to {path} ({reason}): make it writable or choose another folder; nothing was changed."
DISK_FULL = "{path}: the disk is full: make room, then run the same command again; what is recorded stays."
GRADEBOOK = "the gradebook {path} {advice}"
GRADEBOOK_ADVICE = {  # by SQLite's text: "no such table" and "no such column" have no code of their own
    "is locked": "is locked by another program: let it end, as formgrader or sqlite3, then run the same command again.",
    "disk is full": "is on a disk that is full: make room, then run the same command again; what is recorded stays.",
    "disk I/O error": "cannot be written ({reason}): look at the disk, its room and its limits, then run again.",
    "readonly": "cannot be written: make it and its folder writable, then run again.",
    "unable to open": "cannot be opened: look at the permissions of the file and its folder.",
    "not a database": "is no gradebook: move it away, or put a copy of the right one in its place.",
    "malformed": "is damaged: put a copy from before in its place.",
    "no such": "was made by another version of nbgrader ({reason}): copy it, then run `nbgrader db upgrade`.",
}
ANY_GRADEBOOK_ADVICE = "cannot be used: {reason}."
NO_SANDBOX = (
    "nothing was run, since students' code cannot be confined here: {reason}. {cure}`python -m graders doctor` looks "
    "again; autograde and try with `--no-sandbox` run it with your own rights."
)
CLUSTER_GONE = "the cluster at {address}: {reason}; what is recorded stays, and the same command marks the rest."
KIT_FAULT = "{where}: a fault of the kit, not of the student: {problem}"
