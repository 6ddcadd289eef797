"""``try``: one Python file judged as the autograder would judge it, in a process of its own."""

import hashlib
import importlib
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from graders.core.exceptions import KitFault
from graders.core.results import CheckResult, ExerciseResult, Status, TrialResult
from graders.course.course import KIT
from graders.course.exercise import PUBLIC, Exercise, load_exercise
from graders.course.source_notebook import CodeCell, SourceNotebook, needed
from graders.judge.checks import GONE
from graders.judge.memory_limit import bound_memory
from graders.judge.single_answer import judge_attempt, make_attempt
from graders.marking import worker_process
from graders.sandbox.policy import Limits
from graders.sandbox.sandbox import Sandbox

LARGEST_FILE = 1_000_000  # bytes
SECONDS_IN_ALL = 400.0  # wall time after which the judge is killed; the limits in CPU time end it long before
DEFAULT = Limits()
FIRST = "Not judged: a check before it did not pass."
KERAS = re.compile(r"^\s*(?:import|from) (?:keras|tensorflow)\b", re.MULTILINE)


@dataclass(frozen=True)
class Trial:
    """One piece of code to judge.

    Attributes
    ----------
    exercise : Exercise
        What it answers.
    name : str
        The file's name, for the report.
    code : str
        The code.
    """

    exercise: Exercise
    name: str
    code: str


def try_files(
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
    trials = [_read(exercise, Path(file)) for file in files]
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
    sources: dict[str, SourceNotebook] = {}
    for trial in real:
        assignment = trial.exercise.assignment
        if assignment not in sources:
            sources[assignment] = SourceNotebook(KIT / "source" / assignment / f"{assignment}.ipynb")
    keras = {id(trial): _uses_keras(trial, sources[trial.exercise.assignment]) for trial in real}
    worker_process.warm("arrays", *(["keras"] if any(keras.values()) else []))
    with Sandbox(sources, sandboxed) as sandbox:
        for kind in sorted(set(keras.values())):  # they start side by side, with the judges' own server
            sandbox.start(keras=kind)
        worker_process.begin()

        def one(trial: Trial | TrialResult) -> TrialResult:
            if isinstance(trial, TrialResult):
                return trial
            template = sandbox.template(keras=keras[id(trial)])
            source = sources[trial.exercise.assignment]
            return _try_one(trial, source, seed, template, keras[id(trial)], limits, stop_at_first)

        with ThreadPoolExecutor(max(jobs, 1)) as pool:
            yield from pool.map(one, queue)


def _uses_keras(trial: Trial, source: SourceNotebook) -> bool:
    """Tell whether judging needs TensorFlow; importing it takes longer than judging a NumPy exercise."""
    exercise = trial.exercise
    hidden = (exercise.folder / "hidden_tests.py").read_text(encoding="utf-8")
    return any(KERAS.search(code) for code in (trial.code, hidden, *(cell.code for cell in _context(trial, source))))


def _context(trial: Trial, source: SourceNotebook) -> list[CodeCell]:
    """Choose the cells that run before an answer."""
    return needed(source.before(trial.exercise.key), f"{trial.code}\n{trial.exercise.name}")


def _read(exercise: Exercise, path: Path) -> Trial | TrialResult:
    """Read a file as text, or refuse it."""
    with path.open("rb") as file:
        raw = file.read(LARGEST_FILE + 1)
    if len(raw) > LARGEST_FILE:
        size = path.stat().st_size
        return _refused(exercise, path, f"The file has {size:,} bytes; at most {LARGEST_FILE:,} are read.")
    try:
        return Trial(exercise, str(path), raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _refused(exercise, path, "The file is not UTF-8 text: save it as plain Python source.")


def _refused(exercise: Exercise, path: Path, message: str) -> TrialResult:
    """Give the verdict on a file that is not judged."""
    result = ExerciseResult(exercise.key, tuple(_unjudged(exercise, (), "Not judged: the file was refused.")), 0)
    return TrialResult(str(path), exercise.assignment, exercise.key, "rejected", result, message)


def _try_one(
    trial: Trial,
    source: SourceNotebook,
    seed: int | None,
    template: str,
    keras: bool,
    limits: Limits,
    stop_at_first: bool,
) -> TrialResult:
    """Judge one piece of code in a fresh process and collect what the judge reports."""
    exercise = trial.exercise
    if seed is None:
        seed = int.from_bytes(hashlib.sha256(trial.code.encode()).digest()[:4], "big")
    before = source.before(exercise.key)
    context = _context(trial, source)
    answers = set(source.answer_keys())
    checks: list[CheckResult] = []
    status: Status = "ok"
    message = ""
    with tempfile.TemporaryDirectory(prefix="try-") as folder:
        arguments = (exercise.assignment, exercise.key, context, before, answers, trial.code, seed, template, limits)
        for news in worker_process.run(_judge_here, (*arguments, stop_at_first, folder, keras), SECONDS_IN_ALL):
            match news:
                case {"check": dict(check)}:
                    checks.append(CheckResult(**check))
                case {"fault": str(text)}:
                    raise KitFault(exercise.where, text)
                case {"status": str(found), "message": str(message)}:
                    status = found  # type: ignore[assignment]
                case worker_process.End(how="timeout"):
                    status, message = "timeout", f"Stopped after {SECONDS_IN_ALL:.0f} seconds."
                case worker_process.End(how="died", status=code):
                    raise KitFault(exercise.where, f"the judge ended early (exit status {code}).")
    stopped = stop_at_first and any(check.outcome != "passed" for check in checks)
    checks.extend(_unjudged(exercise, checks, FIRST if stopped else GONE))
    if status == "ok" and any(check.message.startswith("Stopped after") for check in checks):
        status, message = "timeout", "At least one check had to be stopped."
    result = ExerciseResult(exercise.key, tuple(checks), seed)
    return TrialResult(trial.name, exercise.assignment, exercise.key, status, result, message)


def _unjudged(exercise: Exercise, judged: Iterable[CheckResult], message: str) -> list[CheckResult]:
    """Give the verdict "not judged" for the checks that were not reached."""
    done = {check.name for check in judged}
    points = exercise.manifest.points
    return [CheckResult(n, n == PUBLIC, p, 0.0, message, "unjudged") for n, p in points.items() if n not in done]


def _judge_here(
    send: Callable[[dict[str, Any]], None],
    assignment: str,
    key: str,
    context: list[CodeCell],
    before: list[CodeCell],
    answers: set[str],
    code: str,
    seed: int,
    template: str,
    limits: Limits,
    stop_at_first: bool,
    folder: str,
    keras: bool,
) -> None:
    """Judge the answer from this process, which runs none of it, and send each verdict as it falls."""
    tempfile.tempdir = folder
    if keras:
        importlib.import_module("graders.marking.preload.keras")  # now, since no value that comes may make us import it
    bound_memory(limits.judge_bytes)
    exercise = load_exercise(assignment, key)
    replaced = {cell.key for cell in context if cell.key in answers}
    attempt = make_attempt(exercise, code, context, replaced, set(), before, seed)
    try:
        outcome = judge_attempt(
            attempt, template, limits, report=lambda check: send({"check": asdict(check)}), stop_at_first=stop_at_first
        )
    except KitFault as error:
        send({"fault": str(error)})
        return
    if outcome.status == "ok" and outcome.result is not None:
        gone = next((c.message for c in outcome.result.checks if c.message in (*outcome.limits, ENDED)), "")
        if gone:
            send({"status": "error", "message": gone})
            return
    send({"status": outcome.status, "message": outcome.message})


ENDED = "The code ended its own process."
