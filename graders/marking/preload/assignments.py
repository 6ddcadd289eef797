"""The exercises of the assignments that are judged, so that no fork has to do it again.

Their checks are read and compiled, but not run; the images that they load are drawn.
"""

import contextlib
import json
import os
from itertools import chain
from pathlib import Path

from graders.core.exceptions import GradersError
from graders.course.assignment import Assignment
from graders.course.source_notebook import data_calls
from graders.guest import prefork
from graders.marking.worker_process import ASSIGNMENTS
from utils import data


def _prepare(assignment: Assignment) -> None:
    """Prepare one assignment; what does not work is told by whoever judges it."""
    with contextlib.suppress(GradersError, OSError, SyntaxError, ValueError):
        prefork.load(data, chain(*map(data_calls, assignment.compile_checks())))


for _name, _folder, _exercises in json.loads(os.environ.get(ASSIGNMENTS, "[]")):
    _prepare(Assignment(_name, Path(_folder), Path(_exercises), validated=True))
