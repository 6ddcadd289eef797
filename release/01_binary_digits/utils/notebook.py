"""The notebook that this code runs in, if any: its kernel, its front end, pictures in its output.

A kernel cannot know for certain that somebody is looking at its output: nbclient and nbconvert run the very same kernel as
JupyterLab. `live_front_end` therefore looks for traces of a live one: Jupyter Server sets JPY_SESSION_NAME in the
environment of the kernels that it starts, VS Code defines ``__vsc_ipynb_file__`` in the notebook's namespace, and Colab has
loaded its module ``google.colab``. nbclient, nbconvert and nbgrader do none of these.
"""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def kernel_shell() -> Any:
    """The IPython shell of a notebook's kernel.

    Returns
    -------
    InteractiveShell or None
        None in plain Python and in IPython in a terminal.
    """
    # Unless IPython is loaded there is no shell, and loading it would cost a plain script half a second.
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell if shell is not None and hasattr(shell, "kernel") else None


def live_front_end() -> bool:
    """Whether somebody seems to be looking at this kernel's output.

    Returns
    -------
    bool
        True in JupyterLab, Jupyter Notebook, VS Code and Colab; see the head of this module.
    """
    shell = kernel_shell()
    names = getattr(shell, "user_ns", {})
    return bool(os.environ.get("JPY_SESSION_NAME") or "__vsc_ipynb_file__" in names or "google.colab" in sys.modules)


def show_picture(figure: Figure, text: str, handle: Any = None) -> Any:
    """Show a figure in the notebook, as a new output or instead of an earlier one.

    Parameters
    ----------
    figure : matplotlib Figure
        The figure.
    text : str
        Alternative text for readers who do not see the picture.
    handle : IPython DisplayHandle, optional
        From an earlier call, whose picture is replaced.

    Returns
    -------
    IPython DisplayHandle
        For the next call.
    """
    from IPython.display import Image, display

    # Rendered here rather than by matplotlib's own hook, which does not support every backend and cannot replace a picture.
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=100)
    image = Image(data=buffer.getvalue(), format="png", alt=text)
    if handle is None:
        return display(image, display_id=True)
    handle.update(image)
    return handle
