"""TensorFlow and Keras, imported but never used before a fork."""

from utils.quiet import quiet_imports

with quiet_imports():
    import keras  # noqa: F401
    import tensorflow  # noqa: F401

    import utils.model_checks
    import utils.tensor_checks
    import utils.training  # noqa: F401
