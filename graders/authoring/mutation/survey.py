"""``check --mutants``: all mutants of the chosen exercises judged, counted, and held against what is explained."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from graders.authoring.check_course import Finding
from graders.authoring.mutation.equivalents import FILE, Equivalent, Equivalents, load_equivalents
from graders.authoring.mutation.mutants import Mutant, mutants
from graders.authoring.mutation.verdicts import MutantVerdict, Verdicts, exercise_digest
from graders.authoring.try_answers import Trial, try_all
from graders.core.exceptions import BadExercise
from graders.course.assignment import Assignment
from graders.course.cell_code import as_python
from graders.course.course import Course
from graders.course.digests import digest_of
from graders.course.exercise import Exercise

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Fate:
    """What became of one mutant.

    Attributes
    ----------
    mutant : Mutant
        The mutant.
    verdict : MutantVerdict
        How it was judged.
    explained : Equivalent or None
        Its entry in equivalent_mutants.toml.
    """

    mutant: Mutant
    verdict: MutantVerdict
    explained: Equivalent | None = None


@dataclass
class Tally:
    """What became of one exercise's mutants.

    Attributes
    ----------
    where : str
        assignment/exercise.
    fates : list of Fate
        Of the mutants that were judged.
    findings : list of Finding
        What is wrong, other than survivors.
    """

    where: str
    fates: list[Fate] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def killed(self) -> list[Fate]:
        """Those that lost marks."""
        return [fate for fate in self.fates if fate.verdict.outcome == "killed"]

    @property
    def equivalent(self) -> list[Fate]:
        """Those that survived, as explained."""
        return [fate for fate in self.fates if fate.verdict.outcome == "survived" and fate.explained]

    @property
    def survivors(self) -> list[Fate]:
        """Those that survived and that nobody explained."""
        return [fate for fate in self.fates if fate.verdict.outcome == "survived" and not fate.explained]


@dataclass
class Survey:
    """What became of all mutants.

    Attributes
    ----------
    tallies : list of Tally
        One for each exercise.
    fresh : int
        How many verdicts were made now; the others were remembered.
    """

    tallies: list[Tally]
    fresh: int = 0

    @property
    def clean(self) -> bool:
        """Whether every mutant was killed or is explained, and every explanation holds."""
        return not any(tally.survivors or tally.findings for tally in self.tallies)


@dataclass
class _Subject:
    """An exercise with its mutants, before they are judged."""

    assignment: Assignment
    exercise: Exercise
    reference: str
    listed: Equivalents
    mutants: list[Mutant]
    digest: str
    tally: Tally


def survey(
    course: Course,
    chosen: dict[str, list[str]],
    jobs: int,
    *,
    seed: int | None = None,
    remembered: Verdicts | None = None,
    sample: tuple[int, int] | None = None,
    progress: Progress | None = None,
) -> Survey:
    """Judge the mutants of the chosen exercises.

    Parameters
    ----------
    course : Course
        The course.
    chosen : dict of str to list of str
        From `prove.choose`.
    jobs : int
        How many are judged at a time.
    seed : int, optional
        Of the checks' random inputs; drawn from each mutant where none is given.
    remembered : Verdicts, optional
        Verdicts of earlier runs; where none are given, everything is judged anew.
    sample : (int, int), optional
        Judge only so many mutants of all, drawn with this seed.
    progress : callable, optional
        Receives how many are judged, how many there are, and the exercise of the latest.

    Returns
    -------
    Survey
        What became of them.
    """
    subjects = list(_subjects(course, chosen, seed))
    if sample:
        _draw(subjects, *sample)
    result = Survey([subject.tally for subject in subjects])
    subjects = [subject for subject in subjects if subject.mutants]
    done, total = 0, len(subjects) + sum(len(subject.mutants) for subject in subjects)

    def judged(queue: list[tuple[_Subject, str]]) -> Iterator[MutantVerdict]:
        nonlocal done
        for (subject, _), (verdict, fresh) in zip(queue, _judge(queue, jobs, seed, remembered), strict=True):
            result.fresh += fresh
            done += 1
            if progress:
                progress(done, total, subject.exercise.where)
            yield verdict

    verdicts = list(judged([(subject, subject.reference) for subject in subjects]))
    sound = [s for s, verdict in zip(subjects, verdicts, strict=True) if _reference_holds(s, verdict)]
    total = len(subjects) + sum(len(subject.mutants) for subject in sound)
    mutated = [(subject, mutant) for subject in sound for mutant in subject.mutants]
    verdicts_on_mutants = judged([(subject, mutant.code) for subject, mutant in mutated])
    for (subject, mutant), verdict in zip(mutated, verdicts_on_mutants, strict=True):
        _settle(subject, mutant, verdict)
    if remembered:
        remembered.prune()
    return result


def subject_mutants(assignment: Assignment, exercise: Exercise) -> list[Mutant]:
    """Make the mutants of an exercise's reference solution.

    Parameters
    ----------
    assignment : Assignment
        The assignment.
    exercise : Exercise
        An automatic exercise of it.

    Returns
    -------
    list of Mutant
        Changes to what stands between the markers of the solution, and to the heads of its functions;
        what else the cell holds is given to the students.
    """
    source = assignment.source
    printed = load_equivalents(exercise).printed_text
    return mutants(as_python(source.reference(exercise.key)), source.solution_lines(exercise.key), printed)


def _subjects(course: Course, chosen: dict[str, list[str]], seed: int | None) -> Iterator[_Subject]:
    """Prepare the automatic ones of the chosen exercises."""
    for name, keys in chosen.items():
        assignment = course.assignment(name)
        source = assignment.source
        for key in keys:
            exercise = assignment.exercise(key)
            if not exercise.automatic or key not in source.answer_keys():
                continue
            tally = Tally(exercise.where)
            try:
                listed = load_equivalents(exercise)
            except BadExercise as error:
                problem = str(error).removeprefix(f"{exercise.where}: ").rstrip(".")
                tally.findings.append(Finding(exercise.where, problem, "No mutant of it was judged."))
                yield _Subject(assignment, exercise, "", Equivalents(), [], "", tally)
                continue
            before = [cell.code for cell in source.before(key)]
            dependencies = exercise_digest(course, exercise, before, seed)
            made = subject_mutants(assignment, exercise)
            tally.findings.extend(_gone(exercise, listed, made))
            yield _Subject(assignment, exercise, source.reference(key), listed, made, dependencies, tally)


def _gone(exercise: Exercise, listed: Equivalents, made: Iterable[Mutant]) -> Iterator[Finding]:
    """Find entries that no mutant answers to."""
    keys = {mutant.key for mutant in made}
    for entry in listed.mutant:
        if entry.key not in keys:
            problem = f"{FILE} lists a mutant that does not exist: {_told(entry.key)}"
            yield Finding(exercise.where, problem, "Remove it, or write it as the reference stands now.")


def _reference_holds(subject: _Subject, verdict: MutantVerdict) -> bool:
    """Tell whether the unchanged reference gets full marks; where it does not, its mutants say nothing."""
    if verdict.outcome == "survived":
        return True
    where = subject.exercise.where
    problem = f"the reference itself loses marks, check `{verdict.by}` says: {verdict.message.rstrip('.')}"
    advice = f"Run `python -m graders check {where.replace('/', ' ')}` first; no mutant of it was judged."
    subject.tally.findings.append(Finding(where, problem, advice))
    return False


def _settle(subject: _Subject, mutant: Mutant, verdict: MutantVerdict) -> None:
    """Book one verdict, and what is wrong with it."""
    explained = next((entry for entry in subject.listed.mutant if entry.key == mutant.key), None)
    subject.tally.fates.append(Fate(mutant, verdict, explained))
    where = subject.exercise.where
    if verdict.outcome == "fault":
        problem = f"check `{verdict.by}` itself breaks on a mutant ({_told(mutant.key)}): {verdict.message.rstrip('.')}"
        subject.tally.findings.append(Finding(where, problem, "A check may only fail with CheckFailed: mend it."))
    elif explained and verdict.outcome == "killed":
        problem = f"{FILE} lists a mutant that check `{verdict.by}` refuses: {_told(mutant.key)}"
        subject.tally.findings.append(Finding(where, problem, "Remove the entry, or mend the check."))


def _told(key: tuple[str, str, str, int]) -> str:
    """Write a mutant's key in one line."""
    operator, before, after, occurrence = key
    lines = [" / ".join(text.split("\n")) or "nothing" for text in (before, after)]
    return f"{operator}, {lines[0]} -> {lines[1]}{f', occurrence {occurrence}' if occurrence > 1 else ''}"


def _draw(subjects: list[_Subject], count: int, seed: int) -> None:
    """Keep a random sample of all mutants."""
    everything = [(k, mutant) for k, subject in enumerate(subjects) for mutant in subject.mutants]
    drawn = random.Random(seed).sample(everything, min(count, len(everything)))
    for k, subject in enumerate(subjects):
        kept = {id(mutant) for place, mutant in drawn if place == k}
        subject.mutants = [mutant for mutant in subject.mutants if id(mutant) in kept]


def _judge(
    queue: list[tuple[_Subject, str]], jobs: int, seed: int | None, remembered: Verdicts | None
) -> Iterator[tuple[MutantVerdict, bool]]:
    """Give the verdict on each piece of code, in order, and whether it was made now."""
    keys = [digest_of([subject.digest, code]) for subject, code in queue]
    known = {key: remembered.get(key) for key in keys} if remembered else {}
    todo = [k for k, key in enumerate(keys) if known.get(key) is None]
    results = try_all(
        (Trial(queue[k][0].assignment, queue[k][0].exercise, "a mutant", queue[k][1]) for k in todo),
        jobs,
        seed,
        stop_at_first=True,
    )
    for key in keys:
        verdict = known.get(key)
        if verdict is not None:
            yield verdict, False
            continue
        result = next(results)
        verdict = MutantVerdict.of(result)
        if remembered and result.status != "timeout":  # a busy machine may be the reason
            remembered.put(key, verdict)
        yield verdict, True
