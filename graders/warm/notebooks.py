"""What reads, repairs, runs and judges a notebook."""

import nbformat
import nbgrader.utils  # noqa: F401 - takes over a second, and the mark of every cell that a person marks asks it

import graders.apart
import graders.mark  # noqa: F401

nbformat.v4.new_output("stream")  # the first one has the schema of notebooks compiled
