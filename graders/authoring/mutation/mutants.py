"""All mutants of a piece of code: parsed, changed, printed, each one once."""

from __future__ import annotations

import ast
import textwrap
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from graders.authoring.mutation import calls, expressions, layers, statements  # noqa: F401 - they register their operators
from graders.authoring.mutation.edits import Edit, Place, called, edits
from graders.authoring.mutation.statements import is_docstring

NO_PYTHON = "?"


@dataclass(frozen=True)
class Mutant:
    """One small change to a piece of code.

    Attributes
    ----------
    operator : str
        What made it.
    before, after : str
        The lines that differ, in Python's own layout (`ast.unparse`), so that formatting does not matter.
    occurrence : int
        Counts mutants that agree in all of these, from 1.
    line : int
        Where it was made.
    code : str
        The whole changed code, laid out as the original.
    """

    operator: str
    before: str
    after: str
    occurrence: int
    line: int
    code: str

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What tells it from the other mutants of the same code."""
        return self.operator, self.before, self.after, self.occurrence

    @property
    def diff(self) -> str:
        """What was changed, as lines that begin with a minus or a plus."""
        signed = [f"- {line}" for line in self.before.splitlines()]
        return "\n".join(signed + [f"+ {line}" for line in self.after.splitlines()])


def mutants(code: str, lines: frozenset[int] | None = None, printed: bool = False) -> list[Mutant]:
    """Make every small change to a piece of code.

    Parameters
    ----------
    code : str
        Python source.
    lines : frozenset of int, optional
        Lines (from 1) to change; all where none are given. The heads of functions may always be changed.
    printed : bool
        Whether what `print` is given is changed, too.

    Returns
    -------
    list of Mutant
        In the order of the code. Each runs other code than the original and than the others before it; those
        that differ only in layout, annotations or docstrings are no mutants.

    Raises
    ------
    ValueError
        If the code itself is no Python.
    """
    wrapper = MetadataWrapper(cst.parse_module(code))
    positions = wrapper.resolve(PositionProvider)
    original = _bare(code)
    if original is None:
        raise ValueError("the code itself is no Python")
    original_text = ast.unparse(original)
    seen = {ast.dump(original)}
    found: list[Mutant] = []
    counts: Counter[tuple[str, str, str]] = Counter()
    arguments = frozenset(node.arg for node in ast.walk(original) if isinstance(node, ast.arg))
    names = arguments | {node.id for node in ast.walk(original) if isinstance(node, ast.Name)}
    for node, parents in _nodes(wrapper.module, printed):
        for name, edit in edits(node, Place(parents, names, arguments)):
            line = positions[edit.at].start.line
            if lines is not None and line not in lines and not _in_head(edit, parents):
                continue
            text = _apply(wrapper.module, edit)
            tree = _bare(text)
            if tree is None or ast.dump(tree) in seen:
                continue
            seen.add(ast.dump(tree))
            before, after = _changed(original_text, ast.unparse(tree))
            counts[name, before, after] += 1
            found.append(Mutant(name, before, after, counts[name, before, after], line, text))
    return sorted(found, key=lambda mutant: mutant.line)


def _nodes(
    node: cst.CSTNode, printed: bool, parents: tuple[cst.CSTNode, ...] = ()
) -> Iterator[tuple[cst.CSTNode, tuple[cst.CSTNode, ...]]]:
    """Go through the nodes that may be changed, each with what it is part of."""
    if isinstance(node, cst.Annotation) or is_docstring(node):
        return
    if isinstance(node, cst.Raise) or (called(node) == "print" and not printed):
        return
    yield node, parents
    for child in node.children:
        yield from _nodes(child, printed, (node, *parents))


def _in_head(edit: Edit, parents: tuple[cst.CSTNode, ...]) -> bool:
    """Tell whether a change is made between the parentheses of a function's definition."""
    return any(isinstance(part, cst.Parameters) for part in (edit.at, *parents)) and not any(
        isinstance(part, cst.Lambda) for part in parents
    )


def _apply(module: cst.Module, edit: Edit) -> str:
    """Print the code with the change made, whether or not it is still Python."""
    if edit.target is module:
        return cst.ensure_type(edit.by, cst.Module).code
    try:
        changed = module.deep_replace(edit.target, edit.by)
    except cst.CSTValidationError:  # as a required argument behind an optional one
        return NO_PYTHON
    return cst.ensure_type(changed, cst.Module).code


def _bare(code: str) -> ast.Module | None:
    """Parse code without what does not count: docstrings and annotations; None where it is no Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # `0[1]` is a mutant like any other; Python warns of it
            tree = ast.parse(code)
            compile(tree, "<mutant>", "exec")
    except (SyntaxError, ValueError):
        return None
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Module)) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        if isinstance(node, ast.arg):
            node.annotation = None
    return tree


def _changed(before: str, after: str) -> tuple[str, str]:
    """Give the lines from the first to the last that differ, with the indentation that they share taken off."""
    old, new = before.splitlines(), after.splitlines()
    while old and new and old[0] == new[0]:
        old, new = old[1:], new[1:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    together = textwrap.dedent("\n".join([*old, *new])).splitlines()
    return "\n".join(together[: len(old)]), "\n".join(together[len(old) :])
