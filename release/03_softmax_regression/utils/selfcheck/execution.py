"""Run a notebook in a kernel of its own and collect the results of its public tests."""

import asyncio
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from utils.selfcheck.inspection import Inspection, checksum, grade_id

CELL_SECONDS = 60.0
START_SECONDS = 180.0
RESPONSE_SECONDS = 10.0  # in which an interrupted kernel has to respond again
LONGEST_MESSAGE = 600  # characters


@dataclass(frozen=True)
class ExerciseStatus:
    """How far one exercise is.

    Attributes
    ----------
    key : str
        The exercise.
    title : str
        Its heading in the notebook.
    state : str
        passed, written, untouched, unfinished, failed or unknown.
    message : str
        What to look at; "" if there is nothing to say.
    """

    key: str
    title: str
    state: str
    message: str = ""


@dataclass
class CellError:
    """Why a cell failed.

    Attributes
    ----------
    name : str
        Name of the exception that it raised; "" if it raised none.
    text : str
        What the exception says, or what happened to the cell.
    stopped : bool
        Whether cells after it may not have run: it took too long, or the kernel died.
    """

    name: str
    text: str
    stopped: bool = False

    def __str__(self) -> str:
        text = " ".join(self.text.split())
        half = LONGEST_MESSAGE // 2  # the end of a message says what to look at
        short = text if len(text) <= LONGEST_MESSAGE else f"{text[:half]} ... {text[-half:]}"
        return short if self.name in ("", "CheckFailed", "AssertionError") else f"{self.name}: {short}"


def run_notebook(
    inspected: Inspection,
    seconds: float = CELL_SECONDS,
    everything: bool = False,
    environment: dict[str, str] | None = None,
) -> list[ExerciseStatus]:
    """Run a notebook from top to bottom and judge each exercise by its public test.

    Test cells run as they were handed out, even if they were changed in the file.

    Parameters
    ----------
    inspected : Inspection
        The notebook; it is not changed.
    seconds : float, optional
        Time limit for each cell.
    everything : bool, optional
        Whether to run cells that only display something, which no exercise needs.
    environment : dict, optional
        Additional environment variables for the kernel.

    Returns
    -------
    list of ExerciseStatus
        One for each exercise, in the order of the notebook as it was handed out.
    """
    plan = list(_plan(inspected, everything))
    folder = inspected.path.resolve().parent
    outcome = asyncio.run(_execute(plan, folder, seconds, {**os.environ, **(environment or {})}))
    cells = {key: cell for cell in reversed(inspected.notebook.cells) if (key := grade_id(cell))}
    statuses = []
    for released in inspected.released["cells"]:
        if released["role"] in ("answer", "written"):
            cell = cells.get(released["grade_id"])
            statuses.append(_judge(released, cell, inspected.released["cells"], outcome))
    return statuses


def _plan(inspected: Inspection, everything: bool) -> Iterator[tuple[str, str]]:
    """List the cells to run, each once: their names and their code."""
    known = {cell["grade_id"]: cell for cell in inspected.released["cells"]}
    done: set[str] = set()
    for number, cell in enumerate(inspected.notebook.cells):
        key = grade_id(cell)
        released = known.get(key, {})
        role = released.get("role")
        if cell.cell_type != "code" or key in done or role == "test" or (role == "show" and not everything):
            continue
        done.add(key)
        yield key or f"cell {number + 1}", cell.source
        done.discard("")
        test = known.get(f"test_{key}")
        if role == "answer" and test:
            # Right after the answer, not where the file has it: that cell may be changed, moved or gone.
            yield test["grade_id"], test["source"]


async def _execute(
    plan: list[tuple[str, str]], folder: Path, seconds: float, environment: dict[str, str]
) -> dict[str, CellError | None]:
    """Run cells in a new kernel and collect their errors, None for a cell without; cells that did not run are left out."""
    import nbformat.v4
    from nbclient import NotebookClient

    cells = [nbformat.v4.new_code_cell(source) for _, source in plan]
    outcome: dict[str, CellError | None] = {}
    with tempfile.TemporaryDirectory() as sockets:
        client = NotebookClient(
            nbformat.v4.new_notebook(cells=cells),
            timeout=max(1, round(seconds)),
            startup_timeout=round(START_SECONDS),
            kernel_name="python3",
            allow_errors=True,
            resources={"metadata": {"path": str(folder)}},
            config=_transport(sockets),
        )
        client.log.disabled = True  # problems are reported as statuses
        await _run_cells(client, cells, [key for key, _ in plan], seconds, environment, outcome)
    return outcome


def _transport(sockets: str) -> Any:
    """Let the kernel listen on sockets that only this user can reach, if the system supports them."""
    from traitlets.config import Config

    return Config() if os.name == "nt" else Config(KernelManager={"transport": "ipc", "ip": f"{sockets}/kernel"})


async def _run_cells(
    client: Any,
    cells: list[Any],
    keys: list[str],
    seconds: float,
    environment: dict[str, str],
    outcome: dict[str, CellError | None],
) -> None:
    """Run the cells in order and record how each ends."""
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    async with client.async_setup_kernel(env=environment):
        for number, key in enumerate(keys):
            try:
                await client.async_execute_cell(cells[number], number)
                outcome[key] = _error(cells[number])
            except CellTimeoutError:
                outcome[key] = CellError("", f"`{key}` took more than {seconds:g} s and was stopped.", stopped=True)
                if not await _responds_again(client):
                    break
            except DeadKernelError:
                outcome[key] = CellError("", f"the kernel died in `{key}`; nothing after it could run.", stopped=True)
                break


async def _responds_again(client: Any) -> bool:
    """Interrupt a kernel and wait until it executes code again; False if it does not."""
    from jupyter_core.utils import ensure_async

    await ensure_async(client.km.interrupt_kernel())
    asked = client.kc.execute("None", silent=True)
    try:
        while True:
            reply = await ensure_async(client.kc.shell_channel.get_msg(timeout=RESPONSE_SECONDS))
            if reply["parent_header"].get("msg_id") == asked:
                return True
    except Exception as error:  # queue.Empty, or what the channel raises instead
        client.log.debug("no response: %s", error)
        return False


def _error(cell: Any) -> CellError | None:
    """The error that a cell raised, or None."""
    for output in cell.outputs:
        if output.output_type == "error":
            return CellError(output.ename, output.evalue)
    return None


def _judge(
    released: dict[str, Any], cell: Any, cells: list[dict[str, Any]], outcome: dict[str, CellError | None]
) -> ExerciseStatus:
    """Determine the status of one exercise."""
    key, title = released["grade_id"], released["title"]
    if cell is None:
        return ExerciseStatus(key, title, "unknown", "its answer cell is missing")
    if checksum(cell.source) == released["checksum"] and not cell.get("attachments"):
        return ExerciseStatus(key, title, "untouched")
    if released["role"] == "written":
        return ExerciseStatus(key, title, "written") if cell.source.strip() else ExerciseStatus(key, title, "untouched")
    if key not in outcome:
        first = next((str(error) for error in outcome.values() if error and error.stopped), "")
        return ExerciseStatus(key, title, "unknown", first)
    test = f"test_{key}"
    tested = any(entry["grade_id"] == test for entry in cells)
    if error := outcome[key] or outcome.get(test):
        state = "unfinished" if error.name == "NotImplementedError" else "failed"
        return ExerciseStatus(key, title, state, str(error))
    if not tested:
        return ExerciseStatus(key, title, "written", "it has no public test: look at what its cells show")
    return ExerciseStatus(key, title, "passed") if test in outcome else ExerciseStatus(key, title, "unknown")
