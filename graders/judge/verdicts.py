"""From the verdict on a test cell to a check's result and the cell's output."""

from nbformat import NotebookNode

from graders.core.results import Cause, CheckResult, ExerciseResult, Outcome
from graders.course.exercise import PUBLIC, Exercise
from graders.judge.checks import NO_ANSWER
from graders.judge.test_cell import Verdict
from graders.sandbox.kernel_messages import output


def public_check(exercise: Exercise, verdict: Verdict) -> CheckResult:
    """Turn the verdict on a public test cell into a check's."""
    points = exercise.public_points
    if not verdict.error:
        return CheckResult(PUBLIC, True, points, points, "", seconds=verdict.seconds)
    # An exception of the cell itself is not worded for learners: only its name says what it means.
    itself = verdict.score is None
    message = f"{verdict.error}: {verdict.message}" if itself or verdict.cause == "undefined" else verdict.message
    return CheckResult(PUBLIC, True, points, 0.0, message, verdict.outcome, verdict.seconds, verdict.cause)


def unjudged(exercise: Exercise, verdict: Verdict, seed: int) -> ExerciseResult:
    """Give the result of hidden checks that their test cell did not reach."""
    message = verdict.message or NO_ANSWER
    cause: Cause = "" if verdict.outcome == "fault" else verdict.cause or "unanswered"
    outcome: Outcome = "fault" if verdict.outcome == "fault" else "unjudged"
    checks = tuple(CheckResult(n, False, p, 0.0, message, outcome, cause=cause) for n, p in exercise.hidden.items())
    return ExerciseResult(exercise.key, checks, seed)


def error_output(name: str, text: str) -> NotebookNode:
    """Make an error output."""
    return output("error", ename=name, evalue=text, traceback=[f"{name}: {text}"])
