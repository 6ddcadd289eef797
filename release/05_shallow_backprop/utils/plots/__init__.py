"""Plots of images, weights, activations, losses and mistakes.

Every function draws into new axes, or into the ones it is given, returns them and leaves matplotlib's settings alone. In a
notebook end the line with a semicolon to keep the returned axes from being printed.
"""

from utils.plots.curves import plot_activations, plot_costs_together, plot_loss
from utils.plots.images import show_digits, show_errors, show_image, show_patch
from utils.plots.matrices import plot_confusion, show_weights
from utils.plots.softmax import plot_softmax, softmax_explorer

__all__ = [
    "plot_activations",
    "plot_confusion",
    "plot_costs_together",
    "plot_loss",
    "plot_softmax",
    "show_digits",
    "show_errors",
    "show_image",
    "show_patch",
    "show_weights",
    "softmax_explorer",
]
