"""An instructor's notebook read as data: references, stubs, and what runs before an exercise."""

import ast
import symtable
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from graders.core.exceptions import BadExercise, MissingFile
from graders.course.cell_code import as_python

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
SHOW = "show"  # tag of locked cells that only show something; marking skips them
CellKind = str


@dataclass(frozen=True)
class CodeCell:
    """A piece of a notebook's code and where it stands.

    Attributes
    ----------
    key : str
        The grade_id, else the cell's id.
    code : str
        Its source; of an answer cell the reference solution.
    """

    key: str
    code: str

    @cached_property
    def names(self) -> tuple[frozenset[str], frozenset[str]]:
        """The names that the code defines at its top level, and those that it reads there or as globals."""
        return _names(self.code)


class SourceNotebook:
    """The source notebook of one assignment.

    Parameters
    ----------
    path : Path
        The .ipynb.
    validate : bool
        Whether to see if it is as nbformat wants it, which takes longer than reading it.

    Raises
    ------
    MissingFile
        If there is none.
    BadExercise
        If it is no notebook.
    """

    def __init__(self, path: Path, validate: bool = True) -> None:
        if not path.is_file():
            raise MissingFile(path, "every assignment has a notebook of its own name.")
        try:
            text = path.read_text(encoding="utf-8")
            self.notebook: NotebookNode = nbformat.reads(text, as_version=4) if validate else nbformat.v4.reads(text)
        except (nbformat.reader.NotJSONError, nbformat.ValidationError, UnicodeDecodeError) as error:
            raise BadExercise(str(path), f"is no notebook ({type(error).__name__})", "Restore it from git.") from None
        self.path = path

    def cells(self) -> Iterable[tuple[str, NotebookNode]]:
        """Go through the cells with their keys."""
        for cell in self.notebook.cells:
            yield cell_key(cell), cell

    def answer_keys(self) -> list[str]:
        """List the exercises in the order of the notebook, those marked by hand too."""
        return [key for key, cell in self.cells() if nbgrader_field(cell, "solution")]

    def cell(self, key: str) -> NotebookNode:
        """Give one cell.

        Raises
        ------
        BadExercise
            If there is none, or more than one.
        """
        found = [cell for name, cell in self.cells() if name == key]
        if len(found) != 1:
            problem = f"has {len(found)} cells called {key!r}, expected one"
            raise BadExercise(self.path.name, problem, "Look at the cells' nbgrader ids.")
        return found[0]

    def points(self) -> dict[str, float]:
        """Give what each graded cell is worth, nbgrader's tasks included."""
        return {key: float(nbgrader_field(cell, "points")) for key, cell in self.cells() if is_graded(cell)}

    def heading(self, key: str) -> str:
        """Give the last heading at or above a cell, without its marks; the cell's key where there is none."""
        found = key
        for name, cell in self.cells():
            lines = cell.source.splitlines() if cell.cell_type == "markdown" else []
            found = next((text for line in reversed(lines) if (text := _heading(line))), found)
            if name == key:
                break
        return found

    def reference(self, key: str) -> str:
        """Give the reference solution of an exercise, without the marker lines."""
        return _without_markers(self.cell(key).source)

    def solution_lines(self, key: str) -> frozenset[int]:
        """Give the lines of `reference`, from 1, that students do not have: those that stood between the markers."""
        lines: list[int] = []
        inside, number = False, 0
        for line in self.cell(key).source.split("\n"):
            if line.strip() in (BEGIN, END):
                inside = line.strip() == BEGIN
                continue
            number += 1
            if inside:
                lines.append(number)
        return frozenset(lines or range(1, number + 1))  # without markers the whole cell is the solution

    def stub(self, key: str) -> str:
        """Give what the student's cell holds at first, made by nbgrader itself."""
        from nbgrader.preprocessors import ClearMarkScheme, ClearSolutions

        notebook = nbformat.v4.new_notebook(cells=[nbformat.from_dict(self.cell(key))])
        notebook.metadata = self.notebook.metadata
        for clear in (ClearSolutions(), ClearMarkScheme(enforce_metadata=False)):
            notebook, _ = clear.preprocess(notebook, {})
        return str(notebook.cells[0].source)

    def before(self, key: str) -> list[CodeCell]:
        """List what runs before an exercise when one answer is judged on its own.

        Parameters
        ----------
        key : str
            The exercise.

        Returns
        -------
        list of CodeCell
            The locked cells before it that do more than show something, and the reference solutions
            of the exercises before it, in order.
        """
        cells: list[CodeCell] = []
        for name, cell in self.cells():
            if name == key:
                return cells
            if cell.cell_type != "code" or nbgrader_field(cell, "grade") or SHOW in cell.metadata.get("tags", []):
                continue
            if nbgrader_field(cell, "solution"):
                cells.append(CodeCell(name, _without_markers(cell.source)))
            else:
                cells.append(CodeCell(name, cell.source))
        raise BadExercise(self.path.name, f"has no cell called {key!r}", "Give the answer's cell that nbgrader id.")

    def imports(self) -> set[str]:
        """Give the top-level packages that the notebook's code imports."""
        packages: set[str] = set()
        for _, cell in self.cells():
            if cell.cell_type == "code":
                for node in ast.walk(ast.parse(as_python(_without_markers(cell.source)))):
                    if isinstance(node, ast.Import):
                        packages.update(alias.name.split(".")[0] for alias in node.names)
                    elif isinstance(node, ast.ImportFrom) and node.module:
                        packages.add(node.module.split(".")[0])
        return packages

    def data_calls(self) -> list[tuple[str, list[Any], dict[str, Any]]]:
        """List what the locked cells load; see the function `data_calls`."""
        found: list[tuple[str, list[Any], dict[str, Any]]] = []
        for _, cell in self.cells():
            if cell.cell_type != "code" or not nbgrader_field(cell, "locked") or nbgrader_field(cell, "grade"):
                continue
            found.extend(data_calls(cell.source))
        return found


def data_calls(code: str) -> list[tuple[str, list[Any], dict[str, Any]]]:
    """List what code loads: calls such as ``data.load_images(train=600)`` with arguments that can be read off.

    Parameters
    ----------
    code : str
        A cell.

    Returns
    -------
    list of (str, list, dict)
        The function of `utils.data`, its positional and its named arguments. Of ``a if condition else b`` it is b.
    """
    found = []
    for node in ast.walk(ast.parse(as_python(code))):
        name = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
        if not name.startswith("load_"):
            continue
        assert isinstance(node, ast.Call)
        try:
            named = {str(keyword.arg): _literal(keyword.value) for keyword in node.keywords}
            found.append((name, [_literal(argument) for argument in node.args], named))
        except ValueError:
            continue  # it depends on what has been computed
    return found


def needed(cells: list[CodeCell], code: str) -> list[CodeCell]:
    """Keep the cells that a piece of code may depend on.

    Loading a data set that an answer never mentions would cost more than judging it. A cell stays
    when it defines a name that the code or a later kept cell uses, when it imports `*`, or when it
    defines nothing (then it is there for its effect).

    Parameters
    ----------
    cells : list of CodeCell
        What runs before, in order.
    code : str
        The code that follows; what is no Python keeps every cell.

    Returns
    -------
    list of CodeCell
        Those that are needed, in order.
    """
    try:
        wanted = set(_names(code)[1])
    except (SyntaxError, ValueError, RecursionError):
        return cells
    kept: list[CodeCell] = []
    for cell in reversed(cells):
        defines, uses = cell.names
        if not defines or "*" in defines or defines & wanted:
            wanted |= uses
            kept.append(cell)
    return kept[::-1]


def cell_key(cell: NotebookNode) -> str:
    """Give a cell's grade_id, or its id where nbgrader does not know it."""
    return str(nbgrader_field(cell, "grade_id") or cell.get("id", ""))


def is_graded(cell: NotebookNode) -> bool:
    """Tell whether a cell has points: a test, an answer marked by hand, or one of nbgrader's tasks."""
    return bool(nbgrader_field(cell, "grade") or nbgrader_field(cell, "task"))


def nbgrader_field(cell: NotebookNode, field: str) -> Any:
    """Read one field of a cell's nbgrader metadata, None where it has none."""
    metadata = cell.metadata.get("nbgrader")
    return metadata.get(field) if isinstance(metadata, dict) else None


def _heading(line: str) -> str:
    """Give the text of a Markdown heading, "" where the line is none."""
    marks, _, text = line.partition(" ")
    return text.strip(" #") if marks and len(marks) <= 6 and not marks.strip("#") else ""


def _literal(node: ast.expr) -> Any:
    """Read a literal off, of a choice the one that holds without its condition."""
    return ast.literal_eval(node.orelse if isinstance(node, ast.IfExp) else node)


def _without_markers(source: str) -> str:
    """Drop the lines that mark the solution's region, keeping what stands between them."""
    return "\n".join(line for line in source.split("\n") if line.strip() not in (BEGIN, END))


@lru_cache(maxsize=1024)  # the same cells are looked at for one exercise after the other
def _names(code: str) -> tuple[frozenset[str], frozenset[str]]:
    """Collect the names bound at the top level and the names that must be there when the code runs."""
    code = as_python(code)
    defined: set[str] = set()
    pending: list[ast.AST] = [*ast.parse(code).body]
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)):
            defined.add(node.name)  # what it binds inside is its own
            continue
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            defined.update((alias.asname or alias.name).split(".")[0] for alias in node.names)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            defined.add(node.id)
        pending.extend(ast.iter_child_nodes(node))
    used: set[str] = set()
    scopes = [symtable.symtable(code, "<cell>", "exec")]
    while scopes:
        scope = scopes.pop()
        scopes.extend(scope.get_children())
        for symbol in scope.get_symbols():  # an argument called X is not the notebook's X
            outside = scope.get_type() == "module" or symbol.is_global()
            if symbol.is_declared_global() or (outside and symbol.is_referenced()):
                used.add(symbol.get_name())
    return frozenset(defined), frozenset(used)
