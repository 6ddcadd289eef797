"""What lateness costs."""

import math

from nbgrader.plugins import BasePlugin
from traitlets import Float


class PerDay(BasePlugin):
    """Take off a fraction of the score for each day that has begun since the due date."""

    fraction = Float(0.1, help="Part of the score that each late day costs.").tag(config=True)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float:
        """Give the points to take off.

        Parameters
        ----------
        student_id : str
            Not used: the rule is the same for all.
        score : float
            Points before the penalty.
        total_seconds_late : float
            Seconds after the due date, extensions already counted.

        Returns
        -------
        float
            Points, at most the score.
        """
        days = math.ceil(total_seconds_late / 86_400)
        return round(min(self.fraction * days, 1.0) * score, 6)
