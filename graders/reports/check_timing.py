"""How long the checks of a marked class took, and which of them are slow.

A check that comes near its limit for one answer may be stopped for the next, or for the same on a busier machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from graders.core.results import SubmissionResult

SHARE = 0.25  # of the limit for one check, from which on a check is called slow


@dataclass(frozen=True)
class Timing:
    """One check's seconds over a class.

    Attributes
    ----------
    assignment, exercise, check : str
        Which.
    measured : int
        In how many submissions it was measured; marks from before seconds were kept have none.
    median, longest : float
        Seconds, by the clock.
    over : int
        How many took longer than the threshold.
    """

    assignment: str
    exercise: str
    check: str
    measured: int
    median: float
    longest: float
    over: int


def timings(name: str, marks: Sequence[SubmissionResult], threshold: float) -> list[Timing]:
    """Collect the seconds of an assignment's checks.

    Parameters
    ----------
    name : str
        The assignment.
    marks : sequence of SubmissionResult
        Those that could be read.
    threshold : float
        Seconds above which a check counts as slow.

    Returns
    -------
    list of Timing
        In the order of exercises and checks, without those that were never measured.
    """
    taken: dict[tuple[str, str], list[float]] = {}
    for mark in marks:
        for exercise in mark.exercises:
            for check in exercise.checks:
                if check.seconds is not None:
                    taken.setdefault((exercise.exercise, check.name), []).append(check.seconds)
    return [
        Timing(name, *where, len(s), round(median(s), 3), max(s), sum(one > threshold for one in s))
        for where, s in taken.items()
    ]
