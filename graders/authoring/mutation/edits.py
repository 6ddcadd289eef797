"""What a small change to code is: an edit, the operators that make them, and what they share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import libcst as cst
import libcst.matchers as m

MODULES = frozenset({"np", "numpy", "tf", "tensorflow", "keras", "math", "random", "scipy", "sklearn", "plt"})
# Parts that hold together by themselves; any other expression needs parentheses when it becomes an operand.
ATOMS = (cst.Name, cst.BaseNumber, cst.BaseString, cst.Attribute, cst.Call, cst.Subscript, cst.List, cst.Dict, cst.Set)


@dataclass(frozen=True)
class Edit:
    """One change.

    Attributes
    ----------
    target : CSTNode
        What is replaced.
    by : CSTNode
        What takes its place.
    at : CSTNode
        Where it counts as made; a block is replaced to remove one of its lines, and then it is that line.
    """

    target: cst.CSTNode
    by: cst.CSTNode
    at: cst.CSTNode


@dataclass(frozen=True)
class Place:
    """Where a node stands.

    Attributes
    ----------
    parents : tuple of CSTNode
        What it is part of, the nearest first.
    names : frozenset of str
        All variable names that the code uses.
    arguments : frozenset of str
        Those that are arguments of a function.
    """

    parents: tuple[cst.CSTNode, ...] = ()
    names: frozenset[str] = frozenset()
    arguments: frozenset[str] = frozenset()

    @property
    def parent(self) -> cst.CSTNode | None:
        """What it is directly part of."""
        return self.parents[0] if self.parents else None

    @property
    def keyword(self) -> str:
        """The keyword that it, or a sign before it, is passed for; empty where it is none."""
        parent = self.parents[1] if isinstance(self.parent, cst.UnaryOperation) else self.parent
        return parent.keyword.value if isinstance(parent, cst.Arg) and parent.keyword else ""


Operator = Callable[[cst.CSTNode, Place], Iterator[cst.CSTNode | Edit]]
OPERATORS: dict[str, Operator] = {}


def operator(function: Operator) -> Operator:
    """Register an operator under its function's name.

    Parameters
    ----------
    function : callable
        Takes a node and its place and yields what may take the node's place, or whole edits. It must
        not change the node.

    Returns
    -------
    callable
        The same function.
    """
    OPERATORS[function.__name__] = function
    return function


def edits(node: cst.CSTNode, place: Place) -> Iterator[tuple[str, Edit]]:
    """Make every change that starts at one node.

    Parameters
    ----------
    node : CSTNode
        The node.
    place : Place
        Where it stands.

    Yields
    ------
    str
        The operator's name.
    Edit
        The change.
    """
    for name, make in OPERATORS.items():
        for made in make(node, place):
            yield name, made if isinstance(made, Edit) else Edit(node, made, node)


def wrapped(expression: cst.BaseExpression) -> cst.BaseExpression:
    """Put parentheses round an expression that would fall apart among other operators."""
    if expression.lpar or isinstance(expression, ATOMS):
        return expression
    return expression.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def negative(expression: cst.BaseExpression) -> cst.BaseExpression:
    """Put a minus sign before an expression, or take it away."""
    if m.matches(expression, m.UnaryOperation(operator=m.Minus())):
        return cst.ensure_type(expression, cst.UnaryOperation).expression
    return wrapped(cst.UnaryOperation(cst.Minus(), wrapped(expression)))


def parse(expression: str) -> cst.BaseExpression:
    """Read an expression, in parentheses where it needs them."""
    return wrapped(cst.parse_expression(expression))


def source(node: cst.CSTNode) -> str:
    """Print a node."""
    return cst.Module([]).code_for_node(node)


def called(node: cst.CSTNode | None) -> str:
    """Give the last part of what a call calls: `sum` of ``np.sum(z)`` and of ``z.sum()``; empty where it is no call."""
    if not isinstance(node, cst.Call):
        return ""
    return last_name(node.func)


def last_name(node: cst.CSTNode) -> str:
    """Give a name, or the last part of a dotted one; empty where it is neither."""
    if isinstance(node, cst.Name):
        return node.value
    return node.attr.value if isinstance(node, cst.Attribute) else ""


def renamed(name: cst.BaseExpression, last: str) -> cst.BaseExpression:
    """Replace a name, or the last part of a dotted one."""
    if isinstance(name, cst.Attribute):
        return name.with_changes(attr=cst.Name(last))
    return cst.Name(last)


def of_module(node: cst.CSTNode) -> bool:
    """Tell whether a dotted name starts with a module, as in ``np.linalg.norm``."""
    while isinstance(node, cst.Attribute):
        node = node.value
    return isinstance(node, cst.Name) and node.value in MODULES


def receiver(call: cst.Call) -> cst.BaseExpression | None:
    """Give the object whose method is called, None where it is a function."""
    if isinstance(call.func, cst.Attribute) and not of_module(call.func):
        return call.func.value
    return None


def positional(call: cst.Call) -> list[int]:
    """Give the places of the arguments that are passed by position, without starred ones."""
    return [k for k, arg in enumerate(call.args) if arg.keyword is None and not arg.star]


def without(items: Sequence[Any], index: int) -> list[Any]:
    """Leave one item of a list out."""
    return [*items[:index], *items[index + 1 :]]


def swapped(items: Sequence[Any], first: int, second: int) -> list[Any]:
    """Exchange the values of two items that carry their own commas: arguments or elements."""
    changed = list(items)
    changed[first] = items[first].with_changes(value=items[second].value)
    changed[second] = items[second].with_changes(value=items[first].value)
    return changed


def without_arg(call: cst.Call, index: int) -> cst.Call:
    """Drop one argument of a call."""
    args = without(call.args, index)
    if args and index == len(args):  # the last one keeps no comma
        args[-1] = args[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return call.with_changes(args=args)


def with_keyword(call: cst.Call, keyword: str, value: str) -> cst.Call:
    """Add a keyword argument to a call."""
    args = [arg.with_changes(comma=cst.MaybeSentinel.DEFAULT) for arg in call.args]
    equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    return call.with_changes(args=[*args, cst.Arg(cst.parse_expression(value), cst.Name(keyword), equal)])
