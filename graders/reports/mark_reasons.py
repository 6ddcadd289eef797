"""Why a mark is what it is, in one short line: what marking found, not what anybody expected."""

from graders.core.results import CheckResult, ExerciseResult, SubmissionResult
from graders.reports.marks_table import Row

MOST_EXERCISES = 4  # that are named
MOST_CHECKS = 2
UNWRITTEN = "is still to be written"  # what a stub says, by `utils.checks`
STOPPED = "Stopped after"


def reason(row: Row, mark: SubmissionResult | None) -> str:
    """Say where the points of a submission went.

    Parameters
    ----------
    row : Row
        Its mark.
    mark : SubmissionResult or None
        What marking found; None where plain nbgrader marked.

    Returns
    -------
    str
        One line.
    """
    if mark is None:
        return row.remark
    if mark.problem:
        return f"{mark.problem} A person has to look at it."
    parts = [*_faults(mark), *_losses(mark), *mark.limits[:1]]
    if row.penalty:
        parts.append(f"late -{row.penalty:g}")
    if mark.repairs:
        count = len(mark.repairs)
        parts.append(f"{count} {'cells' if count > 1 else 'cell'} repaired")
    waiting = sum(mark.points[key] for key, score in mark.scores.items() if score is None)
    if row.by_hand and waiting:
        parts.append(f"{waiting:g} to mark by hand")
    return "; ".join(parts)


def _faults(mark: SubmissionResult) -> list[str]:
    """Tell of faults of ours, which nobody loses points by."""
    return ["not wholly judged, by a fault of ours"] if mark.faults else []


def _losses(mark: SubmissionResult) -> list[str]:
    """Tell which exercises cost points, the dearest first; those that nobody has begun together."""
    lost = sorted(
        (one for one in mark.exercises if one.score < one.max_score), key=lambda one: one.score - one.max_score
    )
    if not lost:
        return ["every check passed"] if mark.exercises and not mark.faults else []
    unwritten = [one for one in lost if all(UNWRITTEN in check.message for check in one.checks)]
    if len(unwritten) == len(mark.exercises):
        return ["nothing was written"]
    begun = [one for one in lost if one not in unwritten]
    parts = [_loss(one) for one in begun[:MOST_EXERCISES]]
    if rest := begun[MOST_EXERCISES:]:
        parts.append(f"{len(rest)} more -{sum(one.max_score - one.score for one in rest):g}")
    if unwritten:
        missed = sum(one.max_score for one in unwritten)
        names = [one.exercise for one in unwritten[:MOST_EXERCISES]]
        more = f" and {len(unwritten) - len(names)} more" if len(unwritten) > len(names) else ""
        parts.append(f"not written: {', '.join(names)}{more} -{missed:g}")
    return parts


def _loss(exercise: ExerciseResult) -> str:
    """Say what one exercise lost, and by which checks."""
    missed = [check for check in exercise.checks if check.earned < check.points]
    return f"{exercise.exercise} -{exercise.max_score - exercise.score:g} ({_checks(missed, len(exercise.checks))})"


def _checks(missed: list[CheckResult], count: int) -> str:
    """Name the checks that were missed, or count them where they are many."""
    if any(check.message.startswith(STOPPED) for check in missed):
        return "does not end"
    if len(missed) == count:
        return "all checks"
    if len(missed) > MOST_CHECKS:
        return f"{len(missed)} of {count} checks"
    return ", ".join(check.name.replace("_", " ") for check in missed)
