"""What checks print, and what they keep a learner's code from printing."""

import contextlib
import io
import warnings
from collections.abc import Iterator

import numpy as np

from utils.checks.answer import Answer


@contextlib.contextmanager
def quiet(printed: io.StringIO | None = None) -> Iterator[io.StringIO]:
    """Keep what the learner's code prints and warns about out of a check's own output.

    nbgrader gives no marks for a test cell that writes to stderr, and a warning in a correct answer is not a
    mistake.

    Parameters
    ----------
    printed : io.StringIO, optional
        Receives what is printed; a new buffer if omitted.

    Yields
    ------
    io.StringIO
        The buffer.
    """
    target = printed if printed is not None else io.StringIO()
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        with contextlib.redirect_stdout(target), contextlib.redirect_stderr(target):
            yield target


def passed(name: str, *answers: Answer) -> None:
    """Tell the learner that an answer passes the public checks of its exercise.

    Parameters
    ----------
    name : str
        The exercise.
    *answers : Answer
        Answers whose remarks are printed, each once.
    """
    print(f"✓ {name}: all public checks passed.")
    for remark in dict.fromkeys(remark for answer in answers for remark in answer.remarks):
        print(f"  Remark: {remark}")
