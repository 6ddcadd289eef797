"""What students have beside their notebook, laid out for the view of a zygote."""

import py_compile
import shutil
from collections.abc import Iterable
from pathlib import Path

from graders.core.places import UTILS
from graders.course.assignment import Assignment
from graders.release.vendor_utils import copy_utils
from graders.sandbox.bubblewrap import readable


def stage(folder: Path, assignments: Iterable[Assignment]) -> None:
    """Lay out what students have: utils/, and each assignment's public tests and other files beside its notebook.

    Parameters
    ----------
    folder : Path
        An empty folder.
    assignments : iterable of Assignment
        The assignments.
    """
    copy_utils(UTILS, folder)
    for assignment in assignments:
        place = folder / assignment.name
        place.mkdir()
        for path in assignment.public_files():
            copy = shutil.copyfile(path, place / path.name)
            if path.suffix == ".py":
                py_compile.compile(str(copy), quiet=2)  # no process may write there, so each would compile it anew
    readable(folder)
