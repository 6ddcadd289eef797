"""TensorFlow and Keras, imported but never used before a fork."""

from utils.quiet import quiet_imports

with quiet_imports():
    import keras  # noqa: F401
    import tensorflow  # noqa: F401
