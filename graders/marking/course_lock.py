"""One process at a time marks a course."""

import contextlib
import fcntl
import os
from collections.abc import Iterator

from graders.core.atomic_folders import clear_drafts
from graders.core.exceptions import CannotWrite, GradersError
from graders.course.course import Course, make_folder

LOCK = ".lock"


@contextlib.contextmanager
def one_writer(course: Course) -> Iterator[None]:
    """Keep others from marking the course while the block runs, and clear away what a killed run left.

    Parameters
    ----------
    course : Course
        The course. The lock is the file autograded/.lock, held by this process, so that it ends with it.

    Raises
    ------
    GradersError
        If another process is marking it.
    """
    path = make_folder(course.autograded) / LOCK
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise CannotWrite(path, error) from None
    with os.fdopen(handle, "r+", encoding="utf-8", errors="replace") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            who = file.read(20).strip() or "not known"
            raise GradersError(
                f"another `autograde` (process {who}) is marking {course.root}: let it end, then run again; "
                "nothing was changed."
            ) from None
        except OSError as error:
            raise CannotWrite(path, error) from None
        file.truncate()
        file.write(f"{os.getpid()}\n")
        file.flush()
        _clear(course)
        yield


def _clear(course: Course) -> None:
    """Remove half-made folders of submissions; put back a folder that was being replaced."""
    for student in course.autograded.iterdir():
        if student.is_dir() and not student.is_symlink():
            for assignment in course.assignments():
                clear_drafts(student / assignment)
