"""Operators on models: activations, losses and optimizers by name, and what a layer is given."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from graders.authoring.mutation.edits import Place, called, operator, with_keyword

ACTIVATIONS = ("sigmoid", "relu", "tanh", "linear", "softmax")
LOSSES = ("categorical_crossentropy", "sparse_categorical_crossentropy", "binary_crossentropy", "mean_squared_error")
OPTIMIZERS = ("adam", "rmsprop", "sgd")
CHOICES = {"activation": ACTIVATIONS, "loss": LOSSES, "optimizer": OPTIMIZERS}
SHORT_LOSSES = {"mse": "mean_squared_error", "crossentropy": "categorical_crossentropy"}
LAYERS = frozenset({"Dense", "Conv2D"})
SPOILED = (
    ("use_bias", "False"),
    ("trainable", "False"),
    ("kernel_initializer", '"zeros"'),
    ("kernel_initializer", '"ones"'),
    ("activation", '"sigmoid"'),
    ("activation", '"relu"'),
)


def spelt_choice(node: cst.SimpleString, place: Place) -> bool:
    """Tell whether a text names one of the things that `spelling` exchanges."""
    return bool(_choices(node, place))


@operator
def spelling(node: cst.CSTNode, place: Place) -> Iterator[cst.CSTNode]:
    """Name another activation, loss or optimizer."""
    if isinstance(node, cst.SimpleString):
        for other in _choices(node, place):
            yield node.with_changes(value=f'"{other}"')


def _choices(node: cst.SimpleString, place: Place) -> list[str]:
    """List the other texts that could stand where one names an activation, a loss or an optimizer."""
    value = str(node.evaluated_value)
    family = CHOICES.get(place.keyword, ())
    if called(place.parents[1] if len(place.parents) > 1 else None) == "Activation":
        family = ACTIVATIONS
    known = SHORT_LOSSES.get(value.lower(), value.lower())
    return [other for other in family if other != known] if known in family else []


@operator
def layer(node: cst.CSTNode, place: Place) -> Iterator[cst.CSTNode]:
    """Take a layer's bias, freeze it, start it from equal weights, give it an activation it has not."""
    if isinstance(node, cst.Call) and called(node) in LAYERS:
        given = {arg.keyword.value for arg in node.args if arg.keyword}
        for keyword, value in SPOILED:
            if keyword not in given:
                yield with_keyword(node, keyword, value)


@operator
def layer_inserted(node: cst.CSTNode, place: Place) -> Iterator[cst.CSTNode]:
    """Put a layer that changes what is computed, or learned, behind another one of a list."""
    if not isinstance(node, cst.List):
        return
    elements = list(node.elements)
    for k, element in enumerate(elements):
        if called(element.value) in LAYERS:
            comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
            before = [*elements[:k], element.with_changes(comma=comma)]
            more = cst.Element(cst.parse_expression("keras.layers.Dropout(0.5)"), comma)
            yield node.with_changes(elements=[*before, more, *elements[k + 1 :]])
