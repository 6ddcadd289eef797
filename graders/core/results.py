"""What marking finds, as data: one check, one exercise, one file, one submission."""

from dataclasses import dataclass, field
from typing import Any, Literal

from graders.core.safe_text import line, placeless, readable

COLD, WARM = "cold", "warm"
MOST_REMARKS = 200  # repairs of one notebook that are told
Outcome = Literal["passed", "failed", "unjudged", "fault"]
Cause = Literal[
    "",
    "undefined",  # the name that is judged has no value
    "unwritten",  # the stub's NotImplementedError, or a placeholder for an earlier exercise
    "assertion",  # the check itself says what is wrong
    "error",  # the student's code raised an error
    "exception",  # the test cell raised one, be it by its own mistake or by what the answer gave: for a person to tell
    "value",  # the answer gave something that cannot cross to the judge
    "time",  # the check ran too long; with "unjudged": the checks or cells before it used up the time
    "memory",  # the values that came took more memory than the judge has for them
    "limit",  # the sandbox ended the student's process, which used more than it may
    "ended",  # the student's process ended by itself, or had to be killed too often
    "unanswered",  # not judged: the process did not answer the check before
    "skipped",  # not judged, as asked: the file was refused, or a check before it did not pass
]
Status = Literal["ok", "error", "timeout", "rejected"]


@dataclass(frozen=True)
class CheckResult:
    """The verdict of one check.

    Attributes
    ----------
    name : str
        The check's key in exercise.toml.
    visible : bool
        Whether students can run it.
    points : float
        What it is worth.
    earned : float
        What was earned.
    message : str
        What the learner reads; empty where it passed.
    outcome : {"passed", "failed", "unjudged", "fault"}
        "unjudged" where the answer did not live long enough, "fault" where the check itself broke.
    seconds : float or None
        Wall time, to milliseconds; None where it was not judged or not measured. Two verdicts that differ only in
        this are equal, since no two runs take the same time.
    cause : Cause
        Why it failed or was not judged, for programs; `message` says it to people. "" for a check that passed or
        broke, and in records from before causes were kept.
    """

    name: str
    visible: bool
    points: float
    earned: float
    message: str
    outcome: Outcome = "passed"
    seconds: float | None = field(default=None, compare=False)
    cause: Cause = ""

    def __post_init__(self) -> None:
        # It may quote what a student's code says.
        object.__setattr__(self, "message", readable(placeless(self.message)))


@dataclass(frozen=True)
class ExerciseResult:
    """The verdict on one exercise.

    Attributes
    ----------
    exercise : str
        The exercise's key.
    checks : tuple of CheckResult
        In the order they were judged.
    seed : int
        What the checks' random inputs were drawn from.
    note : str
        What else the learner should know, as that a reference took the answer's place later on.
    """

    exercise: str
    checks: tuple[CheckResult, ...]
    seed: int
    note: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "note", readable(self.note))

    @property
    def score(self) -> float:
        """Points earned."""
        return round(sum(check.earned for check in self.checks), 6)

    @property
    def max_score(self) -> float:
        """Points that could be earned."""
        return round(sum(check.points for check in self.checks), 6)

    @property
    def faults(self) -> list[CheckResult]:
        """Checks that broke by themselves."""
        return [check for check in self.checks if check.outcome == "fault"]


@dataclass(frozen=True)
class NotebookVerdict:
    """What judging one notebook found, as it crosses from the judge's process to the one that records.

    Attributes
    ----------
    scores : dict of str to (float or None)
        Points per graded test cell; None where a check of ours broke.
    points : dict of str to float
        What each graded cell is worth.
    exercises : list of ExerciseResult
        The checks of each exercise.
    limits : list of str
        What had to be stopped, with the reason.
    faults : list of str
        Checks of ours that broke.
    seconds : float
        Wall time.
    partial : bool
        Whether some exercises alone were judged, since the verdicts on the others stand.
    started : {"warm", "cold"}
        See `SubmissionResult`.
    """

    scores: dict[str, float | None]
    points: dict[str, float]
    exercises: list[ExerciseResult]
    limits: list[str]
    faults: list[str]
    seconds: float
    partial: bool = False
    started: str = WARM


@dataclass(frozen=True)
class TrialResult:
    """The verdict on one Python file given to ``try``.

    Attributes
    ----------
    file : str
        The file, as it was given.
    assignment, exercise : str
        What it was judged as.
    status : {"ok", "error", "timeout", "rejected"}
        Whether it ran, crashed, took too long or could not be read.
    result : ExerciseResult
        The checks.
    message : str
        Why the status is not "ok".
    cause : Cause
        The same for programs.
    """

    file: str
    assignment: str
    exercise: str
    status: Status
    result: ExerciseResult
    message: str = ""
    cause: Cause = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", readable(placeless(self.message)))

    def to_json(self) -> dict[str, Any]:
        """Give the object that ``try --json`` prints."""
        keys = ("name", "visible", "points", "earned", "message")
        return {
            "file": self.file,
            "assignment": self.assignment,
            "exercise": self.exercise,
            "status": self.status,
            "score": self.result.score,
            "max_score": self.result.max_score,
            "checks": [{key: getattr(check, key) for key in keys} for check in self.result.checks],
            "message": self.message,
        }


@dataclass(frozen=True)
class Marked:
    """What a person had before them who gave a mark or wrote a comment.

    Attributes
    ----------
    answer : str
        A hash of the answer.
    points : float
        What the cell was worth.
    comment : str
        A hash of the comment, by which another one is known.
    """

    answer: str
    points: float = 0.0
    comment: str = ""


@dataclass
class SubmissionResult:
    """What one student's submission of one assignment got.

    Attributes
    ----------
    student, assignment : str
        Whose and what.
    scores : dict of str to (float or None)
        Automatic points per graded cell; None where it must be marked by hand or could not be judged.
    points : dict of str to float
        What each graded cell is worth.
    exercises : list of ExerciseResult
        The hidden and public checks of each exercise, as far as they were judged.
    repairs : list of str
        What was put right in the notebook before it ran.
    problem : str
        Why the submission could not be read; then every score is 0 and flagged.
    limits : list of str
        Cells that were stopped, with the reason.
    faults : list of str
        Faults of the kit.
    seconds : float
        Wall time of the run.
    late_seconds : float
        How late the submission came.
    penalty : float
        Points taken off for lateness.
    stamp : dict of str to str
        Hashes of what the mark depends on.
    checks : dict of str to str
        A hash of the hidden checks of each exercise.
    started : {"warm", "cold"}
        Whether its kernels were forked from the process that all share, or from one that was started for it alone.
    needs_person : list of str
        What the engine was not sure of, in words for instructor and student: the reason for each look that a person has
        to take before the mark stands. The scores that depend on one are None.
    submitted_at : str
        The time of submission that was read with it, UTC in ISO format; "" where there is none or it cannot be read.
    answers : dict of str to str
        A hash of the answer that each graded cell and each comment is about.
    marked : dict of str to Marked
        What a mark by hand was given for, by graded cell.
    remarked : dict of str to Marked
        What a comment by hand was written for, by the answer's cell.
    """

    student: str
    assignment: str
    scores: dict[str, float | None] = field(default_factory=dict)
    points: dict[str, float] = field(default_factory=dict)
    exercises: list[ExerciseResult] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)
    problem: str = ""
    limits: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0
    late_seconds: float = 0.0
    penalty: float = 0.0
    stamp: dict[str, str] = field(default_factory=dict)
    checks: dict[str, str] = field(default_factory=dict)
    started: str = WARM
    needs_person: list[str] = field(default_factory=list)
    submitted_at: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    marked: dict[str, Marked] = field(default_factory=dict)
    remarked: dict[str, Marked] = field(default_factory=dict)

    def clean(self) -> None:
        """Make what quotes the submission safe to show."""
        self.problem = line(self.problem)
        self.repairs = [line(text) for text in self.repairs[:MOST_REMARKS]]
        self.needs_person = [line(text) for text in self.needs_person[:MOST_REMARKS]]
        self.limits = [line(text) for text in self.limits[:MOST_REMARKS]]

    @property
    def score(self) -> float:
        """Automatic points, before any penalty."""
        return round(sum(score or 0.0 for score in self.scores.values()), 6)

    @property
    def max_score(self) -> float:
        """Points that the notebook is worth, those by hand included."""
        return round(sum(self.points.values()), 6)


@dataclass(frozen=True)
class Comparison:
    """A mark as it is recorded, and as it comes out now.

    Attributes
    ----------
    student, assignment : str
        Whose and what.
    before, after : float or None
        What it counts for; None where there is nothing, for want of a record or by a fault of ours.
    why : list of str
        Each check and cell whose points differ, and what is said of it now.
    fault : str
        Why it could not be marked again; "" if it was.
    differed : list of (str, str)
        Exercise and name of each check whose outcome is another, be it worth the same.
    """

    student: str
    assignment: str
    before: float | None
    after: float | None
    why: list[str] = field(default_factory=list)
    fault: str = ""
    differed: list[tuple[str, str]] = field(default_factory=list)

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not self.why and not self.fault and self.before == self.after
