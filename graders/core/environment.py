"""The environment variables that a notebook's kernel needs when it is marked."""

import os
import sys
from collections.abc import MutableMapping
from pathlib import Path

POOLS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")


def prepare(environment: MutableMapping[str, str], root: Path) -> MutableMapping[str, str]:
    """Set what a marked notebook needs.

    Parameters
    ----------
    environment : mapping of str to str
        Changed in place.
    root : Path
        The kit's root, from which hidden test cells import `graders`.

    Returns
    -------
    mapping of str to str
        The same mapping.
    """
    paths = [str(root), *filter(None, environment.get("PYTHONPATH", "").split(os.pathsep))]
    environment["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(paths))
    # nbgrader calls `alembic` by name when it makes a gradebook, also where .venv is not activated.
    tools = [str(Path(sys.executable).parent), *environment.get("PATH", os.defpath).split(os.pathsep)]
    environment["PATH"] = os.pathsep.join(dict.fromkeys(tools))
    environment.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # a log line on stderr would cost a test cell its marks
    environment.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # the same rounding on every machine, and one log line less
    for pool in POOLS:  # several notebooks run at once; more threads than cores crawl
        environment.setdefault(pool, "1")
    environment.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")  # the debugger's warning about frozen modules
    return environment
