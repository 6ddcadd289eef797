"""Run a notebook in a kernel of its own and say what its public tests found."""

import asyncio
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from utils.selfcheck.inspection import Look, checksum, grade_id

CELL_SECONDS = 60.0
START_SECONDS = 180.0
ANSWERS_AGAIN = 10.0  # seconds in which a kernel has to answer after it was interrupted
LONGEST_MESSAGE = 600  # characters


@dataclass(frozen=True)
class Verdict:
    """What is known of one exercise.

    Attributes
    ----------
    key : str
        The exercise.
    title : str
        Its heading in the notebook.
    state : str
        passed, written, untouched, unfinished, failed or unknown.
    message : str
        What to look at; "" where there is nothing to say.
    """

    key: str
    title: str
    state: str
    message: str = ""


@dataclass
class Trouble:
    """The error in which a cell ended: its name and its text."""

    name: str
    text: str

    def __str__(self) -> str:
        text = " ".join(self.text.split())
        half = LONGEST_MESSAGE // 2  # what to look at stands at the end of a message
        short = text if len(text) <= LONGEST_MESSAGE else f"{text[:half]} ... {text[-half:]}"
        return short if self.name in ("CheckFailed", "AssertionError") else f"{self.name}: {short}"


def run_notebook(
    found: Look, seconds: float = CELL_SECONDS, everything: bool = False, environment: dict[str, str] | None = None
) -> list[Verdict]:
    """Run a notebook from top to bottom and judge each exercise by its public test.

    Test cells run as they were handed out, whatever has become of them in the file.

    Parameters
    ----------
    found : Look
        The notebook; it is not changed.
    seconds : float, optional
        Time for one cell.
    everything : bool, optional
        Whether cells run that only show something; no exercise needs them.
    environment : dict, optional
        More environment variables for the kernel.

    Returns
    -------
    list of Verdict
        One for each exercise, in the order of the notebook as it was handed out.
    """
    plan = list(_plan(found, everything))
    folder = found.path.resolve().parent
    outcome = asyncio.run(_execute(plan, folder, seconds, {**os.environ, **(environment or {})}))
    cells = {key: cell for cell in reversed(found.notebook.cells) if (key := grade_id(cell))}
    verdicts = []
    for released in found.released["cells"]:
        if released["role"] in ("answer", "written"):
            cell = cells.get(released["grade_id"])
            verdicts.append(_judge(released, cell, found.released["cells"], outcome))
    return verdicts


def _plan(found: Look, everything: bool) -> Iterator[tuple[str, str]]:
    """Give the code to run: names of cells and what to run for them, each name once."""
    known = {cell["grade_id"]: cell for cell in found.released["cells"]}
    done: set[str] = set()
    for number, cell in enumerate(found.notebook.cells):
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
            # At once, not where the file has it: that cell may be changed, moved or gone.
            yield test["grade_id"], test["source"]


async def _execute(
    plan: list[tuple[str, str]], folder: Path, seconds: float, environment: dict[str, str]
) -> dict[str, Trouble | None]:
    """Run cells in a fresh kernel; give the trouble of each, None where there was none. What is missing did not run."""
    import nbformat.v4
    from nbclient import NotebookClient

    cells = [nbformat.v4.new_code_cell(source) for _, source in plan]
    outcome: dict[str, Trouble | None] = {}
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
        client.log.disabled = True  # what goes wrong is told as a verdict
        await _run_cells(client, cells, [key for key, _ in plan], seconds, environment, outcome)
    return outcome


def _transport(sockets: str) -> Any:
    """Let the kernel listen on sockets that only this user can reach, where the system has such."""
    from traitlets.config import Config

    return Config() if os.name == "nt" else Config(KernelManager={"transport": "ipc", "ip": f"{sockets}/kernel"})


async def _run_cells(
    client: Any,
    cells: list[Any],
    keys: list[str],
    seconds: float,
    environment: dict[str, str],
    outcome: dict[str, Trouble | None],
) -> None:
    """Run one cell after the other and note how each ends."""
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    async with client.async_setup_kernel(env=environment):
        for number, key in enumerate(keys):
            try:
                await client.async_execute_cell(cells[number], number)
                outcome[key] = _trouble(cells[number])
            except CellTimeoutError:
                outcome[key] = Trouble("Time", f"`{key}` took more than {seconds:g} s and was stopped.")
                if not await _answers_again(client):
                    break
            except DeadKernelError:
                outcome[key] = Trouble("Kernel", f"the kernel died in `{key}`; nothing after it could run.")
                break


async def _answers_again(client: Any) -> bool:
    """Interrupt a kernel and see whether it does what it is asked again."""
    from jupyter_core.utils import ensure_async

    await ensure_async(client.km.interrupt_kernel())
    asked = client.kc.execute("None", silent=True)
    try:
        while True:
            reply = await ensure_async(client.kc.shell_channel.get_msg(timeout=ANSWERS_AGAIN))
            if reply["parent_header"].get("msg_id") == asked:
                return True
    except Exception as error:  # queue.Empty or what the channel makes of it: no answer came
        client.log.debug("no answer: %s", error)
        return False


def _trouble(cell: Any) -> Trouble | None:
    """Give the error in which a cell ended."""
    for output in cell.outputs:
        if output.output_type == "error":
            return Trouble(output.ename, output.evalue)
    return None


def _judge(
    released: dict[str, Any], cell: Any, cells: list[dict[str, Any]], outcome: dict[str, Trouble | None]
) -> Verdict:
    """Say how one exercise stands."""
    key, title = released["grade_id"], released["title"]
    if cell is None:
        return Verdict(key, title, "unknown", "its answer cell is missing")
    if checksum(cell.source) == released["checksum"] and not cell.get("attachments"):
        return Verdict(key, title, "untouched")
    if released["role"] == "written":
        return Verdict(key, title, "written") if cell.source.strip() else Verdict(key, title, "untouched")
    if key not in outcome:
        first = next(
            (str(trouble) for trouble in outcome.values() if trouble and trouble.name in ("Time", "Kernel")), ""
        )
        return Verdict(key, title, "unknown", first)
    test = f"test_{key}"
    tested = any(entry["grade_id"] == test for entry in cells)
    if trouble := outcome[key] or outcome.get(test):
        state = "unfinished" if trouble.name == "NotImplementedError" else "failed"
        return Verdict(key, title, state, str(trouble))
    if not tested:
        return Verdict(key, title, "written", "it has no public test: look at what its cells show")
    return Verdict(key, title, "passed") if test in outcome else Verdict(key, title, "unknown")
