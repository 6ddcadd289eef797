"""Returns a single True or False for all rows together."""

import numpy as np


def predict_binary(probabilities):
    return bool(np.all(probabilities >= 0.5))
