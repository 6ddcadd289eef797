"""Let formgrader read a submission's time as marking reads it.

nbgrader gives what stands in submitted/…/timestamp.txt to a parser that takes unknown zones for UTC and ends formgrader's
page with an error 500 where the text is no time. It offers no setting for that, so its method is replaced.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from graders.core.exceptions import SubmissionRefused
from graders.submissions.submission import Submission


def submitted_timestamp(api: Any, assignment_id: str, student_id: str) -> datetime | None:
    """Read the time of a submission.

    Parameters
    ----------
    api : nbgrader.apps.api.NbGraderAPI
        Knows where submissions lie.
    assignment_id, student_id : str
        Whose and what.

    Returns
    -------
    datetime or None
        In UTC without a zone; None where there is none or it cannot be read, as in the gradebook.
    """
    course = api.coursedir
    folder = Path(course.format_path(course.submitted_directory, student_id, assignment_id)).absolute()
    try:
        return Submission(student_id, assignment_id, folder).timestamp()
    except (SubmissionRefused, OSError):
        return None


def install() -> None:
    """Put the method in the place of nbgrader's."""
    from nbgrader.apps.api import NbGraderAPI

    NbGraderAPI.get_submitted_timestamp = submitted_timestamp
