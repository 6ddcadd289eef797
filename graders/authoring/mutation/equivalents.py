"""Mutants that compute the same as the reference: listed in an exercise's folder, one line of reason each."""

from __future__ import annotations

import tomllib

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graders.core.exceptions import BadExercise
from graders.course.exercise import Exercise

FILE = "equivalent_mutants.toml"


class Equivalent(BaseModel):
    """One mutant that may survive.

    `operator`, `before` and `after` are those of `mutants.Mutant`, and so is `occurrence`, which is only
    needed where the same line stands in the code more than once.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)
    operator: str
    before: str
    after: str = ""
    occurrence: int = Field(default=1, ge=1)
    reason: str = Field(min_length=10)

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What `Mutant.key` is compared with."""
        return self.operator, self.before.strip("\n"), self.after.strip("\n"), self.occurrence


class Equivalents(BaseModel):
    """The content of an equivalent_mutants.toml."""

    model_config = ConfigDict(extra="forbid")
    mutant: list[Equivalent] = Field(default_factory=list)
    printed_text: bool = False  # whether a check asks for what is printed, so that it is changed, too


def load_equivalents(exercise: Exercise) -> Equivalents:
    """Read an exercise's list of mutants that compute the same.

    Parameters
    ----------
    exercise : Exercise
        The exercise.

    Returns
    -------
    Equivalents
        Its list; an empty one where there is no file.

    Raises
    ------
    BadExercise
        If the file is no TOML, misspells a field or lists a mutant twice.
    """
    path = exercise.folder / FILE
    if not path.is_file():
        return Equivalents()
    try:
        listed = Equivalents.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise BadExercise(exercise.where, f"{FILE} is no TOML ({error})", "Mend that line.") from None
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        raise BadExercise(exercise.where, f"{FILE}, {field}: {first['msg']}", "Mend that field.") from None
    keys = [entry.key for entry in listed.mutant]
    for key in keys:
        if keys.count(key) > 1:
            problem = f"{FILE} lists the {key[0]} mutant of {key[1]!r} twice"
            raise BadExercise(exercise.where, problem, "Keep one; a second line like it has `occurrence = 2`.")
    return listed
