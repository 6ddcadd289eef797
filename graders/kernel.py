"""A student's kernel, seen from outside: nbclient drives it over Unix sockets, in a thread of its own.

The judge works in the main thread, where time limits can interrupt it; cells run through an event loop in
another one.
"""

import asyncio
import contextlib
import json
import threading
import time
import uuid
from collections.abc import Coroutine
from pathlib import Path
from queue import Empty
from typing import Any

import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete, DeadKernelError
from nbformat import NotebookNode

from graders.exceptions import KitFault
from graders.inside.confine import JOB
from graders.sandbox.policy import Limits
from graders.sandbox.process import StudentProcess
from graders.source import nbgrader_field

SECONDS_TO_START = 60.0
SECONDS_TO_STOP = 5.0  # after an interrupt
LARGEST_MESSAGE = 48_000_000  # bytes; libzmq drops the connection of who sends more
POLL = 0.05  # seconds
LOCKED = 4  # times as long as a student's own cells
SOCKETS = "k"
TIMED_OUT = {"ename": "TimeoutError", "evalue": "The cell ran too long and was stopped.", "traceback": []}
SERVE = "__import__('inside.agent').agent.serve(get_ipython().user_ns)"


class KernelLost(Exception):
    """The kernel has died or had to be ended; the text says why, in words for the student."""


class Kernel:
    """One kernel in a process of its own.

    Parameters
    ----------
    template : str
        The template's socket.
    assignment : str
        Whose public files it imports.
    notebook : NotebookNode
        Whose cells it will run.
    limits : Limits
        What it may use.
    spent : Spent
        What earlier kernels of the same submission have used.

    Attributes
    ----------
    process : StudentProcess
        The process it runs in.
    """

    def __init__(self, template: str, assignment: str, notebook: NotebookNode, limits: Limits, spent: "Spent") -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._serving: Any = None
        key = uuid.uuid4().hex
        self.process = StudentProcess(template, assignment, "kernel", limits, lambda at: _describe(at, JOB, key))
        try:
            self._client = self._await(_connect(self.process, notebook, limits, spent, key), SECONDS_TO_START + 5)
        except Exception as error:
            told = self.process.folder / "trouble"
            reason = told.read_text(errors="replace")[:300] if told.is_file() else f"{type(error).__name__}: {error}"
            self.close()
            raise KitFault("sandbox", f"a kernel did not start ({reason})") from None

    def execute(self, cell: NotebookNode, index: int) -> None:
        """Run a cell and put its outputs into it.

        Parameters
        ----------
        cell : NotebookNode
            A code cell.
        index : int
            Its place in the notebook.

        Raises
        ------
        KernelLost
            If the kernel has not survived it.
        """
        try:
            self._await(self._client.async_execute_cell(cell, index), None)
        except DeadKernelError:
            raise KernelLost(self._why("It ended the kernel.")) from None
        except Exception as error:  # what a hostile kernel sends can fail anywhere in nbclient
            self.process.stop()
            raise KernelLost(self._why(f"It sent what no kernel sends ({type(error).__name__}).")) from None

    @property
    def timed_out(self) -> bool:
        """Whether the last cell ran too long."""
        return self._client.timed_out

    def begin_serving(self) -> None:
        """Let the judge ask: the kernel answers on its channel until it is told goodbye."""
        cell = NotebookNode(cell_type="code", source=SERVE, outputs=[], metadata={}, execution_count=None)
        cell["id"] = "serve"
        self._serving = asyncio.run_coroutine_threadsafe(self._client.serve(cell), self._loop)

    def end_serving(self) -> None:
        """Wait until the kernel runs cells again.

        Raises
        ------
        KernelLost
            If it does not.
        """
        try:
            self._serving.result(SECONDS_TO_STOP)
        except Exception:
            self.process.stop()
            raise KernelLost(self._why("It ended the kernel.")) from None

    def close(self) -> None:
        """End the kernel and everything around it."""
        self.process.close()
        shut = asyncio.run_coroutine_threadsafe(_shut(getattr(self, "_client", None)), self._loop)
        with contextlib.suppress(Exception):  # whatever a half-made client says on its way out
            shut.result(SECONDS_TO_STOP)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(SECONDS_TO_STOP)
        if not self._thread.is_alive():
            self._loop.close()

    def _await(self, work: Coroutine[Any, Any, Any], seconds: float | None) -> Any:
        """Run a coroutine in the other thread and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def _why(self, otherwise: str) -> str:
        """Give the limit that ended it, if one did."""
        return self.process.stopped or otherwise


class Spent:
    """What a submission has used of its limits, over all its kernels.

    Parameters
    ----------
    limits : Limits
        The limits.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.deadline = time.monotonic() + limits.total_seconds
        self.bytes = 0
        self.messages = 0

    def renew(self) -> None:
        """Start counting outputs anew, for a kernel that runs without the cell that was too much."""
        self.bytes = self.messages = 0

    def count(self, message: dict[str, Any]) -> str:
        """Add a message; say which limit it breaks, or nothing."""
        self.messages += 1
        content = message.get("content")
        if isinstance(content, dict):
            data = content.get("data")
            parts = data.values() if isinstance(data, dict) else [content.get("text")]
            self.bytes += sum(len(part) if isinstance(part, str) else len(str(part)) for part in parts if part)
        if self.messages > self.limits.output_messages:
            return f"It sent more than {self.limits.output_messages:,} outputs."
        if self.bytes > self.limits.output_bytes:
            return f"It printed and showed more than {self.limits.output_bytes / 1e6:.0f} MB."
        return ""


class _Manager(AsyncKernelManager):
    """Tells nbclient about a kernel that we have started ourselves."""

    process: StudentProcess

    async def _async_is_alive(self) -> bool:
        return self.process.alive

    is_alive = _async_is_alive

    async def _async_interrupt_kernel(self) -> None:
        self.process.interrupt()

    interrupt_kernel = _async_interrupt_kernel


class _Client(NotebookClient):
    """Runs single cells; counts what comes and keeps to the notebook's time."""

    process: StudentProcess
    limits: Limits
    spent: Spent
    timed_out: bool = False

    async def async_execute_cell(self, cell: NotebookNode, cell_index: int, *args: Any, **kwargs: Any) -> NotebookNode:
        self.timed_out = False
        cell = await super().async_execute_cell(cell, cell_index, *args, **kwargs)
        if self.timed_out:
            await self._expect_interrupted()
            cell.outputs = [output for output in cell.outputs if output.output_type != "error"]
        return cell

    async def serve(self, cell: NotebookNode) -> None:
        """Run the cell in which the agent answers; it has no time limit, since each question has one."""
        assert self.kc is not None
        request = self.kc.execute(cell.source, silent=True, store_history=False, allow_stdin=False)
        while self.process.alive:
            try:
                reply = await self.kc.shell_channel.get_msg(timeout=POLL)
            except Empty:
                continue
            if reply["parent_header"].get("msg_id") == request:
                return
        raise DeadKernelError("the kernel died while it was asked")

    async def _async_handle_timeout(self, timeout: int, cell: NotebookNode | None = None) -> Any:
        self.timed_out = True
        return await super()._async_handle_timeout(timeout, cell)

    async def _expect_interrupted(self) -> None:
        """Treat a kernel that an interrupt does not reach like a dead one: no later cell would run in it."""
        assert self.kc is not None
        request = self.kc.kernel_info()
        deadline = time.monotonic() + SECONDS_TO_STOP
        while time.monotonic() < deadline and self.process.alive:
            try:
                reply = await self.kc.shell_channel.get_msg(timeout=POLL)
            except Empty:
                continue
            if reply["parent_header"].get("msg_id") == request:
                return
        self.process.stop(f"It ran for more than {self.limits.cell_seconds:.0f} seconds and could not be interrupted.")
        raise DeadKernelError("the kernel does not answer an interrupt")

    async def _async_poll_output_msg(self, parent_msg_id: str, cell: NotebookNode, cell_index: int) -> None:
        """Take the cell's outputs; end the kernel when they are too many."""
        assert self.kc is not None
        while True:
            message = await self.kc.iopub_channel.get_msg(timeout=None)
            if trouble := self.spent.count(message):
                self.process.stop(trouble)
                return
            if message["parent_header"].get("msg_id") == parent_msg_id:
                try:
                    self.process_message(message, cell, cell_index)
                except CellExecutionComplete:
                    return

    async def _async_poll_kernel_alive(self) -> None:
        while self.process.alive:
            await asyncio.sleep(POLL)
        assert self.task_poll_for_reply is not None
        self.task_poll_for_reply.cancel()

    def _get_timeout(self, cell: NotebookNode | None) -> int:
        """Give a cell its own limit or what is left for all, whichever is less; a locked one is ours and has more."""
        locked = cell is not None and bool(nbgrader_field(cell, "locked"))
        most = self.limits.cell_seconds * (LOCKED if locked else 1)
        return max(1, int(min(most, self.spent.deadline - time.monotonic())))


async def _connect(process: StudentProcess, notebook: NotebookNode, limits: Limits, spent: Spent, key: str) -> _Client:
    """Make a client for a kernel that is starting, and wait until it answers."""
    context = zmq.asyncio.Context()
    context.setsockopt(zmq.MAXMSGSIZE, LARGEST_MESSAGE)
    manager = _Manager(context=context, transport="ipc")
    manager.process = process
    manager.load_connection_info(_connection(str(process.folder / SOCKETS), key))
    client = _Client(
        notebook,
        km=manager,
        timeout=int(limits.cell_seconds),
        allow_errors=True,
        interrupt_on_timeout=True,
        error_on_timeout=TIMED_OUT,
        store_widget_state=False,
        skip_cells_with_tag="",
    )
    client.process, client.limits, client.spent = process, limits, spent
    client.reset_execution_trackers()
    kernel_client: AsyncKernelClient = manager.client()
    client.kc = kernel_client
    kernel_client.start_channels(stdin=False, hb=False)
    deadline = time.monotonic() + SECONDS_TO_START
    request = kernel_client.kernel_info()
    while time.monotonic() < deadline:
        if not process.alive:
            raise DeadKernelError("the kernel ended before it answered")
        try:
            reply = await kernel_client.shell_channel.get_msg(timeout=0.25)
            # Its outputs have to reach us, too; the subscription takes a moment of its own.
            await kernel_client.iopub_channel.get_msg(timeout=0.25)
        except Empty:
            request = kernel_client.kernel_info()
            continue
        if reply["parent_header"].get("msg_id") == request:
            return client
    raise DeadKernelError("the kernel does not answer")


async def _shut(client: "_Client | None") -> None:
    """Close a client's sockets and cancel what still waits in this loop."""
    waiting = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    if client is not None and client.kc is not None and client.km is not None:
        client.kc.stop_channels()
        client.km.context.destroy(linger=0)


def _connection(at: str, key: str) -> Any:
    """Describe a kernel's sockets, as Jupyter does."""
    ports = {f"{name}_port": n for n, name in enumerate(("shell", "iopub", "stdin", "control", "hb"), start=1)}
    return {"transport": "ipc", "ip": at, "key": key, "signature_scheme": "hmac-sha256", "kernel_name": "", **ports}


def _describe(folder: Path, inside: str, key: str) -> None:
    """Write the connection file that the kernel reads, with the path that it sees."""
    path = folder / "connection.json"
    path.write_text(json.dumps(_connection(f"{inside}/{SOCKETS}", key)), encoding="ascii")
    path.chmod(0o644)
