"""NumPy, the judge, and what notebooks and checks import."""

import os

os.environ.setdefault("MPLBACKEND", "Agg")

import matplotlib.pyplot  # noqa: F401
import numpy.random  # noqa: F401 - which NumPy itself leaves until it is used
import scipy.ndimage  # noqa: F401 - what `utils.data` imports when it draws the digits

import utils.checks
import utils.data
import utils.gradient_check
import utils.plots
import utils.steps  # noqa: F401
