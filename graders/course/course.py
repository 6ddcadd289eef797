"""Where a course's folders lie, and which assignments it has."""

import copy
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graders.core.exceptions import CannotWrite, MissingFile, UnknownName
from graders.core.places import ENGINE, UTILS
from graders.course.digests import digest_of, engine_digest, environment_digest

if TYPE_CHECKING:  # reading notebooks takes a while to import, and not every verb does
    from graders.course.assignment import Assignment

KIT = ENGINE.parent
CONFIG = "nbgrader_config.py"
LATE = "AssignLatePenalties"


@dataclass(frozen=True)
class Course:
    """A course folder: what nbgrader calls its root.

    Every path comes from here. What a course does not have of its own (source notebooks, exercises, configuration)
    is taken from the kit that this engine lies in.

    Attributes
    ----------
    root : Path
        Holds submitted/, autograded/, feedback/ and the gradebook.
    """

    root: Path

    @property
    def is_kit(self) -> bool:
        """Whether this is the course that the engine came with."""
        return self.root == KIT

    @cached_property
    def _loaded(self) -> Any:
        """The configuration as it is loaded once; `config` hands out copies."""
        from traitlets.config.loader import Config, PyFileConfigLoader

        folder = self.root if (self.root / CONFIG).is_file() else KIT
        if not (folder / CONFIG).is_file():  # as in the kit of a cluster's worker, which is only asked for tests
            return Config()
        return PyFileConfigLoader(CONFIG, path=str(folder)).load_config()

    def _folder(self, step: str, default: str) -> Path:
        """Give one of nbgrader's folders, as c.CourseDirectory names it."""
        return self.root / str(self._loaded.CourseDirectory.get(f"{step}_directory", default))

    @cached_property
    def source(self) -> Path:
        """The instructor's notebooks: the course's own, else the kit's."""
        own = self._folder("source", "source")
        return own if own.is_dir() else KIT / "source"

    @cached_property
    def release(self) -> Path:
        """What students are given."""
        return self._folder("release", "release")

    @cached_property
    def submitted(self) -> Path:
        """What students handed in."""
        return self._folder("submitted", "submitted")

    @cached_property
    def autograded(self) -> Path:
        """What marking made of it."""
        return self._folder("autograded", "autograded")

    @cached_property
    def feedback(self) -> Path:
        """What students read."""
        return self._folder("feedback", "feedback")

    @property
    def requirements(self) -> Path:
        """The pins of the environment in which students work and marking runs."""
        return KIT / "requirements.txt"

    @property
    def utils(self) -> Path:
        """The package that a student's notebook imports, copied beside it."""
        return UTILS

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

    def assignment(self, name: str) -> "Assignment":
        """Give the instructor's side of one assignment.

        Parameters
        ----------
        name : str
            One of `assignments`.

        Returns
        -------
        Assignment
            Its exercises are those that lie beside the source folder, else the kit's of that name.
        """
        from graders.course.assignment import Assignment

        own = self.source.parent / "graders" / "exercises" / name
        return Assignment(name, self.source / name, own if own.is_dir() else KIT / "graders" / "exercises" / name)

    def digests(self, assignment: "Assignment") -> dict[str, str]:
        """Hash everything of ours that the marks of an assignment depend on.

        Parameters
        ----------
        assignment : Assignment
            The assignment.

        Returns
        -------
        dict of str to str
            Beside `Assignment.digests`, "configuration": limits and late rule; "engine": the code that makes marks;
            "environment": interpreter and packages.
        """
        late = str(self._loaded[LATE].get("plugin_class", "")).strip("<>'").rpartition(".")[2]
        configured = [repr(self._loaded.get(section)) for section in ("GradersLimits", LATE, late)]
        return {
            **assignment.digests,
            "configuration": digest_of(configured),
            "engine": engine_digest(),
            "environment": environment_digest(self.requirements),
        }

    def notebook(self, name: str) -> Path:
        """Give the path of an assignment's source notebook."""
        return self.assignment(name).notebook_path

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
        """Give the course's nbgrader configuration, the kit's where the course has none.

        Returns
        -------
        traitlets.config.Config
            What nbgrader itself would read in this folder; the caller's own to change.
        """
        config = copy.deepcopy(self._loaded)
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
