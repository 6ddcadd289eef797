"""Keras models on the channel: configuration and weights, with layers from an allowlist.

A model is rebuilt on the other side from its description, so that Keras's own code computes what is judged there.
Functions in it, such as an activation that is a lambda, cross as functions.
"""

import copy
import json
from typing import Any

import numpy as np

from graders.rpc import keras_allowlist as rules
from graders.rpc.codec import Decoder, Encoder
from graders.rpc.framing import WireError
from graders.rpc.keras_allowlist import MOST_LAYERS, MOST_NUMBERS, base_layer, leaves


def encode(model: Any, peer: Any, encoder: Encoder) -> dict[str, Any]:
    """Describe a model.

    Parameters
    ----------
    model : keras.Model
        The model.
    peer : Peer
        Numbers its functions.
    encoder : Encoder
        Of the weights.

    Returns
    -------
    dict
        What JSON can hold.
    """
    import keras
    from keras.src.models.functional import Functional

    functions: dict[str, Any] = {}
    layers = leaves(model)
    if len(layers) > MOST_LAYERS:
        raise WireError("a model of more than 50 layers")
    kind = {keras.Sequential: "Sequential", Functional: "Functional"}.get(type(model), "")
    if any(base_layer(layer) not in (type(layer), None) for layer in layers):
        kind = ""  # what a class of the learner's own computes is known only by calling it
    if kind:
        config = json.loads(json.dumps(model.get_config(), default=_plain))
        by_name = {layer.name: layer for layer in layers}
        _clean(config, by_name, peer, functions)
    else:  # a class of the learner's own: its layers; what it computes is found by calling it
        entries = [_entry(layer) for layer in layers]
        config = {"name": str(model.name)[:60], "trainable": bool(model.trainable), "layers": entries}
        config = json.loads(json.dumps(config, default=_plain))
        for position, layer in enumerate(layers):
            config["layers"][position] = _clean_layer(config["layers"][position], layer, peer, functions)
    content = {
        "model": kind,
        "type": type(model).__name__[:60],
        "config": config,
        "built": bool(model.built),
        "weights": {
            layer.name: [encoder.encode(np.asarray(weight)) for weight in layer.weights]
            for layer in layers
            if layer.weights and base_layer(layer)
        },
        "frozen": [layer.name for layer in layers if not layer.trainable],
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
    """A model's forward pass, as a function that the other side may call."""

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
    """A model's current weights, as a function: a class of the learner's own has none before its first call."""

    def __init__(self, model: Any) -> None:
        self.model = model

    def __call__(self) -> dict[str, list[Any]]:
        """Give the weights of each layer.

        Returns
        -------
        dict of str to list of ndarray
            By the layer's name.
        """
        return {layer.name: [np.asarray(w) for w in layer.weights] for layer in leaves(self.model) if base_layer(layer)}


def build(content: dict[str, Any], peer: Any, decoder: Decoder) -> Any:
    """Rebuild a model from what `encode` gave.

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
        The model; a class of the learner's own becomes a Sequential of its layers that calls the original.

    Raises
    ------
    WireError
        If it is not a model, or not an allowed one.
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
            return _proxy_model(content, copy.deepcopy(config), peer, decoder)
        return builder.from_config(copy.deepcopy(config))

    try:
        with keras.saving.custom_object_scope({rules.FOREIGN: rules.foreign()}):
            rules.measure(config, make)
            model = make()
    except WireError:
        raise
    except Exception as error:  # Keras raises errors of any type for an inconsistent configuration
        why = " ".join(str(error).split())[:120]
        raise WireError(f"the model cannot be built from its configuration ({why})") from None
    layers = {layer.name: layer for layer in leaves(model)}
    _resolve_functions(content.get("functions") or {}, layers, peer, decoder)
    weights = content.get("weights") or {}
    _set_weights({name: [decoder.decode(part) for part in parts] for name, parts in weights.items()}, layers)
    for name in content.get("frozen") or []:
        if name in layers:
            layers[name].trainable = False
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
    """Give the `loss_weights` that `compile` was called with."""
    return getattr(getattr(model, "_compile_config", None), "config", {}).get("loss_weights")


def _vetted_loss_weights(weights: Any) -> Any:
    """Read a number, or a list or dict of numbers; refuse anything else."""
    if weights is None:
        return None
    numbers = list(weights.values()) if isinstance(weights, dict) else weights
    numbers = numbers if isinstance(numbers, (list, tuple)) else [numbers]
    if len(numbers) > MOST_LAYERS or any(isinstance(n, bool) or not isinstance(n, (int, float)) for n in numbers):
        raise WireError("a model came compiled with loss_weights that are not numbers")
    return [float(number) for number in numbers]


def _entry(layer: Any) -> dict[str, Any]:
    """Describe a layer as an instance of the allowed class that it is or derives from."""
    base: Any = base_layer(layer)
    if base is None:
        return {}
    return {
        "module": "keras.layers",
        "class_name": base.__name__,
        "config": base.get_config(layer),
        "registered_name": None,
    }


def _plain(value: Any) -> Any:
    """Convert a NumPy number for JSON; anything else becomes None."""
    try:
        return value.item() if hasattr(value, "item") else None
    except (ValueError, TypeError):
        return None


def _clean(tree: Any, by_name: dict[str, Any], peer: Any, functions: dict[str, Any]) -> None:
    """Put each layer of a configuration into a form that the other side accepts."""
    for entry in tree.get("layers", []):
        inner = entry.get("config") or {}
        if "layers" in inner:
            _clean(inner, by_name, peer, functions)
            continue
        layer = by_name.get(str(inner.get("name")))
        if layer is not None:
            entry.update(_clean_layer(entry, layer, peer, functions))


def _clean_layer(entry: dict[str, Any], layer: Any, peer: Any, functions: dict[str, Any]) -> dict[str, Any]:
    """Put one layer into a form that the other side accepts: functions separate, unknown classes by name."""
    import keras

    name = layer.name
    if isinstance(layer, keras.layers.Lambda):
        functions[name] = peer.refer(layer.function)
        config = {"name": name, "activation": "linear", "trainable": True}
        return {"class_name": "Activation", "module": "keras.layers", "config": config, "registered_name": None}
    if not base_layer(layer):
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


def _proxy_model(content: dict[str, Any], config: dict[str, Any], peer: Any, decoder: Decoder) -> Any:
    """Make a Sequential of the model's layers that calls the model itself for its outputs."""
    import keras
    import tensorflow as tf

    forward, weights = decoder.decode(content["forward"]), decoder.decode(content["weights now"])
    received: list[Any] = []

    class ProxyModel(keras.Sequential):
        def __call__(self, inputs: Any, *_: Any, **__: Any) -> Any:
            outputs = np.asarray(forward(np.asarray(inputs, dtype=np.float32)), dtype=np.float32)
            if not received:  # its first call may be what gave it weights
                received.append(weights())
                now = received[0] if isinstance(received[0], dict) else {}
                own = {layer.name: layer for layer in leaves(self)}
                _set_weights({str(k): list(v) for k, v in now.items()}, own)
            return tf.constant(outputs)

    layers = [keras.saving.deserialize_keras_object(entry) for entry in config["layers"]]
    model = ProxyModel(name="".join(c for c in str(config.get("name")) if c.isalnum() or c == "_") or "model")
    for layer in layers:
        if not isinstance(layer, keras.layers.InputLayer):
            model.add(layer)
    return model


def _resolve_functions(functions: dict[str, Any], layers: dict[str, Any], peer: Any, decoder: Decoder) -> None:
    """Give layers the activations that crossed as functions."""
    import keras
    import tensorflow as tf

    for name, reference in functions.items():
        if name not in layers or reference is None:
            continue
        function = decoder.decode(reference)
        known = peer.name_activation(function)
        if known:
            layers[name].activation = keras.activations.get(known)
            continue

        def remote(z: Any, function: Any = function) -> Any:
            result = tf.numpy_function(lambda a: np.asarray(function(a), dtype=np.float32), [z], tf.float32)
            return tf.ensure_shape(result, z.shape)

        layers[name].activation = remote


def _set_weights(weights: dict[str, list[Any]], layers: dict[str, Any]) -> None:
    """Give each layer its weights, building it first if necessary."""
    total = 0
    for name, arrays in weights.items():
        if any(not isinstance(array, np.ndarray) or array.dtype.kind not in "fiub" for array in arrays):
            raise WireError("a model came with weights that are not numbers")
        total += sum(array.size for array in arrays)
        if total > MOST_NUMBERS:
            raise WireError("a model of more than 20 million weights")
        layer = layers.get(name)
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
