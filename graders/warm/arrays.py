"""NumPy, the judge and what every notebook imports."""

import os

os.environ.setdefault("MPLBACKEND", "Agg")

import matplotlib.pyplot  # noqa: F401
import numpy  # noqa: F401

import graders.judge
import graders.source  # noqa: F401
