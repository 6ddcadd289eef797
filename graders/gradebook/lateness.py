"""What lateness costs: the rule that nbgrader is configured with, for a mark that is written and for one that is only told."""

from datetime import datetime
from typing import TYPE_CHECKING

from graders.course.course import Course

if TYPE_CHECKING:
    from graders.gradebook.transactional import Ledger


def penalty(course: Course, student: str, score: float, late_seconds: float) -> float:
    """Ask the late rule what the lateness costs.

    Parameters
    ----------
    course : Course
        The course.
    student : str
        Who was late.
    score : float
        Points before the penalty.
    late_seconds : float
        How late.

    Returns
    -------
    float
        Points, at most the score.
    """
    from nbgrader.preprocessors import AssignLatePenalties

    if late_seconds <= 0:
        return 0.0
    rule = AssignLatePenalties(config=course.config())
    rule.init_plugin()
    cost = rule.plugin_inst.late_submission_penalty(student, score, late_seconds)
    return round(min(max(float(cost or 0.0), 0.0), score), 6)


def seconds_late(gradebook: "Ledger", student: str, assignment: str, timestamp: datetime | None) -> float:
    """Tell how late something is that is not in the gradebook yet, extensions counted.

    Parameters
    ----------
    gradebook : Ledger
        The gradebook.
    student, assignment : str
        Whose and what.
    timestamp : datetime or None
        Time of submission, UTC without a zone.

    Returns
    -------
    float
        Seconds; 0 where there is no due date.
    """
    from nbgrader.api import MissingEntry

    due = None
    try:
        due = gradebook.find_assignment(assignment).duedate
        due = gradebook.find_submission(assignment, student).duedate
    except MissingEntry:
        pass  # it was not marked yet: nobody has an extension
    if timestamp is None or due is None:
        return 0.0
    return max(0.0, (timestamp - due).total_seconds())
