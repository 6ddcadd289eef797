"""Running a repaired notebook in a kernel of its own, with limits on time and output."""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from traitlets.config import Config

from graders.course import KIT
from graders.environment import prepare
from graders.in_kernel import SEED
from graders.source import SHOW, cell_key, nbgrader_field

SECONDS_PER_CELL = 30
SECONDS_IN_ALL = 300
SECONDS_TO_START = 120
SECONDS_TO_STOP = 5  # after an interrupt
LONGEST_TEXT = 100_000  # characters of one output
MOST_OUTPUTS = 200  # outputs of one cell
MOST_RESTARTS = 3
TIMED_OUT = {"ename": "TimeoutError", "evalue": "The cell ran too long and was stopped.", "traceback": []}


@dataclass
class Run:
    """What running a notebook gave.

    Attributes
    ----------
    notebook : NotebookNode
        With outputs.
    seconds : float
        Wall time.
    limits : list of str
        Cells that were stopped, killed their kernel or were not reached, with the reason.
    """

    notebook: NotebookNode
    seconds: float = 0.0
    limits: list[str] = field(default_factory=list)


class _Client(NotebookClient):
    """A notebook client that remembers which cell it is at and gives the whole notebook a time limit."""

    at: NotebookNode | None = None
    deadline: float = 0.0
    timed_out: bool = False

    async def async_execute_cell(self, cell: NotebookNode, cell_index: int, *args: Any, **kwargs: Any) -> NotebookNode:
        self.at = cell
        self.timed_out = False
        cell = await super().async_execute_cell(cell, cell_index, *args, **kwargs)
        if self.timed_out:
            await self._expect_interrupted()
            cell.outputs = [output for output in cell.outputs if output.output_type != "error"] + [_timeout_output()]
        return cell

    async def _async_handle_timeout(self, timeout: int, cell: NotebookNode | None = None) -> Any:
        self.timed_out = True
        return await super()._async_handle_timeout(timeout, cell)

    async def _expect_interrupted(self) -> None:
        """Treat a kernel that an interrupt does not reach like a dead one: no later cell would run in it."""
        assert self.kc is not None  # a cell has just run
        self.kc.kernel_info()
        try:
            await self.kc._async_get_shell_msg(timeout=SECONDS_TO_STOP)
        except Empty:
            raise DeadKernelError("the kernel does not answer an interrupt") from None

    def _get_timeout(self, cell: NotebookNode | None) -> int:
        """Give a cell its own limit or what is left for all, whichever is less."""
        return max(1, min(SECONDS_PER_CELL, int(self.deadline - time.monotonic())))


def run(notebook: NotebookNode, folder: Path, seed: int) -> Run:
    """Run a notebook's cells, except the locked ones that only show something.

    An error in a cell does not stop the others. A cell that runs too long is interrupted. A cell that
    kills its kernel is left out and the others run again in a new one.

    Parameters
    ----------
    notebook : NotebookNode
        A repaired notebook; not changed.
    folder : Path
        Where it runs, with the files that it may import.
    seed : int
        Of the checks' random inputs.

    Returns
    -------
    Run
        The executed notebook. Each graded code cell that did not run carries an error output.
    """
    started = time.monotonic()
    outcome = Run(nbformat.from_dict(notebook))
    killers: set[str] = set()
    for _ in range(MOST_RESTARTS + 1):
        outcome.notebook = nbformat.from_dict(notebook)
        killer = _execute(outcome.notebook, folder, seed, killers, started + SECONDS_IN_ALL)
        if killer is None:
            break
        killers.add(killer)
        outcome.limits.append(f"Cell `{killer}` ended the kernel; it was left out and the other cells ran without it.")
    _close(outcome, killers)
    outcome.seconds = round(time.monotonic() - started, 3)
    return outcome


def _execute(notebook: NotebookNode, folder: Path, seed: int, killers: set[str], deadline: float) -> str | None:
    """Run the cells once; give the key of the cell that killed the kernel, if one did."""
    for cell in notebook.cells:
        if cell_key(cell) in killers:
            cell.metadata["tags"] = [SHOW]
    client = _Client(
        notebook,
        timeout=SECONDS_PER_CELL,
        startup_timeout=SECONDS_TO_START,
        allow_errors=True,
        interrupt_on_timeout=True,
        error_on_timeout=TIMED_OUT,
        kernel_name="python3",
        skip_cells_with_tag=SHOW,
        shutdown_kernel="immediate",
        resources={"metadata": {"path": str(folder)}},
        config=Config(
            KernelManager={"transport": "ipc", "ip": str(folder / "socket")}
        ),  # a private folder, no open port
    )
    client.deadline = deadline
    environment = prepare({**os.environ, "MPLBACKEND": "module://matplotlib_inline.backend_inline"}, KIT)
    environment[SEED] = str(seed)
    environment["IPYTHONDIR"] = str(folder / ".ipython")
    try:
        client.execute(env=environment)
    except DeadKernelError:
        return cell_key(client.at) if client.at is not None else None
    return None


def _close(outcome: Run, killers: set[str]) -> None:
    """Cut long outputs, note time-outs, and mark graded cells that did not run as failed."""
    for cell in outcome.notebook.cells:
        if cell.cell_type != "code":
            continue
        _trim(cell)
        key = cell_key(cell)
        if key in killers:
            cell.metadata["tags"] = []
        if any(output.output_type == "error" and output == _timeout_output() for output in cell.outputs):
            outcome.limits.append(f"Cell `{key}` was stopped after {SECONDS_PER_CELL} seconds.")
        skipped = SHOW in cell.metadata.get("tags", [])
        if nbgrader_field(cell, "grade") and not skipped and cell.execution_count is None and not _failed(cell):
            cell.outputs.append(_not_run())


def _failed(cell: NotebookNode) -> bool:
    """Tell whether a cell shows an error."""
    return any(output.output_type == "error" for output in cell.outputs)


def _timeout_output() -> NotebookNode:
    """Make the error output of a cell that ran too long."""
    text = TIMED_OUT["evalue"]
    return nbformat.v4.new_output("error", ename="TimeoutError", evalue=text, traceback=[f"TimeoutError: {text}"])


def _not_run() -> NotebookNode:
    """Make the error output of a cell that could not be reached."""
    text = "This cell did not run: the kernel had ended."
    return nbformat.v4.new_output("error", ename="NotRun", evalue=text, traceback=[f"NotRun: {text}"])


def _trim(cell: NotebookNode) -> None:
    """Keep a cell's outputs to a size that a person would read."""
    if len(cell.outputs) > MOST_OUTPUTS:
        graded = [output for output in cell.outputs[MOST_OUTPUTS:] if output.output_type in ("error", "execute_result")]
        cell.outputs = [*cell.outputs[:MOST_OUTPUTS], *graded]
    for output in cell.outputs:
        if output.output_type == "stream" and len(output.text) > LONGEST_TEXT:
            output.text = output.text[:LONGEST_TEXT] + "\n… cut here: more was printed than is kept."
