"""nbgrader's gradebook, opened for one piece of work."""

import contextlib
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graders.course import Course


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
    return not url.startswith("sqlite:///") or Path(url.removeprefix("sqlite:///")).is_file()


@contextlib.contextmanager
def open_gradebook(course: Course) -> Iterator[Any]:
    """Open the gradebook of a course.

    Parameters
    ----------
    course : Course
        The course; its nbgrader_config.py says where the gradebook is.

    Yields
    ------
    nbgrader.api.Gradebook
        Closed when the block ends.
    """
    from nbgrader.api import Gradebook
    from sqlalchemy.exc import SAWarning

    with warnings.catch_warnings():
        # nbgrader creates its objects in an order that SQLAlchemy 2 remarks on; the rows come out right.
        warnings.filterwarnings("ignore", "Object of type .* not in session", SAWarning)
        with Gradebook(course.coursedir().db_url) as gradebook:
            yield gradebook
