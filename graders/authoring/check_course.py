"""``check``: one command proves the course.

References get full marks, stubs get none, accepted answers pass, wrong answers fail as declared, the
notebook and the folders agree, and nothing lies about unaccounted for. Each finding names the exercise
and says what to do.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from graders.authoring.try_answers import Trial, try_all
from graders.core.exceptions import GradersError, UnknownName
from graders.core.results import TrialResult
from graders.course.agreement import disagreements, faulty_cells
from graders.course.assignment import Assignment
from graders.course.course import Course
from graders.course.exercise import PUBLIC, Exercise
from graders.course.source_notebook import SourceNotebook, nbgrader_field

FEWEST = {"accepted": 2, "wrong_answer": 3}
EXPECTED_FILES = {"exercise.toml", "hidden_tests.py", "accepted", "wrong_answer", "equivalent_mutants.toml"}


@dataclass(frozen=True)
class Finding:
    """Something that is wrong with the course.

    Attributes
    ----------
    where : str
        The assignment or exercise.
    problem : str
        What is wrong.
    advice : str
        What to do.
    unusable : bool
        Whether the exercise cannot be judged before it is mended.
    """

    where: str
    problem: str
    advice: str
    unusable: bool = False

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}. {self.advice}"


@dataclass(frozen=True)
class Expectation:
    """A piece of code and what must come of judging it."""

    trial: Trial
    kind: str
    verify: Callable[[TrialResult], Finding | None]


def choose(course: Course, assignment: str | None, exercise: str | None) -> dict[str, list[str]]:
    """Turn what was asked into exercises by assignment.

    Parameters
    ----------
    course : Course
        The course.
    assignment, exercise : str or None
        What was asked; None means all.

    Returns
    -------
    dict of str to list of str
        Keys of exercises by assignment, in the notebook's order where they are in it.

    Raises
    ------
    UnknownName
        With the nearest match.
    """
    chosen: dict[str, list[str]] = {}
    for name in course.choose([assignment] if assignment else []):
        keys = course.assignment(name).exercise_keys()
        if exercise is not None and exercise not in keys:
            raise UnknownName(f"exercise of {name}", exercise, keys)
        chosen[name] = [exercise] if exercise is not None else keys
    return chosen


def structure(assignment: Assignment, keys: Iterable[str]) -> Iterator[Finding]:
    """Find where the notebook, public_tests.py and the exercise folders disagree.

    Parameters
    ----------
    assignment : Assignment
        The assignment.
    keys : iterable of str
        The exercises to look at.

    Yields
    ------
    Finding
        One per disagreement.
    """
    source, name = assignment.source, assignment.name
    answers, folders = source.answer_keys(), assignment.exercise_keys()
    for key in sorted(set(folders) - set(answers)):
        yield Finding(f"{name}/{key}", "the notebook has no such exercise", "Add its cells or remove the folder.")
    for key in answers:
        if key not in folders:
            advice = f"Run `python -m graders new {name} {key}` or take the cell out."
            yield Finding(f"{name}/{key}", "the notebook's exercise has no exercise.toml", advice)
    yield from _notebook(source, name)
    faulty = [Finding(f"{name}/{key}", problem, rule, unusable=True) for key, problem, rule in faulty_cells(source)]
    yield from faulty
    points = {} if faulty else source.points()
    for key in keys if not faulty else ():
        if key not in answers:
            continue
        try:
            yield from _exercise(assignment.exercise(key), points)
        except GradersError as error:
            where = f"{name}/{key}"
            problem, _, advice = str(error).removeprefix(f"{where}: ").rpartition(". ")
            yield Finding(where, problem or advice.rstrip("."), advice if problem else "Mend it.", unusable=True)


def _notebook(source: SourceNotebook, assignment: str) -> Iterator[Finding]:
    """Check what holds for every cell of a source notebook."""
    metadata = set(source.notebook.metadata) - {"kernelspec", "language_info"}
    if metadata:
        advice = "Remove it from the notebook's metadata: it travels to students."
        yield Finding(assignment, f"the notebook carries {', '.join(sorted(metadata))}", advice)
    for key, cell in source.cells():
        if cell.cell_type == "code" and (cell.outputs or cell.execution_count is not None):
            yield Finding(f"{assignment}/{key}", "the cell carries outputs", "Clear all outputs before committing.")
        if cell.cell_type == "code" and nbgrader_field(cell, "grade_id") is None:
            yield Finding(f"{assignment}/{key}", "the code cell is no nbgrader cell", "Make it locked, or an answer.")


def _exercise(exercise: Exercise, points: dict[str, float]) -> Iterator[Finding]:
    """Check one exercise's folder against the notebook and against itself."""
    for problem, advice in disagreements(exercise, points):
        yield Finding(exercise.where, problem, advice)
    if not exercise.automatic:
        return
    exercise.hidden_checks()
    if PUBLIC in exercise.manifest.points:
        exercise.public_test()
    for stray in sorted(p.name for p in exercise.folder.iterdir() if not p.name.startswith("__")):
        if stray not in EXPECTED_FILES:
            yield Finding(exercise.where, f"{stray} is not an expected file", "Remove it or move it.")
    for kind, fewest in FEWEST.items():
        have = len(exercise.answers(kind))  # type: ignore[arg-type]
        if have < fewest:
            yield Finding(exercise.where, f"{kind}/ holds {have} files", f"Write at least {fewest}.")
    yield from _declared(exercise)


def _declared(exercise: Exercise) -> Iterator[Finding]:
    """Check that wrong answers and their declarations are the same set, and that each says what it is."""
    files = {path.stem: path for path in exercise.answers("wrong_answer")}
    declared = exercise.manifest.wrong_answer
    for name in sorted(files.keys() - declared.keys()):
        advice = f"Add [wrong_answer.{name}] with fails and says."
        yield Finding(exercise.where, f"exercise.toml says nothing of wrong_answer/{name}.py", advice)
    for name in sorted(declared.keys() - files.keys()):
        yield Finding(exercise.where, f"there is no wrong_answer/{name}.py", "Write it or drop its table.")
    for name, expected in declared.items():
        for check in expected.fails:
            if check not in exercise.manifest.points:
                advice = f"There are: {', '.join(exercise.manifest.points)}."
                yield Finding(exercise.where, f"{name} is to fail `{check}`, which is no check", advice)
    for path in [*files.values(), *exercise.answers("accepted")]:
        if not path.read_text(encoding="utf-8").lstrip().startswith(('"""', "'''")):
            advice = "Say in its first sentence what is special about it."
            yield Finding(exercise.where, f"{path.parent.name}/{path.name} has no docstring", advice)


def expectations(assignment: Assignment, exercise: Exercise) -> Iterator[Expectation]:
    """List what must come of judging an exercise's reference, stub and sample answers."""
    if not exercise.automatic:
        return
    source = assignment.source
    cell = f"cell {exercise.key} of {source.path.relative_to(source.path.parents[2])}"
    reference = Trial(assignment, exercise, "the reference solution", source.reference(exercise.key))
    yield Expectation(
        reference, "reference", lambda r: _full(exercise, r, f"Mend {cell}, or the check that refuses it.")
    )
    stub = Trial(assignment, exercise, "the stub", source.stub(exercise.key))
    yield Expectation(stub, "stub", lambda r: _nothing(exercise, r))
    for path in exercise.answers("accepted"):
        advice = f"Mend the check that refuses it, or accepted/{path.name}."
        trial = Trial(assignment, exercise, f"accepted/{path.name}", path.read_text(encoding="utf-8"))
        yield Expectation(trial, "accepted", lambda r, advice=advice: _full(exercise, r, advice))  # type: ignore[misc]
    for path in exercise.answers("wrong_answer"):
        if path.stem in exercise.manifest.wrong_answer:
            trial = Trial(assignment, exercise, f"wrong_answer/{path.name}", path.read_text(encoding="utf-8"))
            yield Expectation(trial, "wrong", lambda r, name=path.stem: _fails(exercise, r, name))  # type: ignore[misc]


def prove(
    course: Course,
    chosen: dict[str, list[str]],
    jobs: int,
    seed: int | None = None,
    progress: Callable[[Expectation, Finding | None], None] | None = None,
) -> tuple[list[Finding], int]:
    """Check the chosen exercises.

    Parameters
    ----------
    course : Course
        The course.
    chosen : dict of str to list of str
        From `choose`.
    jobs : int
        How many answers are judged at a time.
    seed : int, optional
        Of the checks' random inputs; drawn from each answer where none is given.
    progress : callable, optional
        Receives each expectation with its finding, or None where it held.

    Returns
    -------
    list of Finding
        What is wrong; empty when all is well.
    int
        How many answers were judged.
    """
    findings: list[Finding] = []
    queue: list[Expectation] = []
    for name, keys in chosen.items():
        assignment = course.assignment(name)
        broken = list(structure(assignment, keys))
        findings.extend(broken)
        unusable = {finding.where for finding in broken if finding.unusable}
        for key in keys:
            if f"{name}/{key}" not in unusable and key in assignment.source.answer_keys():
                queue.extend(expectations(assignment, assignment.exercise(key)))
    for expectation, result in zip(queue, try_all([e.trial for e in queue], jobs, seed), strict=True):
        finding = _faulty(expectation.trial, result) or expectation.verify(result)
        if finding:
            findings.append(finding)
        if progress:
            progress(expectation, finding)
    return findings, len(queue)


def _faulty(trial: Trial, result: TrialResult) -> Finding | None:
    """Report checks that broke by themselves."""
    faults = result.result.faults
    if not faults:
        return None
    problem = f"check `{faults[0].name}` itself breaks on {trial.name}: {faults[0].message}"
    return Finding(trial.exercise.where, problem, "A check may only fail with CheckFailed: mend it.")


def _lost(result: TrialResult) -> str:
    """Say which checks an answer failed and the first message."""
    failed = [check for check in result.result.checks if check.outcome != "passed"]
    names = ", ".join(f"`{check.name}`" for check in failed)
    return f"fails {names}: {result.message or failed[0].message}"


def _full(exercise: Exercise, result: TrialResult, advice: str) -> Finding | None:
    """Expect full marks."""
    if result.result.score == result.result.max_score:
        return None
    problem = f"{result.file} gets {result.result.score:g} of {result.result.max_score:g}, it {_lost(result)}"
    return Finding(exercise.where, problem.rstrip("."), advice)


def _nothing(exercise: Exercise, result: TrialResult) -> Finding | None:
    """Expect no marks, and the one error that says that something is still to be written."""
    if result.result.score > 0:
        earned = ", ".join(check.name for check in result.result.checks if check.earned)
        advice = "A check that an unwritten answer passes asks nothing: mend it, or the stub."
        return Finding(exercise.where, f"the stub gets {result.result.score:g} points for {earned}", advice)
    if result.status != "ok" and result.cause != "unwritten":
        return Finding(
            exercise.where, f"the stub stops with {result.message}", "It should raise NotImplementedError only."
        )
    return None


def _fails(exercise: Exercise, result: TrialResult, name: str) -> Finding | None:
    """Expect the declared checks to fail, with the declared words."""
    expected = exercise.manifest.wrong_answer[name]
    failed = {check.name: check.message for check in result.result.checks if check.outcome != "passed"}
    if result.result.score == result.result.max_score:
        return Finding(
            exercise.where, f"{result.file} gets full marks", "Write the check that tells it from a right one."
        )
    missing = [check for check in expected.fails if check not in failed]
    if missing:
        problem = f"{result.file} passes {', '.join(f'`{check}`' for check in missing)} but is declared to fail it"
        return Finding(exercise.where, problem, f"It fails {', '.join(failed)}: mend the check or exercise.toml.")
    said = " ".join([*failed.values(), result.message]).lower()
    silent = [words for words in expected.says if words.lower() not in said]
    if silent:
        problem = f"no message for {result.file} says {silent[0]!r}; one is: {next(iter(failed.values())).rstrip('.')}"
        return Finding(exercise.where, problem, "Name the mistake in the message, or mend `says`.")
    return None
