"""Keras models on the channel: a model's configuration and weights, from a list of allowed layers.

A model is taken apart where it lives and built anew on the other side, so that what is judged there is
arithmetic of Keras's own. Functions in it (an activation that is a lambda, say) cross as functions.
"""

import json
from typing import Any

import numpy as np

from .values import Decoder, Encoder
from .wire import WireError

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
FOREIGN = "Foreign"
_MODELS = ("Sequential", "Functional")
_CLASSES = LAYERS | {*_MODELS, "DTypePolicy", FOREIGN}
_PARTS = ("keras.initializers", "keras.regularizers", "keras.constraints")
_WIDTHS = ("units", "filters", "output_dim", "input_dim", "n")
_ARRAYS = ("__tensor__", "__numpy__", "__keras_tensor__")


def encode(model: Any, peer: Any, encoder: Encoder) -> dict[str, Any]:
    """Take a model apart.

    Parameters
    ----------
    model : keras.Model
        The model.
    peer : Peer
        Keeps references to functions.
    encoder : Encoder
        For weights.

    Returns
    -------
    dict
        What JSON can hold.
    """
    import keras
    from keras.src.models.functional import Functional

    functions: dict[str, Any] = {}
    leaves = _leaves(model)
    if len(leaves) > MOST_LAYERS:
        raise WireError("a model of more than 50 layers")
    kind = {keras.Sequential: "Sequential", Functional: "Functional"}.get(type(model), "")
    if kind:
        config = json.loads(json.dumps(model.get_config(), default=_plain))
        by_name = {layer.name: layer for layer in leaves}
        _clean(config, by_name, peer, functions)
    else:  # a class of the learner's own: the layers that it holds, and what it computes
        layers = [keras.saving.serialize_keras_object(layer) if _native(layer) else {} for layer in leaves]
        config = {"name": str(model.name)[:60], "trainable": bool(model.trainable), "layers": layers}
        config = json.loads(json.dumps(config, default=_plain))
        for position, layer in enumerate(leaves):
            config["layers"][position] = _clean_layer(config["layers"][position], layer, peer, functions)
    content = {
        "model": kind,
        "type": type(model).__name__[:60],
        "config": config,
        "built": bool(model.built),
        "weights": {
            layer.name: [encoder.encode(np.asarray(weight)) for weight in layer.weights]
            for layer in leaves
            if layer.weights and _native(layer)
        },
        "frozen": [layer.name for layer in leaves if not layer.trainable],
        "functions": functions,
        "forward": {"function": peer.own(Forward(model), [""]), "name": "model"},
        "weights now": {"function": peer.own(Weights(model), [""]), "name": "weights"},
    }
    if getattr(model, "compiled", False):
        content["compiled"] = {
            "loss": encoder.encode(getattr(model, "loss", None)),
            "optimizer": encoder.encode(getattr(model, "optimizer", None)),
        }
    return content


class Forward:
    """Calls a model for inference; kept by its owner so that the other side may compare."""

    def __init__(self, model: Any) -> None:
        self.model = model

    def __call__(self, X: Any) -> Any:
        """Compute the model's outputs.

        Parameters
        ----------
        X : ndarray
            Examples.

        Returns
        -------
        ndarray
            Outputs.
        """
        return np.asarray(self.model(X, training=False))


class Weights:
    """Gives a model's weights as they are now; a class of the learner's own has none before its first call."""

    def __init__(self, model: Any) -> None:
        self.model = model

    def __call__(self) -> dict[str, list[Any]]:
        """Give the weights of each layer.

        Returns
        -------
        dict of str to list of ndarray
            By the layer's name.
        """
        return {layer.name: [np.asarray(w) for w in layer.weights] for layer in _leaves(self.model) if _native(layer)}


def build(content: dict[str, Any], peer: Any, decoder: Decoder) -> Any:
    """Build a model of what `encode` gave.

    Parameters
    ----------
    content : dict
        From the other side.
    peer : Peer
        Recognises activations that came as functions.
    decoder : Decoder
        For weights.

    Returns
    -------
    keras.Model
        The model; a class of the learner's own comes as a Sequential of its layers that computes by asking.

    Raises
    ------
    WireError
        If it is no model, or not one that is allowed.
    """
    import keras
    from keras.src.models.functional import Functional

    kind = content["model"]
    config = content["config"]
    if not isinstance(config, dict):
        raise WireError("a model came without its configuration")
    _vet(config)
    scope = {FOREIGN: _foreign()}
    try:
        with keras.saving.custom_object_scope(scope):
            if kind == "Functional":
                model = Functional.from_config(config)
            else:
                model = keras.Sequential.from_config(config) if kind else _standing(content, config, peer, decoder)
    except Exception as error:  # Keras raises of all kinds for a configuration that does not fit together
        raise WireError(
            f"the model cannot be built from its configuration ({str(error).splitlines()[0][:120]})"
        ) from None
    leaves = {layer.name: layer for layer in _leaves(model)}
    _resolve_functions(content.get("functions") or {}, leaves, peer, decoder)
    _set_weights(content.get("weights") or {}, leaves, decoder)
    for name in content.get("frozen") or []:
        if name in leaves:
            leaves[name].trainable = False
    if compiled := content.get("compiled"):
        optimizer = decoder.decode(compiled["optimizer"])
        usable = isinstance(optimizer, keras.optimizers.Optimizer)
        model.compile(optimizer=optimizer if usable else "sgd")
        if not usable:
            object.__setattr__(model, "optimizer", optimizer)
        model.loss = decoder.decode(compiled["loss"])
    return model


def _leaves(model: Any) -> list[Any]:
    """List a model's layers, those of models inside it too."""
    found: list[Any] = []
    for layer in getattr(model, "layers", []):
        found.extend(_leaves(layer) if hasattr(layer, "layers") else [layer])
    return found


def _native(layer: Any) -> bool:
    """Tell one of Keras's own layers that are allowed."""
    import keras

    name = type(layer).__name__
    return name in LAYERS and getattr(keras.layers, name, None) is type(layer)


def _plain(value: Any) -> Any:
    """Give a number for what is one, else nothing."""
    try:
        return value.item() if hasattr(value, "item") else None
    except (ValueError, TypeError):
        return None


def _clean(tree: Any, by_name: dict[str, Any], peer: Any, functions: dict[str, Any]) -> None:
    """Go through a configuration and put each layer into a form that the other side allows."""
    for entry in tree.get("layers", []):
        inner = entry.get("config") or {}
        if "layers" in inner:
            _clean(inner, by_name, peer, functions)
            continue
        layer = by_name.get(str(inner.get("name")))
        if layer is not None:
            entry.update(_clean_layer(entry, layer, peer, functions))


def _clean_layer(entry: dict[str, Any], layer: Any, peer: Any, functions: dict[str, Any]) -> dict[str, Any]:
    """Put one layer into a form that the other side allows: functions apart, unknown kinds by name."""
    import keras

    name = layer.name
    if isinstance(layer, keras.layers.Lambda):
        functions[name] = peer.refer(layer.function)
        config = {"name": name, "activation": "linear", "trainable": True}
        return {"class_name": "Activation", "module": "keras.layers", "config": config, "registered_name": None}
    if not _native(layer):
        config = {"name": name, "kind": type(layer).__name__[:60]}
        return {"class_name": FOREIGN, "module": None, "config": config, "registered_name": FOREIGN}
    config = entry["config"]
    function = getattr(layer, "activation", None)
    if function is not None and not isinstance(config.get("activation"), (str, type(None))):
        builtin = getattr(function, "__name__", "")
        if getattr(keras.activations, builtin, None) is function:
            config["activation"] = builtin
        else:
            config["activation"] = "linear"
            functions[name] = peer.refer(function)
    elif function is not None and getattr(keras.activations, str(config.get("activation")), None) is not function:
        config["activation"] = "linear"
        functions[name] = peer.refer(function)
    for key, value in list(config.items()):
        if isinstance(value, dict) and "class_name" in value and not _allowed(value):
            config[key] = {"kernel_initializer": "glorot_uniform", "bias_initializer": "zeros"}.get(key)
    return {**entry, "module": "keras.layers", "registered_name": None}


def _allowed(entry: dict[str, Any]) -> bool:
    """Tell whether an object of a configuration is one of Keras's own parts."""
    return entry.get("class_name") in _CLASSES or entry.get("module") in _PARTS


def _vet(tree: Any, depth: int = 0) -> None:
    """Refuse a configuration that names anything but allowed layers and Keras's own initializers and the like."""
    import keras

    if depth > 40:
        raise WireError("a model came whose configuration is nested too deeply")
    if isinstance(tree, list):
        for item in tree:
            _vet(item, depth + 1)
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
        elif name not in _CLASSES:
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
        if most and any(type(n) is int and abs(n) > most for n in (value if isinstance(value, list) else [value])):
            raise WireError(f"a model came with {str(key)[:40]} above {most:,}")
        _vet(value, depth + 1)


def _foreign() -> type:
    """Make the layer that stands for one of an unknown kind: it has the kind's name and changes nothing."""
    import keras

    class Foreign(keras.layers.Layer):
        def __init__(self, kind: str = "Layer", **settings: Any) -> None:
            super().__init__(**settings)
            name = str(kind)[:60]
            self.__class__ = type(name if name.isidentifier() else "Layer", (Foreign,), {})

        def call(self, inputs: Any) -> Any:
            return inputs

        @classmethod
        def from_config(cls, config: dict[str, Any]) -> Any:
            return cls(kind=config.get("kind", "Layer"), name=config.get("name"))

    return Foreign


def _standing(content: dict[str, Any], config: dict[str, Any], peer: Any, decoder: Decoder) -> Any:
    """Make a Sequential of a foreign model's layers that computes what the model itself computes."""
    import keras
    import tensorflow as tf

    forward, weights = decoder.decode(content["forward"]), decoder.decode(content["weights now"])
    asked: list[Any] = []

    class Standing(keras.Sequential):
        def __call__(self, inputs: Any, *_: Any, **__: Any) -> Any:
            outputs = np.asarray(forward(np.asarray(inputs, dtype=np.float32)), dtype=np.float32)
            if not asked:  # its first call may be what gave it weights
                asked.append(weights())
                now = asked[0] if isinstance(asked[0], dict) else {}
                _give({str(k): list(v) for k, v in now.items()}, {layer.name: layer for layer in _leaves(self)})
            return tf.constant(outputs)

    layers = [keras.saving.deserialize_keras_object(entry) for entry in config["layers"]]
    model = Standing(name="".join(c for c in str(config.get("name")) if c.isalnum() or c == "_") or "model")
    for layer in layers:
        if not isinstance(layer, keras.layers.InputLayer):
            model.add(layer)
    return model


def _resolve_functions(functions: dict[str, Any], leaves: dict[str, Any], peer: Any, decoder: Decoder) -> None:
    """Put the activations that came as functions into their layers."""
    import keras
    import tensorflow as tf

    for name, reference in functions.items():
        if name not in leaves or reference is None:
            continue
        function = decoder.decode(reference)
        known = peer.name_activation(function)
        if known:
            leaves[name].activation = keras.activations.get(known)
            continue

        def asked(z: Any, function: Any = function) -> Any:
            result = tf.numpy_function(lambda a: np.asarray(function(a), dtype=np.float32), [z], tf.float32)
            return tf.ensure_shape(result, z.shape)

        leaves[name].activation = asked


def _set_weights(weights: dict[str, Any], leaves: dict[str, Any], decoder: Decoder) -> None:
    """Give the layers the weights that came with the model."""
    _give({name: [decoder.decode(part) for part in parts] for name, parts in weights.items()}, leaves)


def _give(weights: dict[str, list[Any]], leaves: dict[str, Any]) -> None:
    """Give the layers their weights, built first where they are not."""
    total = 0
    for name, arrays in weights.items():
        if any(not isinstance(array, np.ndarray) or array.dtype.kind not in "fiub" for array in arrays):
            raise WireError("a model came with weights that are no numbers")
        total += sum(array.size for array in arrays)
        if total > MOST_NUMBERS:
            raise WireError("a model of more than 20 million weights")
        layer = leaves.get(name)
        if layer is None:
            continue
        if not layer.built and arrays and arrays[0].ndim == 2:
            layer.build((None, arrays[0].shape[0]))
        if [tuple(weight.shape) for weight in layer.weights] != [array.shape for array in arrays]:
            raise WireError(f"the weights of layer {name[:40]} have other shapes than the layer")
        layer.set_weights(arrays)
