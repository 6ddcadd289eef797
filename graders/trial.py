"""``try``: one Python file judged as the autograder would judge it, in a process of its own."""

import hashlib
import linecache
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from graders import isolate
from graders.catalogue import PUBLIC, Exercise, load_exercise
from graders.course import KIT
from graders.exceptions import GradersError, KitFault
from graders.judge import OutOfTime, judge, time_limit
from graders.result import CheckResult, ExerciseResult, Status, TrialResult
from graders.source import CodeCell, SourceNotebook, needed

LARGEST_FILE = 1_000_000  # bytes
SECONDS_TO_DEFINE = 20.0
SECONDS_IN_ALL = 75.0  # start, context, definition and every check, after which the process is killed
ANSWER = "<answer>"
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


def try_files(exercise: Exercise, files: Iterable[Path], jobs: int = 1, seed: int | None = None) -> list[TrialResult]:
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

    Returns
    -------
    list of TrialResult
        In the order of the files.
    """
    trials = [_read(exercise, Path(file)) for file in files]
    return list(try_all(trials, jobs, seed))


def try_all(
    trials: Iterable[Trial | TrialResult], jobs: int = 1, seed: int | None = None, *, stop_at_first: bool = False
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

    Yields
    ------
    TrialResult
        One per trial, in order.

    Raises
    ------
    KitFault
        If what runs before the exercise does not run.
    """
    queue = list(trials)
    sources: dict[str, SourceNotebook] = {}
    for trial in queue:
        if isinstance(trial, Trial) and trial.exercise.assignment not in sources:
            assignment = trial.exercise.assignment
            sources[assignment] = SourceNotebook(KIT / "source" / assignment / f"{assignment}.ipynb")
    keras = any(_uses_keras(trial, sources) for trial in queue if isinstance(trial, Trial))
    isolate.warm("arrays", *(["keras"] if keras else []))

    def one(trial: Trial | TrialResult) -> TrialResult:
        if isinstance(trial, TrialResult):
            return trial
        return _try_one(trial, sources[trial.exercise.assignment], seed, stop_at_first)

    with ThreadPoolExecutor(max(jobs, 1)) as pool:
        yield from pool.map(one, queue)


def _uses_keras(trial: Trial, sources: dict[str, SourceNotebook]) -> bool:
    """Tell whether judging needs TensorFlow; importing it takes longer than judging a NumPy exercise."""
    exercise = trial.exercise
    hidden = (exercise.folder / "hidden_tests.py").read_text(encoding="utf-8")
    context = _context(trial, sources[exercise.assignment])
    return any(KERAS.search(code) for code in (trial.code, hidden, *(cell.code for cell in context)))


def _context(trial: Trial, source: SourceNotebook) -> list[CodeCell]:
    """Choose the cells that run before an answer."""
    return needed(source.before(trial.exercise.key), f"{trial.code}\n{trial.exercise.name}")


def _read(exercise: Exercise, path: Path) -> Trial | TrialResult:
    """Read a file as text, or refuse it."""
    raw = path.read_bytes()
    if len(raw) > LARGEST_FILE:
        return _refused(exercise, path, f"The file has {len(raw):,} bytes; at most {LARGEST_FILE:,} are read.")
    try:
        return Trial(exercise, str(path), raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _refused(exercise, path, "The file is not UTF-8 text: save it as plain Python source.")


def _refused(exercise: Exercise, path: Path, message: str) -> TrialResult:
    """Give the verdict on a file that is not judged."""
    result = ExerciseResult(exercise.key, tuple(_unjudged(exercise, (), "Not judged: the file was refused.")), 0)
    return TrialResult(str(path), exercise.assignment, exercise.key, "rejected", result, message)


def _try_one(trial: Trial, source: SourceNotebook, seed: int | None, stop_at_first: bool) -> TrialResult:
    """Judge one piece of code in a fresh process and collect what it reports."""
    exercise = trial.exercise
    if seed is None:
        seed = int.from_bytes(hashlib.sha256(trial.code.encode()).digest()[:4], "big")
    context = _context(trial, source)
    checks: list[CheckResult] = []
    status: Status = "ok"
    message = ""
    with tempfile.TemporaryDirectory(prefix="try-") as folder:
        arguments = (exercise.assignment, exercise.key, context, trial.code, seed, folder, stop_at_first)
        for news in isolate.run(_judge_here, arguments, SECONDS_IN_ALL):
            match news:
                case {"check": dict(check)}:
                    checks.append(CheckResult(**check))
                case {"fault": str(text)}:
                    raise KitFault(exercise.where, text)
                case {"error": str(message)}:
                    status = "error"
                case {"timeout": str(message)}:
                    status = "timeout"
                case isolate.End(how="timeout"):
                    status, message = "timeout", f"Stopped after {SECONDS_IN_ALL:.0f} seconds."
                case isolate.End(how="died", status=code):
                    status, message = "error", f"The answer ended its own process (exit status {code})."
    stopped = stop_at_first and any(check.outcome != "passed" for check in checks)
    if (
        status == "ok" and not stopped and len(checks) < len(exercise.manifest.points)
    ):  # it left with status 0, before the last check
        status, message = "error", "The answer ended its own process."
    late = "Not judged: the answer did not come back from the check before."
    if stopped:
        late = "Not judged: a check before it did not pass."
    checks.extend(_unjudged(exercise, checks, late))
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
    code: str,
    seed: int,
    folder: str,
    stop_at_first: bool,
) -> None:
    """Run the context and the answer in this process and send each verdict as it falls."""
    os.chdir(folder)
    sys.path[:0] = [str(KIT / "source" / assignment)]
    exercise = load_exercise(assignment, key)
    namespace: dict[str, Any] = {"__name__": "__main__"}
    try:
        for cell in context:
            run_code(cell.code, f"<{cell.key}>", namespace)
    except Exception as error:
        send({"fault": f"the cells before it stop with {type(error).__name__}: {error}"})
        return
    try:
        with time_limit(SECONDS_TO_DEFINE):
            run_code(code, ANSWER, namespace)
    except OutOfTime:
        send({"timeout": f"The file itself did not end within {SECONDS_TO_DEFINE:.0f} seconds."})
    except (Exception, SystemExit) as error:
        send({"error": error_line(error)})
    try:
        report = lambda check: send({"check": asdict(check)})  # noqa: E731
        judge(exercise, namespace, seed, report=report, stop_at_first=stop_at_first)
    except GradersError as error:
        send({"fault": str(error)})


def run_code(code: str, filename: str, namespace: dict[str, Any]) -> None:
    """Execute code so that tracebacks and `inspect.getsource` find its lines.

    Parameters
    ----------
    code : str
        Python source.
    filename : str
        A name in angle brackets.
    namespace : dict
        Its globals.
    """
    linecache.cache[filename] = (len(code), None, code.splitlines(keepends=True), filename)
    exec(compile(code, filename, "exec"), namespace)


def error_line(error: BaseException) -> str:
    """Say which error stopped the file and on which of its lines."""
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__} on line {error.lineno}: {error.msg}"
    line = 0
    trace = error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == ANSWER:
            line = trace.tb_lineno
        trace = trace.tb_next
    return f"{type(error).__name__}{f' on line {line}' if line else ''}: {error}".strip()
