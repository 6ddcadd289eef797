"""The hostile class laid into a course folder: finding its members, building their notebooks.

A member is a module in one of the six family folders. Its name says what it does, its docstring's first sentence
too. It defines

``ASSIGNMENT``
    which notebook it hands in,
``EXPECT``
    the verdict (`tests.hostile.expected.Expected`),

and any of

``ANSWERS``
    dict of answer cells and the text put into them,
``FILL``
    answer cells filled with the reference: honest work whose marks must survive; by default `HONEST`,
``EXTRA_CELLS``
    list of (key, text) or (key, text, "markdown"): cells of the student's own, after the cell of that key,
``STUDENT``
    the name of the student's folder,
``alter(notebook, canaries)``
    changes the notebook before it is written,
``build(folder, notebook, canaries)``
    writes the submitted folder itself.

Texts may hold placeholders such as {CANARY_FILE} (`tests.hostile.canaries.Canaries.places`): a submission knows
where to look, so that every attack is tried at the true place.
"""

import importlib
import json
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
from nbformat import NotebookNode

from graders.course.course import KIT
from graders.course.source_notebook import SourceNotebook, nbgrader_field
from tests.hostile.canaries import Canaries
from tests.hostile.expected import Expected

HERE = Path(__file__).resolve().parent
FAMILIES = ("tampering", "leaking", "escaping", "exhausting", "malformed", "injecting")

#: Answered with the reference unless a submission says otherwise: what must keep its marks, next to the attack and far
#: behind it.
HONEST = {
    "01_binary_digits": ("predict_binary",),
    "02_multiclass_digits": ("relu",),
    "03_softmax_regression": ("one_hot",),
    "04_tensorflow_training": ("cross_entropy",),
    "05_shallow_backprop": ("onehot2label", "eval_perfs"),
}

#: Limits that the tests lower, so that an exhausting submission costs seconds; `lower_limits` writes them down.
LIMITS = {
    "cell_seconds": 4,
    "total_seconds": 60,
    "check_seconds": 2,
    "exercise_seconds": 6,
    "memory_bytes": 1_500_000_000,
    "disk_bytes": 128_000_000,
    "file_bytes": 64_000_000,
    "output_bytes": 1_000_000,
    "output_messages": 500,
    "processes": 96,
    "open_files": 256,
}

#: Every family, quick, and each a class of attack of its own.
FEW = {
    "tampering/skips_its_test_cell",
    "tampering/shows_points_through_the_displayhook",
    "tampering/prints_a_forged_verdict",
    "tampering/equals_everything",
    "leaking/reads_files_outside",
    "leaking/reads_hidden_tests",
    "leaking/timestamp_links_to_a_secret",
    "escaping/leaves_a_daemon",
    "escaping/becomes_another_user",
    "exhausting/exits_at_once",
    "exhausting/prints_for_ever",
    "malformed/duplicated_cells",
    "malformed/named_pipe",
    "injecting/scripts_in_error_messages",
    "injecting/codes_as_name",
}
#: Submissions whose answers are no Python; the code of all others must be, or the attack would not even begin.
NO_PYTHON = {
    "malformed/no_python",
    "injecting/null_bytes",
    "malformed/halves_of_characters",
    "leaking/embeds_files_by_magic",
}


@dataclass(frozen=True)
class Hostile:
    """One member of the hostile class."""

    family: str
    behaviour: str

    @cached_property
    def module(self) -> ModuleType:
        """Its module."""
        return importlib.import_module(f"tests.hostile.{self.family}.{self.behaviour}")

    @property
    def name(self) -> str:
        """Family and behaviour."""
        return f"{self.family}/{self.behaviour}"

    @property
    def student(self) -> str:
        """The name of its folder in submitted/."""
        return getattr(self.module, "STUDENT", f"{self.family}-{self.behaviour}")

    @property
    def assignment(self) -> str:
        """The assignment that it hands in."""
        return self.module.ASSIGNMENT

    @property
    def expect(self) -> Expected:
        """The verdict that it must get."""
        return self.module.EXPECT

    @property
    def answers(self) -> dict[str, str]:
        """The texts of its own answers."""
        return getattr(self.module, "ANSWERS", {})

    @property
    def honest(self) -> frozenset[str]:
        """The exercises that the builder answers with the reference."""
        return frozenset(getattr(self.module, "FILL", HONEST[self.assignment])) - set(self.answers)


def members() -> list[Hostile]:
    """List the whole class, family by family."""
    return [
        Hostile(family, path.stem)
        for family in FAMILIES
        for path in sorted((HERE / family).glob("*.py"))
        if not path.name.startswith("_")
    ]


def lower_limits(root: Path) -> None:
    """Lower the limits of a course in its own configuration, beside the kit's."""
    lines = ["c = get_config()", f"load_subconfig('nbgrader_config.py', path={str(KIT)!r})"]
    lines += [f"c.GradersLimits.{name} = {value!r}" for name, value in LIMITS.items()]
    (root / "nbgrader_config.py").write_text("\n".join(lines) + "\n", encoding="utf-8")


@cache
def released(assignment: str) -> NotebookNode:
    """Read a notebook as students get it; not to be changed."""
    return nbformat.read(KIT / "release" / assignment / f"{assignment}.ipynb", as_version=4)


@cache
def source(assignment: str) -> SourceNotebook:
    """Read the instructor's notebook."""
    return SourceNotebook(KIT / "source" / assignment / f"{assignment}.ipynb")


@cache
def full_marks(assignment: str) -> dict[str, float]:
    """Give what the automatic checks of each exercise are worth."""
    points = source(assignment).points()
    keys = source(assignment).answer_keys()
    worth = {key: points.get(f"test_{key}", 0.0) + points.get(f"test_{key}_hidden", 0.0) for key in keys}
    return {key: most for key, most in worth.items() if most}


def honest_notebook(assignment: str, fill: Any) -> NotebookNode:
    """Make a released notebook with some answers filled in from the reference."""
    notebook = nbformat.from_dict(released(assignment))
    for key in fill:
        cell(notebook, key).source = source(assignment).reference(key)
    return notebook


def cell(notebook: NotebookNode, key: str) -> NotebookNode:
    """Find the cell that nbgrader knows by a key, else the one with that id."""
    for found in notebook.cells:
        if nbgrader_field(found, "grade_id") == key or found.get("id") == key:
            return found
    raise KeyError(key)


def locked_test_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """List the locked, graded code cells."""
    return [c for c in notebook.cells if nbgrader_field(c, "grade") and nbgrader_field(c, "locked")]


def hand_in(hostile: Hostile, submitted: Path, canaries: Canaries) -> Path:
    """Lay one hostile submission into submitted/.

    Parameters
    ----------
    hostile : Hostile
        The member.
    submitted : Path
        The course's submitted/ folder.
    canaries : Canaries
        What its placeholders stand for.

    Returns
    -------
    Path
        The submitted folder.
    """
    canaries.places.setdefault("SLOW", str(0.9 * LIMITS["check_seconds"]))
    notebook = honest_notebook(hostile.assignment, hostile.honest)
    for key, text in hostile.answers.items():
        cell(notebook, key).source = canaries.fill(text).strip("\n")
    for key, text, *kind in getattr(hostile.module, "EXTRA_CELLS", []):
        new = nbformat.v4.new_markdown_cell if kind else nbformat.v4.new_code_cell
        place = notebook.cells.index(cell(notebook, key)) + 1
        notebook.cells.insert(place, new(canaries.fill(text).strip("\n")))
    if hasattr(hostile.module, "alter"):
        hostile.module.alter(notebook, canaries)
    folder = submitted / hostile.student / hostile.assignment
    folder.mkdir(parents=True)
    if hasattr(hostile.module, "build"):
        hostile.module.build(folder, notebook, canaries)
    else:
        write(folder, notebook)
    return folder


def write(folder: Path, notebook: NotebookNode) -> Path:
    """Write a notebook where it is looked for, unvalidated: it need not be a good one."""
    path = folder / f"{folder.name}.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path
