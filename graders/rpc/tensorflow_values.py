"""Values of TensorFlow and Keras on the channel.

Nothing here imports TensorFlow before one of its values crosses.
"""

import sys
from typing import Any

import numpy as np

from graders.rpc import compile_settings
from graders.rpc.codec import Decoder, Encoder
from graders.rpc.framing import WireError


def is_tensor(value: Any) -> bool:
    """Tell whether a value is a tensor or variable of TensorFlow or Keras.

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
    """Tell whether a value is a variable of TensorFlow or Keras."""
    tf, keras = sys.modules.get("tensorflow"), sys.modules.get("keras")
    if tf is not None and isinstance(value, getattr(tf, "Variable", ())):
        return True
    return keras is not None and isinstance(value, getattr(keras, "Variable", ()))


def encode(value: Any, peer: Any, encoder: Encoder) -> Any:
    """Encode a value of TensorFlow or Keras.

    Parameters
    ----------
    value : object
        Anything.
    peer : Peer
        Numbers functions and variables.
    encoder : Encoder
        Of arrays and inner values.

    Returns
    -------
    object or None
        What JSON can hold; None if it is another value.
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
        return compile_settings.encode_optimizer(value, peer, encoder)
    if isinstance(value, keras.losses.Loss):
        return compile_settings.encode_loss(value, peer)
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
        Its first key.
    content : dict
        What `encode` gave.
    peer : Peer
        Numbers functions and variables.
    decoder : Decoder
        Of arrays and inner values.

    Returns
    -------
    object
        The value.

    Raises
    ------
    WireError
        If it is not such a value.
    """
    if kind in ("tensor", "variable", "keras variable") and "tensorflow" not in sys.modules:
        return _numbers(
            decoder.decode(content[kind])
        )  # this exercise does not use TensorFlow, which takes long to import
    if kind == "tensor":
        import tensorflow as tf

        return tf.constant(_numbers(decoder.decode(content["tensor"])))
    if kind in ("variable", "keras variable"):
        return _decode_variable(kind, content, peer, decoder)
    if "tensorflow" not in sys.modules:
        raise WireError("this exercise does not accept TensorFlow objects")
    if kind == "optimizer":
        return compile_settings.decode_optimizer(content, peer, decoder)
    if kind == "loss":
        return compile_settings.decode_loss(content)
    if kind == "keras loss":
        return compile_settings.decode_loss_function(str(content[kind]))
    if kind == "history":
        from types import SimpleNamespace

        return SimpleNamespace(history=decoder.decode(content["history"]), epoch=decoder.decode(content["epoch"]))
    raise WireError(f"what came back is not a valid value ({kind[:20]})")


def _numbers(array: Any) -> np.ndarray:
    """Give an array of numbers back; refuse anything else."""
    if not isinstance(array, np.ndarray) or array.dtype.kind not in "biufcSU":
        raise WireError("a tensor came that does not hold numbers")
    return array


def _decode_variable(kind: str, content: dict[str, Any], peer: Any, decoder: Decoder) -> Any:
    """Make a variable, or assign a new value to the one that was made before."""
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
