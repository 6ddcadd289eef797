"""What reads, repairs, runs and judges a notebook."""

import nbgrader.utils  # noqa: F401 - takes over a second, and the mark of every cell that a person marks asks it

import graders.apart
import graders.mark  # noqa: F401
