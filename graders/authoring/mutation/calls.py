"""Operators on calls: neighbours, arguments, axis, keepdims, dtypes, calls left out or made twice."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from graders.authoring.mutation.edits import (
    Edit,
    Place,
    called,
    last_name,
    negative,
    of_module,
    operator,
    parse,
    positional,
    receiver,
    renamed,
    source,
    swapped,
    with_keyword,
    without_arg,
    wrapped,
)

# Functions that are easily taken for one another. The last part of the name decides, so that a family holds for
# NumPy, for TensorFlow and for methods.
FAMILIES: tuple[tuple[str, ...], ...] = (
    ("sum", "mean", "max", "min", "prod"),
    ("reduce_sum", "reduce_mean", "reduce_max", "reduce_min", "reduce_prod"),
    ("argmax", "argmin"),
    ("exp", "log", "expm1", "exp2"),
    ("log", "exp", "log1p", "log2", "log10"),
    ("zeros", "ones"),
    ("zeros_like", "ones_like"),
    ("maximum", "minimum"),
    ("abs", "square"),
    ("sqrt", "square"),
    ("floor", "ceil", "round"),
    ("dot", "outer", "multiply"),
    ("matmul", "multiply"),
    ("append", "extend"),
    ("softmax", "sigmoid", "relu", "log_softmax"),
    ("sigmoid", "tanh", "relu"),
    ("relu", "sigmoid", "tanh"),
    ("normal", "uniform", "truncated_normal"),
    ("standard_normal", "random"),
    ("Variable", "constant"),
    ("permutation", "sort"),
    ("items", "keys", "values"),
    ("stack", "concatenate"),
    ("vstack", "hstack"),
    ("softmax_cross_entropy_with_logits", "sigmoid_cross_entropy_with_logits"),
    ("SparseCategoricalCrossentropy", "CategoricalCrossentropy", "BinaryCrossentropy", "MeanSquaredError"),
    ("CategoricalCrossentropy", "SparseCategoricalCrossentropy", "BinaryCrossentropy", "MeanSquaredError"),
    ("BinaryCrossentropy", "CategoricalCrossentropy", "MeanSquaredError"),
    ("Adam", "SGD", "RMSprop"),
    ("RMSprop", "SGD", "Adam"),
    ("SGD", "Adam", "RMSprop"),
)
NEIGHBOURS = {family[0]: family[1:] for family in reversed(FAMILIES)} | {
    name: tuple(other for other in family if other != name)
    for family in (FAMILIES[0], FAMILIES[1], FAMILIES[2], FAMILIES[5], FAMILIES[6], FAMILIES[7], FAMILIES[10])
    for name in family
}
ABSENT = {"np": {"truncated_normal", "log_softmax", "sigmoid", "relu", "softmax"}, "tf": {"exp2", "log2", "log10"}}
BUILT_IN = frozenset({"sum", "max", "min", "abs", "round", "len"})  # a plain name only stands for these
REDUCTIONS = frozenset({*FAMILIES[0], *FAMILIES[1], *FAMILIES[2]})
MAKERS = frozenset({*BUILT_IN, "range", "arange", "zeros", "ones", "array", "asarray", "default_rng"})  # not of arrays
IDEMPOTENT = frozenset(
    {"relu", "abs", "tuple", "list", "sorted", "unique", "floor", "ceil"}
)  # twice is as good as once
COMMUTATIVE = frozenset({"maximum", "minimum", "multiply", "add"})
TRANSPARENT = frozenset({"astype", "copy", "ravel", "flatten", "reshape", "numpy", "transpose", "squeeze"})
ENTRY_BY_ENTRY = frozenset({"exp", "log", "maximum", "minimum", "abs", "square", "sqrt"})
UFUNCS: dict[type[cst.BaseBinaryOp], str] = {
    cst.Add: "np.add",
    cst.Subtract: "np.subtract",
    cst.Multiply: "np.multiply",
    cst.Divide: "np.divide",
}
DTYPES = {
    "int": ("float", "bool"),
    "float": ("int",),
    "bool": ("int",),
    "float32": ("float64", "int32"),
    "float64": ("float32", "int64"),
    "int32": ("float32",),
    "int64": ("float64",),
}


@operator
def call(node: cst.CSTNode, place: Place) -> Iterator[cst.CSTNode]:
    """Call a neighbour: ``mean`` for ``sum``, ``log`` for ``exp``, ``ones`` for ``zeros``."""
    if not isinstance(node, cst.Call):
        return
    module = node.func
    while isinstance(module, cst.Attribute):
        module = module.value
    absent = ABSENT.get(source(module), set())
    for other in NEIGHBOURS.get(called(node), ()):
        if other in absent or (isinstance(node.func, cst.Name) and node.func.value in BUILT_IN and other == "mean"):
            continue
        yield node.with_changes(func=renamed(node.func, other))


@operator
def call_dropped(node: cst.CSTNode, place: Place) -> Iterator[cst.CSTNode]:
    """Take a function's first argument, or a method's object, in place of its result."""
    if not isinstance(node, cst.Call):
        return
    thing = receiver(node)
    if thing is not None:
        if called(node) in TRANSPARENT | REDUCTIONS:
            yield wrapped(thing)
    elif positional(node) and not isinstance(place.parent, cst.Expr):  # a bare line is removed by another operator
        yield wrapped(node.args[positional(node)[0]].value)


@operator
def call_doubled(node: cst.CSTNode, place: Place) -> Iterator[cst.CSTNode]:
    """Call a function of one array on its own result: an activation applied twice."""
    if not isinstance(node, cst.Call) or receiver(node) is not None or not positional(node):
        return
    if called(node) not in MAKERS | REDUCTIONS | IDEMPOTENT and not called(node)[:1].isupper():
        first = positional(node)[0]
        if len(positional(node)) == 1 and not isinstance(node.args[first].value, (cst.List, cst.Tuple)):
            args = [*node.args]
            args[first] = args[first].with_changes(value=node)
            yield node.with_changes(args=args)


@operator
def result_negated(node: cst.CSTNode, place: Place) -> Iterator[cst.CSTNode]:
    """Put a minus sign before what a function returns."""
    if isinstance(node, cst.Return) and node.value is not None and not isinstance(node.value, cst.Tuple):
        yield node.with_changes(value=negative(node.value))


@operator
def arguments_swapped(node: cst.CSTNode, place: Place) -> Iterator[cst.CSTNode]:
    """Exchange two arguments that stand side by side, where their order matters."""
    if isinstance(node, cst.Call) and called(node) not in COMMUTATIVE:
        for k in range(len(node.args) - 1):
            first, second = node.args[k], node.args[k + 1]
            keywords = {arg.keyword.value if arg.keyword else "" for arg in (first, second)}
            if first.star or second.star or ("" in keywords and len(keywords) > 1):
                continue
            if keywords & {"axis", "keepdims", "activation", "name"}:
                continue  # what they are given never fits the other
            if source(first.value) != source(second.value):
                yield node.with_changes(args=swapped(node.args, k, k + 1))


@operator
def argument_dropped(node: cst.CSTNode, place: Place) -> Iterator[cst.CSTNode]:
    """Leave a keyword argument out, or the last of several arguments: the default counts then."""
    if isinstance(node, cst.Call):
        places = positional(node)
        for k, arg in enumerate(node.args):
            if arg.keyword is not None and arg.keyword.value not in ("axis", "keepdims"):
                yield without_arg(node, k)
        if len(places) > 1:
            yield without_arg(node, places[-1])


@operator
def axis(node: cst.CSTNode, place: Place) -> Iterator[cst.CSTNode | Edit]:
    """Reduce over another axis, or over all of them."""
    if not isinstance(node, cst.Call):
        return
    for k, arg in enumerate(node.args):
        if arg.keyword is None or arg.keyword.value != "axis":
            continue
        number = source(arg.value)
        others = {"0": ["1", "-1"], "1": ["0"], "-1": ["0", "-2"], "-2": ["-1"]}.get(number, ["0", "1"])
        for other in others:
            if other != number:
                yield Edit(arg, arg.with_changes(value=parse(other)), arg)
        yield Edit(node, without_arg(node, k), arg)


@operator
def keepdims(node: cst.CSTNode, place: Place) -> Iterator[cst.CSTNode]:
    """Keep the reduced axis where it was dropped, drop it where it was kept."""
    if not isinstance(node, cst.Call):
        return
    given = {arg.keyword.value: k for k, arg in enumerate(node.args) if arg.keyword}
    if "keepdims" in given:
        yield without_arg(node, given["keepdims"])
    elif "axis" in given and called(node) in REDUCTIONS:
        yield with_keyword(node, "keepdims", "True")


@operator
def dtype(node: cst.CSTNode, place: Place) -> Iterator[cst.CSTNode]:
    """Use another number type."""
    if not isinstance(node, (cst.Name, cst.Attribute)) or last_name(node) not in DTYPES:
        return
    if isinstance(node, cst.Name) and not isinstance(place.parent, cst.Arg):
        return  # the last part of a dotted name, or a call of int()
    if isinstance(node, cst.Attribute) and not of_module(node):
        return
    for other in DTYPES[last_name(node)]:
        yield renamed(node, other)


@operator
def in_place(node: cst.CSTNode, place: Place) -> Iterator[cst.CSTNode]:
    """Write a result into the argument that it was computed from, as ``z -= np.max(z)`` does."""
    if isinstance(node, cst.BinaryOperation) and type(node.operator) in UFUNCS:
        function = cst.parse_expression(UFUNCS[type(node.operator)])
        node = cst.Call(function, [cst.Arg(node.left), cst.Arg(node.right)])
    elif not isinstance(node, cst.Call) or not of_module(node.func) or called(node) not in ENTRY_BY_ENTRY:
        return
    for k in positional(node):
        value = node.args[k].value
        if isinstance(value, cst.Name) and value.value in place.arguments:
            yield with_keyword(node, "out", value.value)


@operator
def default_dropped(node: cst.CSTNode, place: Place) -> Iterator[cst.CSTNode]:
    """Make an argument that has a default required."""
    if isinstance(node, cst.Param) and node.default is not None and m.matches(node, m.Param(annotation=None)):
        yield node.with_changes(default=None, equal=cst.MaybeSentinel.DEFAULT)
