"""What marking twice found: which checks gave another outcome the second time, kept beside the marks.

autograded/verified.jsonl holds one line for each assignment and run of ``autograde --verify``. A line counts as long as
the checks and the engine are still those that it speaks of: once a check is mended, it is asked anew.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graders.core.atomic_folders import sync
from graders.core.exceptions import CannotWrite, DiskFull, GradersError
from graders.core.results import Comparison
from graders.course.course import Course, make_folder

FILE = "verified.jsonl"


@dataclass(frozen=True)
class Run:
    """One assignment in one run of ``autograde --verify``.

    Attributes
    ----------
    assignment : str
        Which.
    when : str
        The time, UTC, as ISO writes it.
    official : dict of str to str
        Hashes of our part: checks, engine, environment.
    verified : list of str
        Whose submissions were marked twice.
    differed : list of (str, str, list of str)
        Exercise and name of each check with another outcome the second time, and in whose submissions.
    """

    assignment: str
    when: str
    official: dict[str, str]
    verified: list[str]
    differed: list[tuple[str, str, list[str]]]


@dataclass(frozen=True)
class Flaky:
    """A check whose outcome was not the same twice.

    Attributes
    ----------
    assignment, exercise, check : str
        Which.
    submissions, verified : int
        In how many submissions its outcome differed, of how many that were marked twice.
    when : str
        When it was seen last.
    """

    assignment: str
    exercise: str
    check: str
    submissions: int
    verified: int
    when: str


@dataclass(frozen=True)
class Verified:
    """What is known of an assignment by marking twice.

    Attributes
    ----------
    assignment : str
        Which.
    submissions : int
        How many were marked twice, each counted once.
    when : str
        When the last time was; "" if never.
    flaky : list of Flaky
        Those in most submissions first.
    """

    assignment: str
    submissions: int
    when: str
    flaky: list[Flaky]


def keep(course: Course, found: Sequence[Comparison]) -> None:
    """Write what marking twice found, under what went before.

    Parameters
    ----------
    course : Course
        The course.
    found : sequence of Comparison
        From marking again what had not changed; those that could not be marked again tell nothing.

    Raises
    ------
    CannotWrite, DiskFull
        If it cannot be written, or there is no room for it.
    """
    when = datetime.now(UTC).isoformat(timespec="seconds")
    lines = []
    for assignment in dict.fromkeys(one.assignment for one in found):
        judged = [one for one in found if one.assignment == assignment and not one.fault]
        who: dict[tuple[str, str], list[str]] = {}
        for one in judged:
            for where in one.differed:
                who.setdefault(where, []).append(one.student)
        differed = [(exercise, check, students) for (exercise, check), students in who.items()]
        run = Run(
            assignment, when, course.digests(course.assignment(assignment)), [one.student for one in judged], differed
        )
        if judged:
            lines.append(json.dumps(asdict(run)) + "\n")
    if lines:
        _append(make_folder(course.autograded) / FILE, "".join(lines))


def verified(course: Course, assignment: str) -> Verified:
    """Read what marking twice has found with the checks and the engine as they are now.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment.

    Returns
    -------
    Verified
        Without submissions if nothing was marked twice.

    Raises
    ------
    GradersError
        If the file is damaged.
    """
    runs = [run for run in _read(course.autograded / FILE) if run.assignment == assignment]
    official = course.digests(course.assignment(assignment)) if runs else {}
    runs = [run for run in runs if run.official == official]
    everyone = {student for run in runs for student in run.verified}
    students: dict[tuple[str, str], set[str]] = {}
    last: dict[tuple[str, str], str] = {}
    for run in runs:
        for exercise, check, who in run.differed:
            students.setdefault((exercise, check), set()).update(who)
            last[exercise, check] = run.when
    flaky = [Flaky(assignment, *where, len(who), len(everyone), last[where]) for where, who in students.items()]
    flaky.sort(key=lambda check: -check.submissions)
    return Verified(assignment, len(everyone), runs[-1].when if runs else "", flaky)


def _append(path: Path, text: str) -> None:
    """Add lines in one piece, so that two runs at once do not mix theirs."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(handle, text.encode())
        finally:
            os.close(handle)
        sync(path)
    except OSError as error:
        raise (DiskFull(path) if DiskFull.is_told_by(error) else CannotWrite(path, error)) from None


def _read(path: Path) -> list[Run]:
    """Read all lines."""
    if not path.is_file():
        return []
    runs = []
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            run: dict[str, Any] = json.loads(text)
            differed = [(exercise, check, list(who)) for exercise, check, who in run["differed"]]
            runs.append(Run(**{**run, "differed": differed}))
        except (ValueError, TypeError, KeyError):
            raise GradersError(
                f"{path}, line {number} is damaged: remove that line and run `autograde --verify` again."
            ) from None
    return runs
