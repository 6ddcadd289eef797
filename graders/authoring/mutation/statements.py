"""Operators on lines: removed, exchanged, moved into a block or out of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import libcst as cst
import libcst.matchers as m

from graders.authoring.mutation.edits import Edit, Place, operator, receiver, without

Block = cst.IndentedBlock | cst.Module
Compound = (cst.For, cst.While, cst.With, cst.If)
ADDING = frozenset({"append", "extend", "insert", "assign_add", "assign_sub", "apply_gradients", "apply", "submit"})
PASS = cst.SimpleStatementLine([cst.Pass()])


def is_docstring(statement: cst.CSTNode) -> bool:
    """Tell whether a line is nothing but a text."""
    return m.matches(statement, m.SimpleStatementLine([m.Expr(m.SimpleString() | m.ConcatenatedString())]))


@operator
def line_removed(node: cst.CSTNode, place: Place) -> Iterator[Edit]:
    """Remove a line, or a block with its head."""
    if not isinstance(node, Block):
        return
    lines = list(node.body)
    for k, line in enumerate(lines):
        if is_docstring(line) or isinstance(line, cst.FunctionDef) or _is_pass(line):
            continue
        rest = without(lines, k)
        if isinstance(node, cst.IndentedBlock) and not [other for other in rest if not is_docstring(other)]:
            rest.append(PASS)
        yield Edit(node, node.with_changes(body=rest), line)


def _is_pass(line: cst.CSTNode) -> bool:
    """Tell whether a line does nothing anyway."""
    return m.matches(line, m.SimpleStatementLine([m.Pass()]))


@operator
def line_doubled(node: cst.CSTNode, place: Place) -> Iterator[Edit]:
    """Run a line that adds to something twice."""
    if not isinstance(node, Block):
        return
    adding = m.OneOf(*(m.Name(name) for name in sorted(ADDING)))
    adds = m.SimpleStatementLine([m.AugAssign() | m.Expr(m.Call(func=m.Attribute(attr=adding)))])
    for k, line in enumerate(node.body):
        if m.matches(line, adds):
            yield Edit(node, node.with_changes(body=[*node.body[: k + 1], *node.body[k:]]), line)


@operator
def lines_swapped(node: cst.CSTNode, place: Place) -> Iterator[Edit]:
    """Exchange two lines that follow each other, where one has to do with what the other writes."""
    if not isinstance(node, Block):
        return
    lines = list(node.body)
    for k in range(len(lines) - 1):
        both = lines[k : k + 2]
        if any(is_docstring(line) or isinstance(line, cst.FunctionDef) for line in both):
            continue
        if m.matches(both[1], m.SimpleStatementLine([m.Return()])):
            continue  # as good as removed
        if not _depend(*both):
            continue
        yield Edit(node, node.with_changes(body=[*lines[:k], both[1], both[0], *lines[k + 2 :]]), both[0])


def _depend(first: cst.CSTNode, second: cst.CSTNode) -> bool:
    """Tell whether the order of two lines may matter."""
    (reads, writes), (reads_too, writes_too) = _touched(first), _touched(second)
    return bool(writes & (reads_too | writes_too) or writes_too & reads)


def _touched(line: cst.CSTNode) -> tuple[set[str], set[str]]:
    """Collect the names that a line uses, and those whose value it may change: assigned, or asked to do something."""
    changes: set[str] = set()
    for writing in m.findall(line, m.AssignTarget() | m.AugAssign() | m.For() | m.NamedExpr()):
        if isinstance(writing, (cst.AssignTarget, cst.AugAssign, cst.For, cst.NamedExpr)):
            changes |= _names(writing.target)
    for call in m.findall(line, m.Call(func=m.Attribute())):
        thing = receiver(cst.ensure_type(call, cst.Call))
        changes |= _names(thing) if thing is not None else set()
    for bare in m.findall(line, m.Expr(m.Call())):  # called for its effect, on whatever it is given
        changes |= _names(bare)
    return _names(line), changes


def _names(node: cst.CSTNode) -> set[str]:
    """Collect all names in a piece of code."""
    return {cst.ensure_type(name, cst.Name).value for name in m.findall(node, m.Name())}


@operator
def line_moved_in(node: cst.CSTNode, place: Place) -> Iterator[Edit]:
    """Indent the line behind a block too far: ``return`` inside the loop."""
    if not isinstance(node, Block):
        return
    lines = list(node.body)
    for k, (block, line) in enumerate(pairwise(lines)):
        if isinstance(block, Compound) and isinstance(block.body, cst.IndentedBlock) and not _has_else(block):
            longer = block.with_changes(body=block.body.with_changes(body=[*block.body.body, line]))
            yield Edit(node, node.with_changes(body=[*lines[:k], longer, *lines[k + 2 :]]), line)


@operator
def line_moved_out(node: cst.CSTNode, place: Place) -> Iterator[Edit]:
    """Indent the last line of a block too little."""
    if not isinstance(node, Block):
        return
    lines = list(node.body)
    for k, block in enumerate(lines):
        if isinstance(block, Compound) and isinstance(block.body, cst.IndentedBlock) and not _has_else(block):
            *inside, last = block.body.body
            if not inside:
                continue
            shorter = block.with_changes(body=block.body.with_changes(body=inside))
            yield Edit(node, node.with_changes(body=[*lines[:k], shorter, last, *lines[k + 1 :]]), last)


def _has_else(block: cst.CSTNode) -> bool:
    """Tell whether a block goes on with another branch, so that nothing can be put between."""
    return getattr(block, "orelse", None) is not None
