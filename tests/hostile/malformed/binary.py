"""Is no text at all but random bytes."""

import random

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected(refused=True)


def build(folder, notebook, canaries):
    """Write bytes, a zip's signature in front."""
    (folder / f"{ASSIGNMENT}.ipynb").write_bytes(b"PK\x03\x04" + random.Random(1).randbytes(100_000))
