"""Keep the log messages of large packages out of a notebook."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator


@contextlib.contextmanager
def quiet_imports() -> Iterator[None]:
    """Hide what is written to stderr while packages are imported.

    TensorFlow logs messages about CUDA and oneDNN from its C++ code before any of its settings take
    effect, so the stderr of the whole process is redirected during the import. If the import fails,
    what was written is shown after all.

    Yields
    ------
    None
        Import inside the ``with`` block.
    """
    sys.stderr.flush()
    with tempfile.TemporaryFile() as aside:
        stderr = os.dup(2)
        os.dup2(aside.fileno(), 2)
        try:
            yield
            sys.stderr.flush()
        except BaseException:
            sys.stderr.flush()
            aside.seek(0)
            os.write(stderr, aside.read())
            raise
        finally:
            os.dup2(stderr, 2)
            os.close(stderr)
