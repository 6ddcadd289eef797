"""What a process does before others are forked from it, so that none of them has to do it again.

Nothing here starts a thread or runs an operation of TensorFlow, after which forking would not be safe.
"""

import contextlib
import gc
import inspect
import io
from collections.abc import Iterable
from types import ModuleType
from typing import Any


def load(data: ModuleType | None, calls: Iterable[tuple[str, list[Any], dict[str, Any]]]) -> None:
    """Load what will be loaded, so that each fork finds it drawn.

    Parameters
    ----------
    data : module or None
        `utils.data`, if it is imported.
    calls : iterable of (str, list, dict)
        Its functions, with their positional and their named arguments.
    """
    for name, arguments, named in calls:
        # What cannot be loaded is told by whoever loads it.
        with contextlib.suppress(Exception), contextlib.redirect_stdout(io.StringIO()):
            getattr(data, name)(*arguments, **named)


def know_modules() -> None:
    """Have `inspect` learn where each module lies: it asks the file system when the first error is shown."""
    code = compile("", "<nowhere>", "exec")
    with contextlib.suppress(Exception), contextlib.redirect_stdout(io.StringIO()):  # a lazy module is imported by this
        inspect.getmodule(code)


def know_operations(tensorflow: ModuleType | None) -> bool:
    """Have TensorFlow make its tables of operations and their kernels, which it does when the first one is run.

    Parameters
    ----------
    tensorflow : module or None
        TensorFlow, if it is imported.

    Returns
    -------
    bool
        Whether it has; if another release has moved what is called here, its first operation takes as long as ever.
    """
    if tensorflow is None:
        return False
    with contextlib.suppress(Exception):  # these are TensorFlow's own means, which no release promises
        from tensorflow.python.framework import kernels, op_def_registry
        from tensorflow.python.util import pywrap_xla_ops

        kernels.get_registered_kernels_for_op("MatMul")
        op_def_registry.get("NoOperation")  # the first one that is not known has them all listed
        pywrap_xla_ops.get_cpu_kernel_names()
        return True
    return False


def settle() -> None:
    """Take what is in memory for good: the garbage collector then writes to no page that forks share."""
    gc.collect()
    gc.freeze()
