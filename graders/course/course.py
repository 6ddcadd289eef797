"""Where a course's folders lie, and which assignments there are."""

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graders.core.exceptions import CannotWrite, MissingFile, UnknownName

KIT = Path(__file__).resolve().parents[2]
EXERCISES = KIT / "graders" / "exercises"
CONFIG = "nbgrader_config.py"


@dataclass(frozen=True)
class Course:
    """A course folder: what nbgrader calls its root.

    Attributes
    ----------
    root : Path
        Holds submitted/, autograded/, feedback/ and the gradebook.
    """

    root: Path = KIT

    @property
    def source(self) -> Path:
        """The instructor's notebooks: the course's own, else the kit's."""
        own = self.root / "source"
        return own if own.is_dir() else KIT / "source"

    @property
    def release(self) -> Path:
        """What students are given."""
        return self.root / "release"

    @property
    def submitted(self) -> Path:
        """What students handed in."""
        return self.root / "submitted"

    @property
    def autograded(self) -> Path:
        """What marking made of it."""
        return self.root / "autograded"

    @property
    def feedback(self) -> Path:
        """What students read."""
        return self.root / "feedback"

    def assignments(self) -> list[str]:
        """List the assignments, those with a notebook in source/, in order."""
        return sorted(p.name for p in self.source.iterdir() if (p / f"{p.name}.ipynb").is_file())

    def choose(self, names: Iterable[str] = ()) -> list[str]:
        """Turn the assignments that were asked into a list; none asked means all.

        Parameters
        ----------
        names : iterable of str
            What was asked.

        Returns
        -------
        list of str
            Assignments that exist.

        Raises
        ------
        UnknownName
            With the nearest match.
        """
        known = self.assignments()
        chosen = list(dict.fromkeys(names))
        for name in chosen:
            if name not in known:
                raise UnknownName("assignment", name, known)
        return chosen or known

    def notebook(self, assignment: str) -> Path:
        """Give the path of an assignment's source notebook."""
        return self.source / assignment / f"{assignment}.ipynb"

    def submissions(self, assignment: str, students: Iterable[str] = ()) -> list[tuple[str, Path]]:
        """List who submitted an assignment.

        Parameters
        ----------
        assignment : str
            The assignment.
        students : iterable of str
            Only these; none means all.

        Returns
        -------
        list of (str, Path)
            Student and folder, sorted by student.

        Raises
        ------
        UnknownName
            If a student that was asked has no folder at all.
        """
        if not self.submitted.is_dir():
            raise MissingFile(self.submitted, f"put submissions there as <student>/{assignment}/{assignment}.ipynb.")
        everyone = sorted(p.name for p in self.submitted.iterdir() if p.is_dir() and not p.name.startswith("."))
        wanted = list(dict.fromkeys(students))
        for student in wanted:
            if student not in everyone:
                raise UnknownName("student", student, everyone)
        folders = [(student, self.submitted / student / assignment) for student in wanted or everyone]
        # What stands in a submission's place and is no folder is refused by whoever reads it, not passed over.
        return [(student, folder) for student, folder in folders if os.path.lexists(folder)]

    def coursedir(self) -> Any:
        """Give nbgrader's own view of this folder, configured by its nbgrader_config.py.

        Returns
        -------
        nbgrader.coursedir.CourseDirectory
            With `root` set to this course and the source folder in use.
        """
        from nbgrader.coursedir import CourseDirectory

        return CourseDirectory(config=self.config(), root=str(self.root))

    def config(self) -> Any:
        """Load the course's nbgrader configuration, the kit's where the course has none.

        Returns
        -------
        traitlets.config.Config
            What nbgrader itself would read in this folder.
        """
        from traitlets.config.loader import PyFileConfigLoader

        path = self.root / CONFIG
        folder = self.root if path.is_file() else KIT
        config = PyFileConfigLoader(CONFIG, path=str(folder)).load_config()
        config.CourseDirectory.source_directory = str(self.source)
        return config


def open_course(folder: Path | str | None = None) -> Course:
    """Open a course folder.

    Parameters
    ----------
    folder : path, optional
        The folder; the kit's own root where none is given.

    Returns
    -------
    Course
        The course.

    Raises
    ------
    MissingFile
        If there is no such folder.
    """
    root = Path(folder).resolve() if folder else KIT
    if not root.is_dir():
        raise MissingFile(root, "give the folder that holds submitted/ and gradebook.db.")
    return Course(root)


def make_folder(path: Path) -> Path:
    """Make a folder and prove that it can be written to.

    Parameters
    ----------
    path : Path
        The folder.

    Returns
    -------
    Path
        The same.

    Raises
    ------
    CannotWrite
        If it cannot be made or written to.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        raise CannotWrite(path, error) from None
    return path
