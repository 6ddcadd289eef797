"""TensorFlow's and Keras's values on the channel: tensors, variables, optimizers, losses, models.

Nothing here imports TensorFlow before a value of its kind is there.
"""

import json
import sys
from typing import Any

import numpy as np

from graders.rpc.codec import Decoder, Encoder, Opaque
from graders.rpc.framing import WireError

OPTIMIZERS = frozenset(
    {
        *("SGD", "Adam", "AdamW", "RMSprop", "Nadam", "Adamax", "Adagrad", "Adadelta", "Adafactor", "Lion", "Lamb"),
        *("Muon", "ScheduleFreeAdamW", "Ftrl"),
    }
)
SCHEDULES = frozenset(
    {
        "PiecewiseConstantDecay",
        "ExponentialDecay",
        "PolynomialDecay",
        "InverseTimeDecay",
        "CosineDecay",
        "CosineDecayRestarts",
    }
)


def is_tensor(value: Any) -> bool:
    """Tell a TensorFlow tensor or variable, or one of Keras's.

    Parameters
    ----------
    value : object
        Anything.

    Returns
    -------
    bool
        Whether it is one.
    """
    tf = sys.modules.get("tensorflow")
    if tf is None or not hasattr(tf, "is_tensor"):
        return False
    return bool(tf.is_tensor(value)) or is_variable(value)


def is_variable(value: Any) -> bool:
    """Tell a TensorFlow or Keras variable."""
    tf, keras = sys.modules.get("tensorflow"), sys.modules.get("keras")
    if tf is not None and isinstance(value, getattr(tf, "Variable", ())):
        return True
    return keras is not None and isinstance(value, getattr(keras, "Variable", ()))


def encode(value: Any, peer: Any, encoder: Encoder) -> Any:
    """Encode what belongs to TensorFlow or Keras.

    Parameters
    ----------
    value : object
        Anything.
    peer : Peer
        Keeps references.
    encoder : Encoder
        For arrays and parts.

    Returns
    -------
    object or None
        What JSON can hold; None where the value does not belong to them.
    """
    if "tensorflow" not in sys.modules:
        return None
    import keras
    import tensorflow as tf

    if is_variable(value):
        kind = "variable" if isinstance(value, tf.Variable) else "keras variable"
        array = encoder.encode(np.asarray(value))
        name = str(value.name)[:60]
        return {kind: array, "trainable": bool(value.trainable), "name": name, **peer.number_of(value)}
    if tf.is_tensor(value):
        if not hasattr(value, "numpy"):
            return {"opaque": f"a symbolic tensor ({type(value).__name__})"}
        return {"tensor": encoder.encode(np.asarray(value))}
    if isinstance(value, tf.TensorShape):
        return {"tuple": [encoder.encode(size) for size in value]}
    if isinstance(value, keras.optimizers.Optimizer):
        return _encode_optimizer(value, peer, encoder)
    if isinstance(value, keras.losses.Loss):
        return _encode_loss(value, peer)
    if isinstance(value, keras.callbacks.History):
        return {"history": encoder.encode(dict(value.history)), "epoch": encoder.encode(list(value.epoch))}
    if isinstance(value, keras.Model):
        from graders.rpc import keras_models

        return keras_models.encode(value, peer, encoder)
    if getattr(value, "__module__", "").startswith("keras.src.losses") and hasattr(value, "__name__"):
        name = value.__name__
        if getattr(keras.losses, name, None) is value and not isinstance(value, type):
            return {"keras loss": name}
    return None


def decode(kind: str, content: dict[str, Any], peer: Any, decoder: Decoder) -> Any:
    """Decode what `encode` made.

    Parameters
    ----------
    kind : str
        The first key.
    content : dict
        The whole.
    peer : Peer
        Keeps references.
    decoder : Decoder
        For arrays and parts.

    Returns
    -------
    object
        The value.

    Raises
    ------
    WireError
        If it is no such value.
    """
    if kind in ("tensor", "variable", "keras variable") and "tensorflow" not in sys.modules:
        return _numbers(decoder.decode(content[kind]))  # nobody here asked for TensorFlow, which takes long to import
    if kind == "tensor":
        import tensorflow as tf

        return tf.constant(_numbers(decoder.decode(content["tensor"])))
    if kind in ("variable", "keras variable"):
        return _decode_variable(kind, content, peer, decoder)
    if "tensorflow" not in sys.modules:
        raise WireError("what belongs to TensorFlow is not looked at in this exercise")
    if kind == "optimizer":
        return _decode_optimizer(content, peer, decoder)
    if kind == "loss":
        return decode_loss(content)
    if kind == "keras loss":
        import keras

        name = str(content[kind])
        found = getattr(keras.losses, name, None)
        if name not in LOSS_FUNCTIONS or found is None:
            raise WireError("a loss came that is none")
        return found
    if kind == "history":
        from types import SimpleNamespace

        return SimpleNamespace(history=decoder.decode(content["history"]), epoch=decoder.decode(content["epoch"]))
    raise WireError(f"what came back is no value ({kind[:20]})")


def plain_config(config: dict[str, Any]) -> dict[str, Any]:
    """Keep of a configuration what JSON can hold."""
    return json.loads(json.dumps(config, default=lambda value: float(value) if np.ndim(value) == 0 else None))


def _numbers(array: Any) -> np.ndarray:
    """Insist on an array of numbers."""
    if not isinstance(array, np.ndarray) or array.dtype.kind not in "biufcSU":
        raise WireError("a tensor came that holds no numbers")
    return array


def _decode_variable(kind: str, content: dict[str, Any], peer: Any, decoder: Decoder) -> Any:
    """Make a variable, or give the one that was made before its new value."""
    import keras
    import tensorflow as tf

    array = _numbers(decoder.decode(content[kind]))
    trainable = bool(content.get("trainable", True))

    def make() -> Any:
        if kind == "keras variable":
            return keras.Variable(array, trainable=trainable, dtype=str(array.dtype))
        return tf.Variable(array, trainable=trainable)

    variable = peer.named(content, make)
    if not is_variable(variable):
        raise WireError("a variable came under another value's number")
    if tuple(variable.shape) != array.shape:
        raise WireError("a variable came back with another shape")
    variable.assign(array.astype(np.asarray(variable).dtype))
    return variable


def _encode_optimizer(value: Any, peer: Any, encoder: Encoder) -> Any:
    """Encode an optimizer by its settings and by the variables that it was built for."""
    import keras

    name = type(value).__name__
    if getattr(keras.optimizers, name, None) is not type(value):
        return {"opaque": f"an object of type {name}"}
    config = value.get_config()
    rate = config.get("learning_rate")
    if not isinstance(rate, (int, float, dict)):
        config["learning_rate"] = float(np.asarray(value.learning_rate))
    built = [encoder.encode(v) for v in getattr(value, "_trainable_variables", [])] if value.built else []
    small = sum(int(np.prod(v.shape)) for v in getattr(value, "_trainable_variables", [])) <= 1_000_000
    return {
        "optimizer": name,
        "config": plain_config(config),
        "built": built if small else [],
        **peer.number_of(value),
    }


def _decode_optimizer(content: dict[str, Any], peer: Any, decoder: Decoder) -> Any:
    """Make an optimizer of an allowed kind, once; its state stays with us between calls."""
    import keras

    name = str(content["optimizer"])
    if name not in OPTIMIZERS:
        return type(name if name.isidentifier() else "Optimizer", (Opaque,), {})(
            f"an optimizer of the kind {name[:40]}"
        )

    def make() -> Any:
        config = dict(content["config"])
        rate = config.get("learning_rate")
        if isinstance(rate, dict):
            kind = str(rate.get("class_name"))
            if kind not in SCHEDULES:
                raise WireError("a learning rate schedule came that is not known")
            config["learning_rate"] = getattr(keras.optimizers.schedules, kind)(**_simple(rate.get("config")))
        schedule = config.pop("learning_rate", 0.001)
        try:
            return getattr(keras.optimizers, name)(learning_rate=schedule, **_simple(config))
        except (TypeError, ValueError) as error:
            raise WireError(f"an optimizer came that cannot be made ({str(error)[:80]})") from None

    optimizer = peer.named(content, make)
    settings = content["config"]
    rate = settings.get("learning_rate") if isinstance(settings, dict) else None
    if isinstance(rate, float) and isinstance(optimizer, keras.optimizers.Optimizer):
        if getattr(optimizer, "rate_that_came", rate) != rate:  # its owner has changed it since
            optimizer.learning_rate = rate
        object.__setattr__(optimizer, "rate_that_came", rate)
    variables = [decoder.decode(part) for part in content.get("built") or []]
    if variables and not getattr(optimizer, "built", True):
        optimizer.build(variables)
    return optimizer


def _simple(config: Any) -> dict[str, Any]:
    """Keep the settings that are plain numbers, texts, truth values or lists of them."""
    if not isinstance(config, dict):
        raise WireError("settings came that are none")
    plain = (int, float, str, bool, type(None))
    return {
        str(key): value
        for key, value in config.items()
        if isinstance(value, plain) or (isinstance(value, list) and all(isinstance(item, plain) for item in value))
    }


LOSSES = frozenset(
    {
        "BinaryCrossentropy",
        "CategoricalCrossentropy",
        "SparseCategoricalCrossentropy",
        "MeanSquaredError",
        "MeanAbsoluteError",
        "MeanAbsolutePercentageError",
        "MeanSquaredLogarithmicError",
        "KLDivergence",
        "Poisson",
        "Hinge",
        "SquaredHinge",
        "CategoricalHinge",
        "Huber",
        "LogCosh",
        "CosineSimilarity",
        "BinaryFocalCrossentropy",
        "CategoricalFocalCrossentropy",
    }
)
LOSS_FUNCTIONS = frozenset(
    {
        "binary_crossentropy",
        "categorical_crossentropy",
        "sparse_categorical_crossentropy",
        "mean_squared_error",
        "mean_absolute_error",
        "mean_absolute_percentage_error",
        "mean_squared_logarithmic_error",
        "kl_divergence",
        "poisson",
        "hinge",
        "squared_hinge",
        "categorical_hinge",
        "huber",
        "log_cosh",
        "cosine_similarity",
    }
)


def _encode_loss(value: Any, peer: Any) -> Any:
    """Encode one of Keras's own losses by its settings, another as a function."""
    import keras

    name = type(value).__name__
    if getattr(keras.losses, name, None) is type(value) and name in LOSSES:
        return {"loss": name, "config": plain_config(value.get_config())}
    return {"function": peer.own(value, [""]), "name": name}


def decode_loss(content: dict[str, Any]) -> Any:
    """Make a loss of an allowed kind.

    Parameters
    ----------
    content : dict
        Its kind and its settings.

    Returns
    -------
    keras.losses.Loss
        The loss.
    """
    import keras

    name = str(content["loss"])
    if name not in LOSSES:
        raise WireError("a loss came that is not known")
    config = _simple(content.get("config"))
    config.pop("dtype", None)
    try:
        return getattr(keras.losses, name)(**config)
    except (TypeError, ValueError) as error:
        raise WireError(f"a loss came that cannot be made ({str(error)[:80]})") from None
