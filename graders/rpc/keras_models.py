"""Keras models on the channel: a model's configuration and weights, from a list of allowed layers.

A model is taken apart where it lives and built anew on the other side, so that what is judged there is
arithmetic of Keras's own. Functions in it (an activation that is a lambda, say) cross as functions.
"""

import copy
import json
from typing import Any

import numpy as np

from graders.rpc import keras_allowlist as rules
from graders.rpc.codec import Decoder, Encoder
from graders.rpc.framing import WireError
from graders.rpc.keras_allowlist import LAYERS, MOST_LAYERS, MOST_NUMBERS


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
    if any(not _native(layer) and _base(layer) for layer in leaves):
        kind = ""  # only asking tells what a class of the learner's own computes
    if kind:
        config = json.loads(json.dumps(model.get_config(), default=_plain))
        by_name = {layer.name: layer for layer in leaves}
        _clean(config, by_name, peer, functions)
    else:  # a class of the learner's own: the layers that it holds, and what it computes
        layers = [_entry(layer) for layer in leaves]
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
            if layer.weights and _base(layer)
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
            "weights": encoder.encode(_loss_weights(model)),
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
        return {layer.name: [np.asarray(w) for w in layer.weights] for layer in _leaves(self.model) if _base(layer)}


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
    rules.vet(config)
    builder = {"Functional": Functional, "Sequential": keras.Sequential}.get(kind)

    def make() -> Any:
        if builder is None:
            return _standing(content, copy.deepcopy(config), peer, decoder)
        return builder.from_config(copy.deepcopy(config))

    try:
        with keras.saving.custom_object_scope({rules.FOREIGN: rules.foreign()}):
            rules.measure(config, make)
            model = make()
    except WireError:
        raise
    except Exception as error:  # Keras raises of all kinds for a configuration that does not fit together
        why = " ".join(str(error).split())[:120]
        raise WireError(f"the model cannot be built from its configuration ({why})") from None
    leaves = {layer.name: layer for layer in _leaves(model)}
    _resolve_functions(content.get("functions") or {}, leaves, peer, decoder)
    _set_weights(content.get("weights") or {}, leaves, decoder)
    for name in content.get("frozen") or []:
        if name in leaves:
            leaves[name].trainable = False
    if compiled := content.get("compiled"):
        optimizer = decoder.decode(compiled["optimizer"])
        usable = isinstance(optimizer, keras.optimizers.Optimizer)
        weights = decoder.decode(compiled.get("weights"))
        model.compile(optimizer=optimizer if usable else "sgd", loss_weights=_vetted_loss_weights(weights))
        if not usable:
            object.__setattr__(model, "optimizer", optimizer)
        model.loss = decoder.decode(compiled["loss"])
    return model


def _loss_weights(model: Any) -> Any:
    """Give what `compile` was told to multiply the losses by, in the form it was said."""
    return getattr(getattr(model, "_compile_config", None), "config", {}).get("loss_weights")


def _vetted_loss_weights(weights: Any) -> Any:
    """Take a number, or a list or dict of a few."""
    if weights is None:
        return None
    numbers = list(weights.values()) if isinstance(weights, dict) else weights
    numbers = numbers if isinstance(numbers, (list, tuple)) else [numbers]
    if len(numbers) > MOST_LAYERS or any(isinstance(n, bool) or not isinstance(n, (int, float)) for n in numbers):
        raise WireError("a model came compiled with loss_weights that are no numbers")
    return [float(number) for number in numbers]


def _leaves(model: Any) -> list[Any]:
    """List a model's layers, those of models inside it too."""
    found: list[Any] = []
    for layer in getattr(model, "layers", []):
        found.extend(_leaves(layer) if hasattr(layer, "layers") else [layer])
    return found


def _native(layer: Any) -> bool:
    """Tell one of Keras's own layers that are allowed."""
    return _base(layer) is type(layer)


def _base(layer: Any) -> type | None:
    """Give the layer of Keras's own that is allowed and that this one is, or derives from."""
    import keras

    return next(
        (k for k in type(layer).__mro__ if k.__name__ in LAYERS and getattr(keras.layers, k.__name__, None) is k), None
    )


def _entry(layer: Any) -> dict[str, Any]:
    """Give a layer's configuration as that of the layer of Keras's own which it is or derives from."""
    base: Any = _base(layer)
    if base is None:
        return {}
    return {
        "module": "keras.layers",
        "class_name": base.__name__,
        "config": base.get_config(layer),
        "registered_name": None,
    }


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
    if not _base(layer):
        config = {"name": name, "kind": type(layer).__name__[:60]}
        return {"class_name": rules.FOREIGN, "module": None, "config": config, "registered_name": rules.FOREIGN}
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
        if isinstance(value, dict) and "class_name" in value and not rules.allowed(value):
            config[key] = {"kernel_initializer": "glorot_uniform", "bias_initializer": "zeros"}.get(key)
    return {**entry, "module": "keras.layers", "registered_name": None}


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
            units = getattr(layer, "units", None)
            if type(units) is int and arrays[0].shape[1] not in (units, 3 * units, 4 * units):  # a gated layer's are
                raise WireError(f"the weights of layer {name[:40]} have other shapes than the layer")
            layer.build((None, arrays[0].shape[0]))
        if [tuple(weight.shape) for weight in layer.weights] != [array.shape for array in arrays]:
            raise WireError(f"the weights of layer {name[:40]} have other shapes than the layer")
        layer.set_weights(arrays)
