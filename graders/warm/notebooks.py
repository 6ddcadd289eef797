"""What reads, repairs, runs and judges a notebook."""

import nbformat

import graders.apart
import graders.mark  # noqa: F401

nbformat.v4.new_output("stream")  # the first one has the schema of notebooks compiled
