"""Opening nbgrader's gradebook for one piece of work."""

import contextlib
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from graders.core.exceptions import GradebookError
from graders.course.course import Course

if TYPE_CHECKING:  # nbgrader and SQLAlchemy take a while to import, and not every verb needs them
    from graders.gradebook.transactional import Ledger

SQLITE = "sqlite:///"


def has_gradebook(course: Course) -> bool:
    """Tell whether the course has a gradebook; opening one that is not there would make it.

    Parameters
    ----------
    course : Course
        The course.

    Returns
    -------
    bool
        Always true for a database server.
    """
    url = str(course.coursedir().db_url)
    return not url.startswith(SQLITE) or Path(url.removeprefix(SQLITE)).is_file()


@contextlib.contextmanager
def open_gradebook(course: Course) -> Iterator["Ledger"]:
    """Open the gradebook of a course.

    Parameters
    ----------
    course : Course
        The course; its nbgrader_config.py says where the gradebook is.

    Yields
    ------
    Ledger
        Closed when the block ends.

    Raises
    ------
    GradebookError
        If it cannot be read or written, with what to do.
    """
    from nbgrader.api import InvalidEntry
    from sqlalchemy.exc import SAWarning, SQLAlchemyError

    from graders.gradebook.transactional import Ledger

    url = str(course.coursedir().db_url)
    try:
        with warnings.catch_warnings():
            # nbgrader creates its objects in an order that SQLAlchemy 2 remarks on; the rows come out right.
            warnings.filterwarnings("ignore", "Object of type .* not in session", SAWarning)
            with Ledger(url) as gradebook:
                yield gradebook
    except (SQLAlchemyError, InvalidEntry) as error:
        where = url.removeprefix(SQLITE).split("@")[-1]  # without a database server's user and password
        told = error.__context__ if isinstance(error, InvalidEntry) else error  # nbgrader's error stands for another
        raise GradebookError(where, str(getattr(told, "orig", None) or error).split("\n")[0]) from error
