"""From the verdict on a test cell to a check's result and the cell's output."""

from nbformat import NotebookNode

from graders.core.results import CheckResult, ExerciseResult, Outcome
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
    message = f"{verdict.error}: {verdict.message}" if verdict.cause == "exception" else verdict.message
    outcome: Outcome = "failed" if verdict.judged else "unjudged"
    return CheckResult(PUBLIC, True, points, 0.0, message, outcome, verdict.seconds, verdict.cause)


def unjudged(exercise: Exercise, verdict: Verdict, seed: int) -> ExerciseResult:
    """Give the result of hidden checks that their test cell did not reach."""
    message, cause = verdict.message or NO_ANSWER, verdict.cause or "unanswered"
    checks = tuple(CheckResult(n, False, p, 0.0, message, "unjudged", cause=cause) for n, p in exercise.hidden.items())
    return ExerciseResult(exercise.key, checks, seed)


def error_output(name: str, text: str) -> NotebookNode:
    """Make an error output."""
    return output("error", ename=name, evalue=text, traceback=[f"{name}: {text}"])
