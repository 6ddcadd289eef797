"""Optimizers and losses on the channel: what a model is compiled with, from a list of allowed classes."""

import json
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


def encode_optimizer(value: Any, peer: Any, encoder: Encoder) -> Any:
    """Encode an optimizer by its settings and the variables that it was built for.

    Parameters
    ----------
    value : keras.optimizers.Optimizer
        The optimizer.
    peer : Peer
        Numbers it and its variables.
    encoder : Encoder
        Of the variables.

    Returns
    -------
    dict
        What JSON can hold.
    """
    import keras

    if isinstance(value, keras.optimizers.LossScaleOptimizer):  # Keras wraps the learner's one for half precision
        value = value.inner_optimizer
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
        "config": _plain_config(config),
        "built": built if small else [],
        **peer.number_of(value),
    }


def decode_optimizer(content: dict[str, Any], peer: Any, decoder: Decoder) -> Any:
    """Make an optimizer of an allowed class, once; its state stays with us between calls.

    Parameters
    ----------
    content : dict
        From `encode_optimizer`.
    peer : Peer
        Finds the optimizer by its number.
    decoder : Decoder
        Of the variables.

    Returns
    -------
    keras.optimizers.Optimizer or Opaque
        Opaque if the class is not allowed.

    Raises
    ------
    WireError
        If its settings are not those of such an optimizer.
    """
    import keras

    name = str(content["optimizer"])
    if name not in OPTIMIZERS:
        return type(name if name.isidentifier() else "Optimizer", (Opaque,), {})(
            f"an optimizer of the class {name[:40]}"
        )

    def make() -> Any:
        config = dict(content["config"])
        rate = config.get("learning_rate")
        if isinstance(rate, dict):
            kind = str(rate.get("class_name"))
            if kind not in SCHEDULES:
                raise WireError("an unknown learning rate schedule came back")
            config["learning_rate"] = getattr(keras.optimizers.schedules, kind)(**_simple(rate.get("config")))
        schedule = config.pop("learning_rate", 0.001)
        try:
            return getattr(keras.optimizers, name)(learning_rate=schedule, **_simple(config))
        except (TypeError, ValueError) as error:
            raise WireError(f"an optimizer came back that cannot be created ({str(error)[:80]})") from None

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


def encode_loss(value: Any, peer: Any) -> Any:
    """Encode one of Keras's own losses by its settings, any other as a function.

    Parameters
    ----------
    value : keras.losses.Loss
        The loss.
    peer : Peer
        Numbers functions.

    Returns
    -------
    dict
        What JSON can hold.
    """
    import keras

    name = type(value).__name__
    if getattr(keras.losses, name, None) is type(value) and name in LOSSES:
        return {"loss": name, "config": _plain_config(value.get_config())}
    return {"function": peer.own(value, [""]), "name": name}


def decode_loss(content: dict[str, Any]) -> Any:
    """Make a loss of an allowed class.

    Parameters
    ----------
    content : dict
        From `encode_loss`.

    Returns
    -------
    keras.losses.Loss
        Made anew.

    Raises
    ------
    WireError
        If the class is unknown or its settings do not fit.
    """
    import keras

    name = str(content["loss"])
    if name not in LOSSES:
        raise WireError("an unknown loss came back")
    config = _simple(content.get("config"))
    config.pop("dtype", None)
    try:
        return getattr(keras.losses, name)(**config)
    except (TypeError, ValueError) as error:
        raise WireError(f"a loss came back that cannot be created ({str(error)[:80]})") from None


def decode_loss_function(name: str) -> Any:
    """Find one of Keras's loss functions by name."""
    import keras

    found = getattr(keras.losses, name, None)
    if name not in LOSS_FUNCTIONS or found is None:
        raise WireError("an unknown loss function came back")
    return found


def _plain_config(config: dict[str, Any]) -> dict[str, Any]:
    """Keep the part of a configuration that JSON can hold."""
    return json.loads(json.dumps(config, default=lambda value: float(value) if np.ndim(value) == 0 else None))


def _simple(config: Any) -> dict[str, Any]:
    """Keep the settings that are numbers, strings, booleans, None or lists of these."""
    if not isinstance(config, dict):
        raise WireError("malformed settings came back")
    plain = (int, float, str, bool, type(None))
    return {
        str(key): value
        for key, value in config.items()
        if isinstance(value, plain) or (isinstance(value, list) and all(isinstance(item, plain) for item in value))
    }
