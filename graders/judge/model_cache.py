"""The model that came last from a student's process: what comes again the same is not built again.

A public and a hidden test cell each ask for it, and building it takes longer than most checks.
"""

import hashlib
import json
from typing import Any

import numpy as np

from graders.rpc import keras_models
from graders.rpc.codec import Decoder

#: Numbers by which a model of the learner's own class is asked; each time it comes they are others.
ASKED = ("forward", "weights now")


class Rebuilt:
    """Keeps the model that was built last, as long as no check has changed it."""

    def __init__(self) -> None:
        self._model: Any = None
        self._content = ""
        self._state: tuple[Any, ...] = ()

    def model(self, content: dict[str, Any], peer: Any, decoder: Decoder) -> Any:
        """Build a model, or give the one that was built last; see `graders.rpc.keras_models.build`."""
        came = _digest(content, decoder)
        if came and came == self._content and _state(self._model) == self._state:
            return self._model
        self._content = ""
        self._model = keras_models.build(content, peer, decoder)
        if came:
            self._content, self._state = came, _state(self._model)
        return self._model


def _digest(content: dict[str, Any], decoder: Decoder) -> str:
    """Hash what came of a model; "" if it holds the learner's own code, which may do something else each time."""
    if not content.get("model") or content.get("functions"):
        return ""
    described = json.dumps({key: value for key, value in content.items() if key not in ASKED}, sort_keys=True)
    total = hashlib.sha256(described.encode())
    for blob in decoder.blobs:
        total.update(hashlib.sha256(blob).digest())
    return total.hexdigest()


def _state(model: Any) -> tuple[Any, ...]:
    """Tell what a check could change in a model: weights, layers and what they are free to learn, how it is compiled."""
    optimizer = getattr(model, "optimizer", None)
    total = hashlib.sha256()
    for variable in (*model.weights, *getattr(optimizer, "variables", ())):
        total.update(np.asarray(variable).tobytes())
    compiled = (model.compiled, optimizer, model.loss, getattr(model, "_compile_config", None))
    return total.hexdigest(), compiled, repr(model.get_config())
