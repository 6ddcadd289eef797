"""A kernel that does not end because a cell asks it to, at once or later: whoever started it ends it.

An end that comes late would be charged to whichever cell runs then. What a hostile cell does about this is no matter:
then the kernel ends, as it does by any crash.
"""

import contextlib
import os
import threading
from collections.abc import Callable
from typing import Any

ASKED = {"source": "ask_exit", "keepkernel": False}


def keep(app: Any) -> None:
    """Run an initialised kernel, again if a cell has stopped its loop.

    Parameters
    ----------
    app : IPKernelApp
        The kernel.
    """
    shell = app.shell
    shell.unobserve_all("exit_now")  # `exit()`, `quit` and a restart set it, and it would stop the loop a moment later
    shell.observe(lambda change: _tell(shell, change), "exit_now")
    running = threading.Event()
    shell.events.register("pre_execute", running.set)
    shell.events.register("post_execute", running.clear)
    for name in ("_exit", "abort"):
        setattr(os, name, _only_in_a_cell(getattr(os, name), running))
    with contextlib.suppress(SystemExit):
        app.start()
    while not app.io_loop.asyncio_loop.is_closed():
        with contextlib.suppress(SystemExit, KeyboardInterrupt):
            app.io_loop.start()


def _tell(shell: Any, change: dict[str, Any]) -> None:
    """Say in the reply that the cell asked for the end."""
    if change["new"]:
        shell.exit_now = False
        shell.payload_manager.write_payload(dict(ASKED))


def _only_in_a_cell(end: Callable[..., Any], running: threading.Event) -> Callable[..., Any]:
    """Let a call end the process that a cell makes itself; one that a thread or a timer makes ends only these."""
    kernel = os.getpid()

    def asked(*status: Any) -> Any:
        here = threading.current_thread() is threading.main_thread() and running.is_set()
        if here or os.getpid() != kernel:  # or a process that it has forked
            return end(*status)
        raise SystemExit

    return asked
