"""What a notebook's locked cells define without the student's help.

A test cell may use `np`, a helper or a data set that a locked cell has made. The student's process has those, too,
but student code may have changed them there; so the judge runs such cells itself.
"""

import ast
import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graders.course.cell_code import as_python
from graders.course.source_notebook import CodeCell, needed
from graders.guest.plain_cells import run


@dataclass
class InstructorNamespace:
    """Names that depend on the instructor's cells only; a cell runs when one of its names is first looked up.

    Attributes
    ----------
    cells : list of CodeCell
        The notebook's locked cells and answers, in order, without cells that the student added.
    answers : set of str
        The keys of those that the student writes.
    namespace : dict
        What the cells that ran so far have defined.
    """

    cells: list[CodeCell] = field(default_factory=list)
    answers: set[str] = field(default_factory=set)
    namespace: dict[str, Any] = field(default_factory=lambda: {"__name__": "__main__"})
    _run: set[str] = field(default_factory=set)

    def find(self, name: str) -> tuple[bool, Any]:
        """Look up a name.

        Parameters
        ----------
        name : str
            The name.

        Returns
        -------
        bool
            Whether the locked cells define it without the student's help.
        object
            Its value; None if they do not.
        """
        definers = [cell for cell in self.cells if name in cell.names[0]]
        imported = [cell for cell in definers if cell.key not in self.answers and name in _imports(cell.code)]
        if not definers or (definers[-1].key in self.answers and not imported):
            return False, None
        last = (imported or definers)[-1]
        wanted = needed(self.cells[: self.cells.index(last) + 1], name)
        if any(cell.key in self.answers for cell in wanted):
            return False, None
        for cell in wanted:
            if cell.key not in self._run:
                run_instructor_code(cell.code, f"<{cell.key}>", self.namespace)
                self._run.add(cell.key)
        return name in self.namespace, self.namespace.get(name)


def run_instructor_code(code: str, file: str, namespace: dict[str, Any]) -> None:
    """Run the instructor's code in the judge's own process.

    Parameters
    ----------
    code : str
        Its source.
    file : str
        A name in angle brackets.
    namespace : dict
        Its globals.
    """
    from utils.checks import quiet

    with quiet():
        run(as_python(code), file, namespace)


@contextlib.contextmanager
def importable(folder: Path) -> Iterator[None]:
    """Make what lies beside an assignment's notebook importable, and work in a temporary folder.

    Parameters
    ----------
    folder : Path
        The assignment's source folder, with public_tests.py.

    Yields
    ------
    None
        Inside the block both hold.
    """
    sys.path[:0] = [str(folder)]
    before = os.getcwd()
    with tempfile.TemporaryDirectory(prefix="judge-") as work:
        os.chdir(work)
        try:
            yield
        finally:
            os.chdir(before)
            sys.path.remove(str(folder))


def student_cell(key: str, code: str) -> CodeCell:
    """Make a cell of what a student wrote; text that no kernel can read becomes an empty cell.

    Parameters
    ----------
    key : str
        Its key.
    code : str
        Its text.

    Returns
    -------
    CodeCell
        With the text, or empty.
    """
    try:
        ast.parse(as_python(code))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return CodeCell(key, "")
    return CodeCell(key, code)


def _imports(code: str) -> set[str]:
    """List the names that code binds by importing."""
    nodes = [node for node in ast.walk(ast.parse(as_python(code))) if isinstance(node, (ast.Import, ast.ImportFrom))]
    return {(alias.asname or alias.name).split(".")[0] for node in nodes for alias in node.names}
