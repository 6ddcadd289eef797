"""An ordinary IPython kernel, started in a process that was forked for it."""

import sys


def start(connection_file: str) -> None:
    """Run a kernel until it is shut down.

    Parameters
    ----------
    connection_file : str
        Jupyter's description of the sockets, written by whoever will connect.
    """
    from ipykernel.kernelapp import IPKernelApp

    app = IPKernelApp.instance(connection_file=connection_file)
    app.initialize(["--HistoryManager.enabled=False", "--IPKernelApp.log_level=50", "--colors=NoColor"])
    inline = sys.modules.get("matplotlib_inline.backend_inline")
    if inline is not None:  # imported before there was an IPython that it could have told to show figures
        inline._enable_matplotlib_integration()
    app.start()
