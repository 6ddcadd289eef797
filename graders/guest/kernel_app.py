"""An ordinary IPython kernel, started in a process that was forked for it."""

import logging
import sys
from types import SimpleNamespace
from typing import Any
from unittest import mock

from ipykernel import ipkernel
from ipykernel.kernelapp import IPKernelApp
from traitlets.config import Config

from graders.guest import staying_alive

CRITICAL = {"log_level": logging.CRITICAL}  # else it prints how to connect
SETTINGS = {"IPKernelApp": CRITICAL, "HistoryManager": {"enabled": False}, "InteractiveShell": {"colors": "NoColor"}}


class _App(IPKernelApp):
    """Starts without what nobody asks of it here.

    Looking at thousands of modules or loggers copies the pages of memory they lie in, which forks share until then.
    """

    def parse_command_line(self, argv: Any = None) -> None:
        """Make no parser of a command line, since there is none: that takes a fifth of the start."""

    def _configure_logging(self) -> None:
        """Log nothing, and leave all other loggers as they are."""
        logging.getLogger(type(self).__name__).disabled = True

    def init_kernel(self) -> None:
        """Keep the kernel from listing the files of all modules for its debugger."""
        without_modules = SimpleNamespace(**{**vars(sys), "modules": {}})
        with mock.patch.object(ipkernel, "sys", without_modules):
            super().init_kernel()

    def init_code(self) -> None:
        """Hide what IPython itself has defined from ``%who``; no code is to be run first, nor all modules listed for an aggressive ``%reset``."""
        shell: Any = self.shell
        shell.user_ns_hidden.update(shell.user_ns)


def start(connection_file: str) -> None:
    """Run a kernel until it is shut down.

    Parameters
    ----------
    connection_file : str
        Jupyter's description of the sockets, written by whoever will connect.
    """
    app = _App.instance(connection_file=connection_file, config=Config(SETTINGS))
    app.initialize([])
    inline = sys.modules.get("matplotlib_inline.backend_inline")
    if inline is not None:  # imported before there was an IPython that it could have told to show figures
        inline._enable_matplotlib_integration()
    staying_alive.keep(app)
