"""What the instructor knows of each exercise: exercise.toml, its checks, its sample answers."""

import importlib.util
import inspect
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graders.core.exceptions import BadExercise, MissingFile

PUBLIC = "public"
Check = Callable[..., None]


class WrongAnswer(BaseModel):
    """What must happen to one wrong answer: the checks it fails, the words its messages hold."""

    model_config = ConfigDict(extra="forbid")
    fails: list[str] = Field(min_length=1)
    says: list[str] = Field(min_length=1)


class Manifest(BaseModel):
    """The content of an exercise.toml."""

    model_config = ConfigDict(extra="forbid")
    title: str
    concepts: list[str] = Field(min_length=1)
    minutes: int = Field(gt=0)
    points: dict[str, float] = Field(min_length=1)
    name: str = ""
    kind: Literal["auto", "manual"] = "auto"
    wrong_answer: dict[str, WrongAnswer] = Field(default_factory=dict)


@dataclass(frozen=True)
class Exercise:
    """One exercise of an assignment.

    Attributes
    ----------
    assignment, key : str
        The key is the grade_id of the answer's cell and the name of the folder.
    folder : Path
        Where its checks and sample answers lie.
    manifest : Manifest
        Its exercise.toml.
    public_tests : Path
        The file with the test that students may run.
    """

    assignment: str
    key: str
    folder: Path
    manifest: Manifest
    public_tests: Path

    @property
    def name(self) -> str:
        """What the student's code must define."""
        return self.manifest.name or self.key

    @property
    def automatic(self) -> bool:
        """Whether checks mark it, not a person."""
        return self.manifest.kind == "auto"

    @property
    def hidden(self) -> dict[str, float]:
        """Points of the hidden checks, in order."""
        return {name: points for name, points in self.manifest.points.items() if name != PUBLIC}

    @property
    def public_points(self) -> float:
        """Points of the public test."""
        return self.manifest.points.get(PUBLIC, 0.0)

    @property
    def max_score(self) -> float:
        """Points of the whole exercise."""
        return sum(self.manifest.points.values())

    def answers(self, kind: Literal["accepted", "wrong_answer"]) -> list[Path]:
        """List the sample answers of one kind."""
        return sorted((self.folder / kind).glob("*.py"))

    def public_test(self) -> Check:
        """Give the function that students may run.

        Raises
        ------
        BadExercise
            If public_tests.py has none.
        """
        path = self.public_tests
        test = getattr(_load(path, f"public_tests_{self.assignment}"), f"test_{self.key}", None)
        if not callable(test):
            raise BadExercise(self.where, f"{path.name} has no test_{self.key}", f"Write it in {path}.")
        return test

    def hidden_checks(self) -> dict[str, Check]:
        """Give the hidden checks by name, in the order of the file.

        Raises
        ------
        BadExercise
            If they are not those that exercise.toml gives points to.
        """
        path = self.folder / "hidden_tests.py"
        module = _load(path, f"hidden_tests_{self.assignment}_{self.key}")
        checks: dict[str, Check] = {
            name.removeprefix("check_"): function
            for name, function in vars(module).items()
            if name.startswith("check_") and inspect.isfunction(function) and function.__module__ == module.__name__
        }
        unpaid, unwritten = set(checks) - set(self.hidden), set(self.hidden) - set(checks)
        if unpaid or unwritten:
            raise BadExercise(
                self.where,
                "hidden_tests.py and [points] of exercise.toml disagree about " + ", ".join(sorted(unpaid | unwritten)),
                "Give each check_<name> its points, and each name its check.",
            )
        return checks

    @property
    def where(self) -> str:
        """The exercise in a message: assignment/key."""
        return f"{self.assignment}/{self.key}"


@cache
def load_exercise(folder: Path, assignment: str, public_tests: Path) -> Exercise:
    """Read one exercise's folder.

    Parameters
    ----------
    folder : Path
        The folder; its name is the exercise's key.
    assignment : str
        Whose exercise it is.
    public_tests : Path
        The file with the test that students may run.

    Returns
    -------
    Exercise
        The exercise.

    Raises
    ------
    BadExercise
        If its exercise.toml is no TOML, or lacks or misspells a field.
    """
    where = f"{assignment}/{folder.name}"
    try:
        manifest = Manifest.model_validate(tomllib.loads((folder / "exercise.toml").read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise BadExercise(where, f"exercise.toml is no TOML ({error})", "Mend that line.") from None
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        raise BadExercise(where, f"exercise.toml, {field}: {first['msg']}", "Mend that field.") from None
    return Exercise(assignment, folder.name, folder, manifest, public_tests)


def exercise_keys(folder: Path) -> list[str]:
    """List the exercises that have a folder in an assignment's, by name."""
    return sorted(path.parent.name for path in folder.glob("*/exercise.toml"))


@cache
def _load(path: Path, name: str) -> ModuleType:
    """Import a Python file under a name of its own, without leaving it in sys.modules."""
    if not path.is_file():
        raise MissingFile(path, "every automatic exercise needs this file.")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None  # a file that ends in .py has one
    module = importlib.util.module_from_spec(spec)
    try:
        exec(_compile(path), vars(module))
    except Exception as error:
        raise BadExercise(str(path), f"cannot be imported ({type(error).__name__}: {error})", "Mend it.") from error
    return module


def compile_checks(exercises: Iterable[Exercise]) -> list[str]:
    """Read and compile hidden tests, so that whoever loads them next need not; run nothing.

    Parameters
    ----------
    exercises : iterable of Exercise
        Whose; those marked by hand have none.

    Returns
    -------
    list of str
        What the files hold.
    """
    paths = [exercise.folder / "hidden_tests.py" for exercise in exercises if exercise.automatic]
    for path in paths:
        _compile(path)
    return [path.read_text(encoding="utf-8") for path in paths]


@cache
def _compile(path: Path) -> CodeType:
    """Compile a Python file."""
    return compile(path.read_bytes(), path, "exec")


def reference_points(exercise: Exercise) -> dict[str, Any]:
    """Give the points of the notebook's cells that belong to an exercise, by grade_id."""
    if not exercise.automatic:
        return {exercise.key: exercise.max_score}
    cells = {f"test_{exercise.key}_hidden": sum(exercise.hidden.values())}
    if PUBLIC in exercise.manifest.points:  # an exercise may have hidden checks only
        cells[f"test_{exercise.key}"] = exercise.public_points
    return cells
