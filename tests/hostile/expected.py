"""The verdict that a hostile submission must get, as data, and the comparison with what marking gave it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from graders.core.results import SubmissionResult

LIMIT_WORDS = (
    "stopped",
    "too long",
    "too much",
    "too many",
    "too large",
    "too deep",
    "memory",
    "limit",
    "ended",
    "out of",
)
OUR_FAULT = "fault of ours"


@dataclass(frozen=True)
class AtMost:
    """An upper bound, where what is earned depends on how often the judge happens to ask."""

    points: float


@dataclass(frozen=True)
class Expected:
    """What must become of a hostile submission.

    Attributes
    ----------
    earned : mapping of str to (float or AtMost)
        Points of the exercises that it attacks. All others count too: those which the builder answered honestly
        must get full marks (see `keeps`), the stubs none.
    refused : bool or None
        Whether it cannot be read at all and gets zero, flagged; None where either is right.
    limits : bool
        Whether a limit must be reported.
    says : str or tuple of str
        Words for the student, at least one of which must stand in the repairs, limits, problem or messages.
    keeps : bool
        Whether its honest answers must get full marks; False where it ruins them itself, so that they may get less.
    never : tuple of str
        What must not stand in its outputs and messages.
    """

    earned: Mapping[str, float | AtMost] = field(default_factory=dict)
    refused: bool | None = False
    limits: bool = False
    says: str | tuple[str, ...] = ()
    keeps: bool = True
    never: tuple[str, ...] = ()


def told(result: SubmissionResult) -> str:
    """Join everything that marking says about a submission."""
    messages = [check.message for exercise in result.exercises for check in exercise.checks]
    notes = [exercise.note for exercise in result.exercises]
    return "\n".join(
        [result.problem, *result.repairs, *result.needs_person, *result.limits, *result.faults, *messages, *notes]
    )


def complaints(
    result: SubmissionResult, expect: Expected, full: Mapping[str, float], honest: frozenset[str]
) -> Iterator[str]:
    """Compare a verdict with the expected one.

    Parameters
    ----------
    result : SubmissionResult
        What marking gave.
    expect : Expected
        What it must give.
    full : mapping of str to float
        What each exercise is worth.
    honest : frozenset of str
        Exercises that were answered with the reference.

    Yields
    ------
    str
        One line per difference.
    """
    text = told(result)
    if result.faults or OUR_FAULT in text:
        yield f"the kit reports a fault of its own: {result.faults or text[:300]}"
    if expect.refused is not None and expect.refused != bool(result.problem):
        yield f"refused: {result.problem!r}" if result.problem else "was not refused"
    if result.problem:
        if any(score for score in result.scores.values()):
            yield f"refused, yet has points: {result.scores}"
    else:
        yield from _marks(result, expect, full, honest)
    if expect.limits and not (result.limits or any(word in text.lower() for word in LIMIT_WORDS)):
        yield f"no limit is reported in: {text[:500]!r}"
    words = (expect.says,) if isinstance(expect.says, str) else expect.says
    if words and not any(word.lower() in text.lower() for word in words):
        yield f"none of {words} stands in: {text[:800]!r}"


def _marks(
    result: SubmissionResult, expect: Expected, full: Mapping[str, float], honest: frozenset[str]
) -> Iterator[str]:
    """Compare the points of each exercise."""
    for key, most in full.items():
        got = sum(result.scores.get(name) or 0.0 for name in (f"test_{key}", f"test_{key}_hidden"))
        wanted = expect.earned.get(key)
        if wanted is None:
            wanted = (most if expect.keeps else AtMost(most)) if key in honest else 0.0
        if isinstance(wanted, AtMost):
            if not 0 <= got <= wanted.points + 1e-6:
                yield f"{key}: {got:g} points, at most {wanted.points:g} were to be had"
        elif abs(got - wanted) > 1e-6:
            yield f"{key}: {got:g} points, {wanted:g} expected"
    stray = {key: score for key, score in result.scores.items() if score and not key.startswith("test_")}
    if stray:
        yield f"points for cells that a person marks: {stray}"
