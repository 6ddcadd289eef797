"""``try``: one Python file judged as the autograder would judge it, in a process of its own."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graders.core.exceptions import KitFault
from graders.core.plain_data import from_plain, to_plain
from graders.core.results import Cause, CheckResult, ExerciseResult, Status, TrialResult
from graders.course.assignment import Assignment
from graders.course.exercise import PUBLIC, Exercise
from graders.course.preload import preloads_for
from graders.course.settings import Limits
from graders.course.source_notebook import CodeCell, needed
from graders.judge.checks import NO_ANSWER
from graders.judge.single_answer import SingleAnswer, judge_answer
from graders.marking.judging import run_judge, start_sandbox
from graders.marking.worker_process import End

LARGEST_FILE = 1_000_000  # bytes
SECONDS_IN_ALL = 400.0  # wall time after which the judge is killed; the limits in CPU time end it long before
DEFAULT = Limits()
FIRST = "Not judged: a check before it did not pass."
IMPORTED = re.compile(r"^\s*(?:import|from) (\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Trial:
    """One piece of code to judge.

    Attributes
    ----------
    assignment : Assignment
        Whose exercise it answers.
    exercise : Exercise
        What it answers.
    name : str
        The file's name, for the report.
    code : str
        The code.
    """

    assignment: Assignment
    exercise: Exercise
    name: str
    code: str


def try_files(
    assignment: Assignment,
    exercise: Exercise,
    files: Iterable[Path],
    jobs: int = 1,
    seed: int | None = None,
    limits: Limits = DEFAULT,
    sandboxed: bool = True,
) -> list[TrialResult]:
    """Judge Python files, each on its own.

    Parameters
    ----------
    assignment : Assignment
        Whose exercise they answer.
    exercise : Exercise
        What they answer.
    files : iterable of Path
        Existing files.
    jobs : int
        How many at a time.
    seed : int, optional
        Of the checks' random inputs; drawn from each file's content where none is given.
    limits : Limits
        What each may use.
    sandboxed : bool
        Whether they are confined.

    Returns
    -------
    list of TrialResult
        In the order of the files.
    """
    trials = [_read(assignment, exercise, Path(file)) for file in files]
    return list(try_all(trials, jobs, seed, limits=limits, sandboxed=sandboxed))


def try_all(
    trials: Iterable[Trial | TrialResult],
    jobs: int = 1,
    seed: int | None = None,
    stop_at_first: bool = False,
    limits: Limits = DEFAULT,
    sandboxed: bool = True,
) -> Iterator[TrialResult]:
    """Judge many pieces of code, `jobs` at a time, in order.

    Parameters
    ----------
    trials : iterable of Trial or TrialResult
        What to judge; results (of files that could not be read) pass through.
    jobs : int
        How many at a time.
    seed : int, optional
        See `try_files`.
    stop_at_first : bool
        Whether to leave the checks behind the first one that does not pass unjudged: enough to learn
        whether an answer is wrong.
    limits : Limits
        What each may use.
    sandboxed : bool
        Whether they are confined.

    Yields
    ------
    TrialResult
        One per trial, in order.

    Raises
    ------
    KitFault
        If what runs before the exercise does not run.
    GradersError
        If this machine has no sandbox.
    """
    queue = list(trials)
    real = [trial for trial in queue if isinstance(trial, Trial)]
    preloads = {id(trial): _preloads(trial) for trial in real}
    assignments = {trial.assignment for trial in real}
    with start_sandbox(assignments, preloads.values(), sandboxed, kernels=False) as sandbox:

        def one(trial: Trial | TrialResult) -> TrialResult:
            if isinstance(trial, TrialResult):
                return trial
            needs = preloads[id(trial)]
            return _try_one(trial, seed, sandbox.template(needs), needs, limits, stop_at_first)

        with ThreadPoolExecutor(max(jobs, 1)) as pool:
            yield from pool.map(one, queue)


def _preloads(trial: Trial) -> tuple[str, ...]:
    """Tell what judging needs: importing TensorFlow takes longer than judging a NumPy exercise."""
    hidden = (trial.exercise.folder / "hidden_tests.py").read_text(encoding="utf-8")
    code = (trial.code, hidden, *(cell.code for cell in _context(trial)))
    return preloads_for({package for text in code for package in IMPORTED.findall(text)})


def _context(trial: Trial) -> list[CodeCell]:
    """Choose the cells that run before an answer."""
    return needed(trial.assignment.source.before(trial.exercise.key), f"{trial.code}\n{trial.exercise.name}")


def _read(assignment: Assignment, exercise: Exercise, path: Path) -> Trial | TrialResult:
    """Read a file as text, or refuse it."""
    with path.open("rb") as file:
        raw = file.read(LARGEST_FILE + 1)
    if len(raw) > LARGEST_FILE:
        size = path.stat().st_size
        return _refused(exercise, path, f"The file has {size:,} bytes; at most {LARGEST_FILE:,} are read.")
    try:
        return Trial(assignment, exercise, str(path), raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _refused(exercise, path, "The file is not UTF-8 text: save it as plain Python source.")


def _refused(exercise: Exercise, path: Path, message: str) -> TrialResult:
    """Give the verdict on a file that is not judged."""
    checks = _unjudged(exercise, (), "Not judged: the file was refused.", "skipped")
    result = ExerciseResult(exercise.key, tuple(checks), 0)
    return TrialResult(str(path), exercise.assignment, exercise.key, "rejected", result, message)


def _try_one(
    trial: Trial, seed: int | None, template: str, preloads: tuple[str, ...], limits: Limits, stop_at_first: bool
) -> TrialResult:
    """Judge one piece of code in a fresh process and collect what the judge reports."""
    exercise = trial.exercise
    if seed is None:
        seed = int.from_bytes(hashlib.sha256(trial.code.encode()).digest()[:4], "big")
    checks: list[CheckResult] = []
    status: Status = "ok"
    message = ""
    cause: Cause = ""
    arguments = (trial, seed, template, limits, stop_at_first)
    for news in run_judge(_judge_answer, arguments, preloads, limits, SECONDS_IN_ALL):
        match news:
            case {"check": dict(check)}:
                checks.append(from_plain(CheckResult, check))
            case {"fault": str(text)}:
                raise KitFault(exercise.where, text)
            case {"status": found, "message": told, "cause": why}:
                status, message, cause = found, told, why
            case End(how="timeout"):
                status, message, cause = "timeout", f"Stopped after {SECONDS_IN_ALL:.0f} seconds.", "time"
            case End(how="died", status=code):
                raise KitFault(exercise.where, f"the judge ended early (exit status {code}).")
    stopped = stop_at_first and any(check.outcome != "passed" for check in checks)
    checks.extend(_unjudged(exercise, checks, *((FIRST, "skipped") if stopped else (NO_ANSWER, "unanswered"))))
    if status == "ok" and any(check.cause == "time" and check.outcome == "failed" for check in checks):
        status, message, cause = "timeout", "At least one check had to be stopped.", "time"
    result = ExerciseResult(exercise.key, tuple(checks), seed)
    return TrialResult(trial.name, exercise.assignment, exercise.key, status, result, message, cause)


def _unjudged(exercise: Exercise, judged: Iterable[CheckResult], message: str, cause: Cause) -> list[CheckResult]:
    """Give the verdict "not judged" for the checks that were not reached."""
    done = {check.name for check in judged}
    left = {name: points for name, points in exercise.manifest.points.items() if name not in done}
    return [CheckResult(n, n == PUBLIC, p, 0.0, message, "unjudged", cause=cause) for n, p in left.items()]


def _judge_answer(
    send: Callable[[dict[str, Any]], None],
    trial: Trial,
    seed: int,
    template: str,
    limits: Limits,
    stop_at_first: bool,
) -> None:
    """Judge an answer from this process, which runs none of it, and send each verdict as it falls."""
    source = trial.assignment.source
    context = _context(trial)
    replaced = {cell.key for cell in context} & set(source.answer_keys())
    answer = SingleAnswer(
        trial.exercise, trial.code, context, source.before(trial.exercise.key), seed, replaced=replaced
    )
    judged = judge_answer(
        answer, template, limits, report=lambda check: send({"check": to_plain(check)}), stop_at_first=stop_at_first
    )
    checks = judged.result.checks if judged.status == "ok" and judged.result is not None else ()
    ended = next((check for check in checks if check.cause in ("limit", "ended")), None)
    if ended is not None:
        send({"status": "error", "message": ended.message, "cause": ended.cause})
        return
    send({"status": judged.status, "message": judged.message, "cause": judged.cause})
