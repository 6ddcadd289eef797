"""The instructor's side of one assignment: made once at the top of a batch, and handed to each stage."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from graders.core.exceptions import UnknownName
from graders.course.digests import digest_files
from graders.course.exercise import Exercise, compile_checks, exercise_keys, load_exercise
from graders.course.official_notebook import Bundle, make_bundle
from graders.course.preload import preloads_for
from graders.course.source_notebook import SourceNotebook

PUBLIC_TESTS = "public_tests.py"


@dataclass(frozen=True)
class Assignment:
    """One assignment: where it lies, and what is read from there when it is first asked for.

    Attributes
    ----------
    name : str
        Its name: that of its folder and of its notebook.
    folder : Path
        The source folder: the instructor's notebook, public_tests.py, and what else lies beside them.
    exercises_folder : Path
        A folder for each exercise.
    validated : bool
        Whether the notebook was found valid before, in the process that this was sent from.
    """

    name: str
    folder: Path
    exercises_folder: Path
    validated: bool = field(default=False, compare=False)

    def __reduce__(self) -> Any:
        """Let only the places cross to another process: what was read is read there anew."""
        return Assignment, (self.name, self.folder, self.exercises_folder, True)

    @property
    def notebook_path(self) -> Path:
        """The instructor's notebook."""
        return self.folder / f"{self.name}.ipynb"

    @property
    def public_tests(self) -> Path:
        """The tests that students may run."""
        return self.folder / PUBLIC_TESTS

    def public_files(self) -> list[Path]:
        """List what lies beside the notebook: students have it, and tests may use it."""
        found = (path for path in self.folder.iterdir() if path.is_file() and not path.name.startswith("."))
        return sorted(path for path in found if path.suffix != ".ipynb")

    @cached_property
    def source(self) -> SourceNotebook:
        """The instructor's notebook."""
        return SourceNotebook(self.notebook_path, validate=not self.validated)

    @cached_property
    def official(self) -> Bundle:
        """What a submission is repaired from."""
        return make_bundle(self.source)

    @cached_property
    def preloads(self) -> tuple[str, ...]:
        """What warm processes import before they fork for its submissions; see `graders.course.preload`."""
        return preloads_for(self.source.imports())

    def exercise(self, key: str) -> Exercise:
        """Read one exercise.

        Parameters
        ----------
        key : str
            Its grade_id.

        Returns
        -------
        Exercise
            It.

        Raises
        ------
        UnknownName
            If it has no folder, with the nearest match.
        BadExercise
            If its exercise.toml is missing, is no TOML, or lacks or misspells a field.
        """
        if key not in (known := self.exercise_keys()):
            raise UnknownName(f"exercise of {self.name}", key, known)
        return load_exercise(self.exercises_folder / key, self.name, self.public_tests)

    def exercise_keys(self) -> list[str]:
        """List the exercises that have a folder, by name."""
        return exercise_keys(self.exercises_folder)

    @property
    def exercises(self) -> dict[str, Exercise]:
        """All exercises that have a folder, by key."""
        return {key: self.exercise(key) for key in self.exercise_keys()}

    def compile_checks(self) -> list[str]:
        """Read and compile the hidden tests; see `graders.course.exercise.compile_checks`."""
        return compile_checks(self.exercises.values())

    @cached_property
    def digests(self) -> dict[str, str]:
        """Hashes of the course's own files that marks depend on.

        "notebook": the instructor's, with what lies beside it; "hidden_tests": the checks and their points.
        """
        places = sorted(
            [*self.exercises_folder.glob("*/exercise.toml"), *self.exercises_folder.glob("*/hidden_tests.py")]
        )
        return {
            "notebook": digest_files([self.notebook_path, *self.public_files()], self.folder),
            "hidden_tests": digest_files(places, self.exercises_folder),
        }

    @cached_property
    def check_digests(self) -> dict[str, str]:
        """Hashes of each exercise's hidden checks with what they are worth, by exercise."""
        folders = sorted(path for path in self.exercises_folder.glob("*") if path.is_dir())
        return {
            folder.name: digest_files([folder / "exercise.toml", folder / "hidden_tests.py"], folder)
            for folder in folders
        }
