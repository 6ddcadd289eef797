"""Check, before handing in, which exercises pass their public tests and what is wrong with the file.

Run it in the folder that was handed out::

    python -m utils.selfcheck

or in a cell of the notebook: ``from utils import selfcheck; selfcheck.run()``. The notebook file is only read.
"""

from utils.selfcheck.command import run

__all__ = ["run"]
