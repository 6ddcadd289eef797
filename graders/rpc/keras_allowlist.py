"""Which Keras layers may cross, how large a model may be, and the layer that represents others."""

import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from graders.rpc.framing import WireError

LAYERS = frozenset(
    {
        "InputLayer",
        "Dense",
        "Activation",
        "ReLU",
        "LeakyReLU",
        "ELU",
        "PReLU",
        "Softmax",
        "Flatten",
        "Reshape",
        "Permute",
        "Identity",
        "Dropout",
        "GaussianNoise",
        "GaussianDropout",
        "BatchNormalization",
        "LayerNormalization",
        "Rescaling",
        "Normalization",
        "UnitNormalization",
        "ActivityRegularization",
        "Conv1D",
        "Conv2D",
        "MaxPooling1D",
        "MaxPooling2D",
        "AveragePooling1D",
        "AveragePooling2D",
        "GlobalAveragePooling1D",
        "GlobalAveragePooling2D",
        "GlobalMaxPooling1D",
        "GlobalMaxPooling2D",
        "ZeroPadding2D",
        "SimpleRNN",
        "GRU",
        "LSTM",
        "Embedding",
        "Add",
        "Subtract",
        "Multiply",
        "Average",
        "Maximum",
        "Concatenate",
        "Dot",
        "EinsumDense",
        "RepeatVector",
    }
)
MOST_LAYERS = 50
MOST_NUMBERS = 20_000_000
PLAIN_WIDTH = 1_024  # up to this width, layers of at most width × width weights need no measuring
FOREIGN = "Foreign"
_MODELS = ("Sequential", "Functional")
CLASSES = LAYERS | {*_MODELS, "DTypePolicy", FOREIGN}
_PARTS = ("keras.initializers", "keras.regularizers", "keras.constraints")
_WIDTHS = ("units", "filters", "output_dim", "input_dim", "n")
_MANY_WEIGHTS = frozenset({"Conv1D", "Conv2D", "SimpleRNN", "GRU", "LSTM", "EinsumDense", "Flatten", "Reshape"})
_ARRAYS = ("__tensor__", "__numpy__", "__keras_tensor__")


def allowed(entry: dict[str, Any]) -> bool:
    """Tell whether an object in a configuration is one of Keras's own parts.

    Parameters
    ----------
    entry : dict
        From a configuration.

    Returns
    -------
    bool
        Whether it may cross.
    """
    return entry.get("class_name") in CLASSES or entry.get("module") in _PARTS


def vet(tree: Any, depth: int = 0) -> None:
    """Refuse a configuration that names anything but allowed layers and Keras's own initializers and the like.

    Parameters
    ----------
    tree : object
        A part of the configuration; changed in place so that each class is looked up in Keras itself.
    depth : int
        How deep inside the configuration it lies.

    Raises
    ------
    WireError
        Naming what is not allowed.
    """
    import keras

    if depth > 40:
        raise WireError("a model came with a configuration that is nested too deeply")
    if isinstance(tree, list):
        for item in tree:
            vet(item, depth + 1)
        return
    if not isinstance(tree, dict):
        return
    if "class_name" in tree:
        name, module = tree["class_name"], tree.get("module")
        if name in _ARRAYS:
            if name != "__keras_tensor__":
                raise WireError("a model came with arrays in its configuration")
        elif module in _PARTS:
            part = getattr(keras, module.split(".")[1])
            if not isinstance(getattr(part, str(name), None), type):
                raise WireError(f"a model came with an unknown part, {str(name)[:40]}")
        elif name not in CLASSES:
            raise WireError(f"a model came with a layer that is not allowed here, {str(name)[:40]}")
        elif name != FOREIGN:
            tree["module"] = {
                "DTypePolicy": "keras",
                "Sequential": "keras",
                "Functional": "keras.src.models.functional",
            }.get(name, "keras.layers")
            tree["registered_name"] = None
        tree.pop("compile_config", None)
    for key, value in tree.items():
        most = None if key == "seed" else 4_096 if key in _WIDTHS else 100_000
        if most and any(abs(n) > most for n in _whole(value if isinstance(value, list) else [value])):
            raise WireError(f"a model came with {str(key)[:40]} above {most:,}")
        vet(value, depth + 1)


def _whole(values: Iterable[Any]) -> Iterator[int]:
    """Filter the integers out of some values."""
    return (value for value in values if type(value) is int)


def numbers(tree: Any) -> Iterator[int]:
    """Yield every integer of a configuration, seeds excepted.

    Parameters
    ----------
    tree : object
        A part of the configuration.

    Yields
    ------
    int
        In the order of the configuration.
    """
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key != "seed":
                yield from numbers(value)
    elif isinstance(tree, list):
        for item in tree:
            yield from numbers(item)
    else:
        yield from _whole([tree])


def kinds(tree: Any) -> Iterator[str]:
    """Yield the name of every class in a configuration.

    Parameters
    ----------
    tree : object
        A part of the configuration.

    Yields
    ------
    str
        Inner classes before the one that holds them.
    """
    for item in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from kinds(item)
    if isinstance(tree, dict) and "class_name" in tree:
        yield str(tree["class_name"])


def leaves(model: Any) -> list[Any]:
    """List a model's layers, including those of models inside it."""
    found: list[Any] = []
    for layer in getattr(model, "layers", []):
        found.extend(leaves(layer) if hasattr(layer, "layers") else [layer])
    return found


def base_layer(layer: Any) -> type | None:
    """Give the allowed class of Keras's own that a layer is an instance of, if any."""
    import keras

    return next(
        (k for k in type(layer).__mro__ if k.__name__ in LAYERS and getattr(keras.layers, k.__name__, None) is k), None
    )


def measure(config: dict[str, Any], make: Callable[[], Any]) -> None:
    """Refuse a model that would have too many layers or weights, before it is built.

    Parameters
    ----------
    config : dict
        Its configuration, from `vet`.
    make : callable
        Builds the model.

    Raises
    ------
    WireError
        If it is too large.
    """
    import keras
    from keras.src.backend.common import global_state

    names = list(kinds(config))
    if sum(name in LAYERS or name == FOREIGN for name in names) > MOST_LAYERS:
        raise WireError(f"a model of more than {MOST_LAYERS} layers")
    if not set(names) & _MANY_WEIGHTS and max(numbers(config), default=0) <= PLAIN_WIDTH:
        return  # no combination of such layers exceeds the limit
    # Keras keeps one list of variables to initialize at the end of any later scope. This model's go onto a list of
    # our own, so that none of them is ever allocated.
    waiting = global_state.get_global_attribute("uninitialized_variables")
    global_state.set_global_attribute("uninitialized_variables", [])
    try:
        with keras.StatelessScope(initialize_variables=False):  # variables have shapes in there, but no values
            size = sum(math.prod(weight.shape) for weight in make().weights)
    finally:
        global_state.set_global_attribute("uninitialized_variables", waiting)
    if size > MOST_NUMBERS:
        raise WireError(f"a model of {size:,} weights; at most {MOST_NUMBERS:,} are accepted")


def foreign() -> type:
    """Make the layer class that represents layers of an unknown class: it takes their name and passes its input on.

    Returns
    -------
    type
        A layer class.
    """
    import keras

    class Foreign(keras.layers.Layer):
        def __init__(self, kind: str = "Layer", **settings: Any) -> None:
            super().__init__(**settings)
            name = str(kind)[:60] if str(kind)[:60].isidentifier() else "Layer"
            self.__class__ = type(f"Own{name}" if name in CLASSES else name, (Foreign,), {})

        def call(self, inputs: Any) -> Any:
            return inputs

        @classmethod
        def from_config(cls, config: dict[str, Any]) -> Any:
            return cls(kind=config.get("kind", "Layer"), name=config.get("name"))

    return Foreign
