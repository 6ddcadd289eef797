"""The exercises of the assignments that are judged, so that no fork has to do it again.

Their checks are read and compiled, but not run; the images that they load are drawn.
"""

import contextlib
import os
from itertools import chain

from graders.core.exceptions import GradersError
from graders.course.exercise import compile_checks
from graders.course.source_notebook import data_calls
from graders.guest import prefork
from graders.marking.worker_process import ASSIGNMENTS
from utils import data


def _prepare(assignment: str) -> None:
    """Prepare one assignment; what does not work is told by whoever judges it."""
    with contextlib.suppress(GradersError, OSError, SyntaxError, ValueError):
        prefork.load(data, chain(*map(data_calls, compile_checks(assignment))))


for _name in os.environ.get(ASSIGNMENTS, "").split(os.pathsep):
    if _name:
        _prepare(_name)
