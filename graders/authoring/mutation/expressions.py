"""Operators on expressions: comparisons, arithmetic, signs, constants, indices, names, sequences."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from graders.authoring.mutation.edits import (
    Place,
    called,
    last_name,
    negative,
    operator,
    parse,
    source,
    swapped,
    without,
    wrapped,
)
from graders.authoring.mutation.layers import spelt_choice

COMPARISONS = (cst.LessThan, cst.LessThanEqual, cst.GreaterThan, cst.GreaterThanEqual, cst.Equal, cst.NotEqual)
OPPOSITES: dict[type[cst.BaseCompOp], type[cst.BaseCompOp]] = {
    cst.Is: cst.IsNot,
    cst.IsNot: cst.Is,
    cst.In: cst.NotIn,
    cst.NotIn: cst.In,
}
NEIGHBOURS: dict[type[cst.BaseBinaryOp], tuple[type[cst.BaseBinaryOp], ...]] = {
    cst.Add: (cst.Subtract, cst.Multiply),
    cst.Subtract: (cst.Add, cst.Divide),
    cst.Multiply: (cst.Add, cst.Divide, cst.MatrixMultiply),
    cst.Divide: (cst.Multiply, cst.FloorDivide, cst.Subtract),
    cst.FloorDivide: (cst.Divide, cst.Multiply, cst.Modulo),
    cst.Modulo: (cst.FloorDivide, cst.Multiply),
    cst.Power: (cst.Multiply, cst.Add),
    cst.MatrixMultiply: (cst.Multiply,),
}
AUGMENTED: dict[type[cst.BaseAugOp], tuple[type[cst.BaseAugOp], ...]] = {
    cst.AddAssign: (cst.SubtractAssign, cst.MultiplyAssign),
    cst.SubtractAssign: (cst.AddAssign, cst.MultiplyAssign),
    cst.MultiplyAssign: (cst.DivideAssign, cst.AddAssign),
    cst.DivideAssign: (cst.MultiplyAssign,),
}
COMMUTATIVE = (cst.Add, cst.Multiply)
OWN_OPERATORS = ("axis", "keepdims")  # keywords that `calls` changes with more knowledge


@operator
def comparison(node: cst.CSTNode, place: Place) -> Iterator[cst.CSTNode]:
    """Put another comparison in the place of one: ``<=`` for ``<``, ``!=`` for ``==``."""
    if not isinstance(node, cst.Comparison):
        return
    for k, part in enumerate(node.comparisons):
        kind = type(part.operator)
        others = [c for c in COMPARISONS if c is not kind] if kind in COMPARISONS else [OPPOSITES[kind]]
        for other in others:
            changed = [*node.comparisons]
            changed[k] = part.with_changes(operator=other())
            yield node.with_changes(comparisons=changed)


@operator
def arithmetic(node: cst.CSTNode, place: Place) -> Iterator[cst.CSTNode]:
    """Put another arithmetic operator in the place of one: ``-`` for ``+``, ``*`` for ``@``, ``-=`` for ``+=``."""
    if isinstance(node, cst.BinaryOperation):
        for other in NEIGHBOURS.get(type(node.operator), ()):
            yield wrapped(node.with_changes(left=wrapped(node.left), operator=other(), right=wrapped(node.right)))
    elif isinstance(node, cst.AugAssign):
        for other_augmented in AUGMENTED.get(type(node.operator), ()):
            yield node.with_changes(operator=other_augmented())
        yield cst.Assign([cst.AssignTarget(node.target)], node.value)


@operator
def operand_dropped(node: cst.CSTNode, place: Place) -> Iterator[cst.CSTNode]:
    """Leave one side of an operation: ``A @ W`` for ``A @ W + b``."""
    if isinstance(node, (cst.BinaryOperation, cst.BooleanOperation)):
        yield wrapped(node.left)
        right_is_subtracted = isinstance(node.operator, cst.Subtract)
        yield negative(node.right) if right_is_subtracted else wrapped(node.right)


@operator
def operands_swapped(node: cst.CSTNode, place: Place) -> Iterator[cst.CSTNode]:
    """Exchange the sides of an operation whose order matters: ``b - a`` for ``a - b``."""
    if isinstance(node, cst.BinaryOperation) and not isinstance(node.operator, COMMUTATIVE):
        yield wrapped(node.with_changes(left=wrapped(node.right), right=wrapped(node.left)))


@operator
def sign(node: cst.CSTNode, place: Place) -> Iterator[cst.CSTNode]:
    """Drop a minus sign, or a ``not``."""
    if isinstance(node, cst.UnaryOperation) and not isinstance(node.expression, cst.BaseNumber):
        yield wrapped(node.expression)


@operator
def logic(node: cst.CSTNode, place: Place) -> Iterator[cst.CSTNode]:
    """Exchange ``and`` with ``or``; turn a condition round, or make it always or never hold."""
    if isinstance(node, cst.BooleanOperation):
        yield wrapped(node.with_changes(operator=cst.Or() if isinstance(node.operator, cst.And) else cst.And()))
    elif isinstance(node, (cst.If, cst.While)):
        if not isinstance(node.test, cst.Comparison):  # a comparison is turned round by its own operator
            yield node.with_changes(test=cst.UnaryOperation(cst.Not(), wrapped(node.test)))
        if isinstance(node, cst.If):
            yield node.with_changes(test=cst.Name("True"))
        yield node.with_changes(test=cst.Name("False"))
    elif isinstance(node, cst.IfExp):
        yield wrapped(node.body)
        yield wrapped(node.orelse)
    elif isinstance(node, cst.CompFor) and node.ifs:
        yield node.with_changes(ifs=[])


@operator
def number(node: cst.CSTNode, place: Place) -> Iterator[cst.CSTNode]:
    """Change a whole number by one; make a fraction 0 or 1, turn its sign, double it, halve it, change it by 1 %."""
    if not isinstance(node, (cst.Integer, cst.Float)) or place.keyword in OWN_OPERATORS:
        return
    value = cst.ensure_type(node, type(node)).evaluated_value
    if isinstance(value, int):
        values: list[float] = [value + 1, value - 1]
        if abs(value) == 1 and not _of_shape(place):
            values.append(-value)
    else:
        values = [0.0, 1.0, -value, 2 * value, value / 2]
        if abs(value) > 1e-6:
            values.append(float(f"{1.01 * value:.12g}"))
    for other in dict.fromkeys(values):
        if other != value:
            yield parse(repr(other))


def _of_shape(place: Place) -> bool:
    """Tell whether a number picks from a shape; of a matrix's, the last is the second."""
    return any(m.matches(part, m.Subscript(value=m.Attribute(attr=m.Name("shape")))) for part in place.parents[:3])


@operator
def boolean(node: cst.CSTNode, place: Place) -> Iterator[cst.CSTNode]:
    """Exchange True and False."""
    if isinstance(node, cst.Name) and node.value in ("True", "False") and place.keyword not in OWN_OPERATORS:
        yield cst.Name("False" if node.value == "True" else "True")


@operator
def text(node: cst.CSTNode, place: Place) -> Iterator[cst.CSTNode]:
    """Change a piece of text; what names an activation, a loss or the like is left to `layers`."""
    if isinstance(node, cst.SimpleString) and isinstance(node.evaluated_value, str):
        if not spelt_choice(node, place):
            yield node.with_changes(value=repr(f"{node.evaluated_value}_"))
    elif isinstance(node, cst.FormattedStringText):
        yield node.with_changes(value=f"{node.value}_")


@operator
def index(node: cst.CSTNode, place: Place) -> Iterator[cst.CSTNode]:
    """Take the whole array in place of a part, exchange two indices, drop the bound of a slice."""
    if isinstance(node, cst.Slice):
        for part in ("lower", "upper", "step"):
            if getattr(node, part) is not None:
                yield node.with_changes(**{part: None})
    elif isinstance(node, cst.Subscript):
        stored = isinstance(place.parent, (cst.AssignTarget, cst.AugAssign, cst.AnnAssign))
        if not stored:
            yield node.value
        parts = list(node.slice)
        for k in range(len(parts) - 1):
            changed = [*parts]
            changed[k] = parts[k].with_changes(slice=parts[k + 1].slice)
            changed[k + 1] = parts[k + 1].with_changes(slice=parts[k].slice)
            yield node.with_changes(slice=changed)


@operator
def name(node: cst.CSTNode, place: Place) -> Iterator[cst.CSTNode]:
    """Use a variable that differs by its number or by upper case only: ``W1`` for ``W2``, ``x`` for ``X``."""
    if not isinstance(node, cst.Name) or isinstance(place.parent, (cst.Param, cst.AssignTarget, cst.FunctionDef)):
        return
    if isinstance(place.parent, cst.Attribute) and place.parent.attr is node:
        return
    if isinstance(place.parent, cst.Arg) and place.parent.keyword is node:
        return
    stem = _stem(node.value)
    for other in sorted(place.names):
        if other != node.value and _stem(other) == stem:
            yield cst.Name(other)


def _stem(variable: str) -> str:
    """Reduce a name to what it shares with its neighbours."""
    return re.sub(r"\d+$", "#", variable).lower()


@operator
def sequence(node: cst.CSTNode, place: Place) -> Iterator[cst.CSTNode]:
    """Exchange two neighbours of a list or tuple, drop an element, or take a call twice."""
    if not isinstance(node, (cst.List, cst.Tuple)) or isinstance(
        place.parent, (cst.AssignTarget, cst.For, cst.CompFor)
    ):
        return
    if _is_shape(node, place):
        return
    elements = list(node.elements)
    for k in range(len(elements) - 1):
        if source(elements[k].value) != source(elements[k + 1].value):
            yield node.with_changes(elements=swapped(elements, k, k + 1))
    for k, element in enumerate(elements):
        if len(elements) > 1:
            rest = without(elements, k)
            if isinstance(node, cst.Tuple) and len(rest) == 1:
                rest[0] = rest[0].with_changes(comma=cst.Comma())
            yield node.with_changes(elements=rest)
        if isinstance(element.value, cst.Call):
            comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
            yield node.with_changes(elements=[*elements[:k], element.with_changes(comma=comma), *elements[k:]])


def _is_shape(node: cst.List | cst.Tuple, place: Place) -> bool:
    """Tell whether a tuple of one number is a shape, which `number` changes."""
    return len(node.elements) == 1 and m.matches(node.elements[0].value, m.Integer())


@operator
def transpose(node: cst.CSTNode, place: Place) -> Iterator[cst.CSTNode]:
    """Drop ``.T``, or add it to a factor of a matrix product."""
    if isinstance(node, cst.Attribute) and node.attr.value == "T":
        yield node.value
    elif isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.MatrixMultiply):
        for side in ("left", "right"):
            factor = getattr(node, side)
            if not m.matches(factor, m.Attribute(attr=m.Name("T"))):
                yield wrapped(node.with_changes(**{side: cst.Attribute(wrapped(factor), cst.Name("T"))}))


@operator
def loop(node: cst.CSTNode, place: Place) -> Iterator[cst.CSTNode]:
    """Leave the first or the last round of a loop out, or all rounds but the first."""
    if isinstance(node, (cst.For, cst.CompFor)):
        rounds = source(node.iter)
        if called(node.iter) == "range" and last_name(cst.ensure_type(node.iter, cst.Call).func) == "range":
            whole = rounds
        else:
            whole = f"list({rounds})"
        for part in ("[1:]", "[:-1]", "[:1]"):
            yield node.with_changes(iter=cst.parse_expression(f"{whole}{part}"))
