"""TensorFlow and Keras, imported but never used before a fork."""

import os
import sys

# Each process makes its own machine code for products of matrices when it computes the first; the plainest is made
# soonest. Only here: what is judged is small, and no check asks for the last bits; a student's training may be large.
os.environ.setdefault("ONEDNN_MAX_CPU_ISA", "SSE41")

from graders.guest import prefork
from utils.quiet import quiet_imports

# Keras imports scikit-learn if it finds it, for wrappers that no check knows; that takes as long as Keras itself.
_found = sys.modules.setdefault("sklearn", None)  # type: ignore[arg-type]
try:
    with quiet_imports():
        import keras  # noqa: F401
        import tensorflow

        import utils.model_checks
        import utils.tensor_checks
        import utils.training  # noqa: F401
finally:
    if _found is None:
        del sys.modules["sklearn"]
prefork.know_operations(tensorflow)
