"""The command `python -m utils.selfcheck` and its counterpart for a notebook cell."""

import argparse
import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

from utils.plots.softmax import live_front_end
from utils.selfcheck.execution import CELL_SECONDS, Verdict, run_notebook
from utils.selfcheck.inspection import Look, NotReleased, look

ABOUT = "Check, before handing in, which exercises pass their public tests and what is wrong with the file."
RUNNING = "DIGITS_SELFCHECK"  # set in the kernel that a self-check starts, so that none starts another
WIDTH = 100
MARKS = {
    "passed": "passed     ",
    "written": "written    ",
    "untouched": "untouched  ",
    "unfinished": "unfinished ",
    "failed": "NOT YET    ",
    "unknown": "not run    ",
}
DONE = ("passed", "written")


def main(arguments: list[str] | None = None) -> int:
    """Check one notebook and print what was found.

    Parameters
    ----------
    arguments : list of str, optional
        Those of the command line where none are given.

    Returns
    -------
    int
        0 if it is ready to be handed in, 1 if not, 2 if there is nothing to check.
    """
    parser = argparse.ArgumentParser(prog="python -m utils.selfcheck", description=ABOUT)
    parser.add_argument("folder", nargs="?", default=".", help="the folder that was handed out; default: this one")
    parser.add_argument("--all", action="store_true", help="run cells that only show something, too")
    parser.add_argument("--seconds", type=float, default=CELL_SECONDS, help="time for one cell (default: %(default)s)")
    chosen = parser.parse_args(arguments)
    try:
        found = look(Path(chosen.folder))
    except NotReleased as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    verdicts: list[Verdict] = []
    if found.notebook is not None:
        print(f"{found.path.name}: runs in a fresh kernel, from top to bottom ...", file=sys.stderr, flush=True)
        verdicts = run_notebook(found, chosen.seconds, everything=chosen.all, environment={RUNNING: "1"})
    print(tell(found, verdicts))
    return 0 if ready(found, verdicts) else 1


def run() -> None:
    """Check the notebook of this folder from one of its own cells, as it was last saved."""
    if os.environ.get(RUNNING) or not live_front_end():
        print("The self-check works where somebody looks at the notebook, for example in JupyterLab.")
        return
    # A kernel that is started from this one must not take itself for one that JupyterLab started.
    environment = {key: value for key, value in os.environ.items() if key != "JPY_SESSION_NAME"}
    command = [sys.executable, "-m", "utils.selfcheck"]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        command, cwd=root, env={**environment, RUNNING: "1"}, capture_output=True, text=True, check=False
    )
    print(done.stdout if done.stdout else done.stderr, end="")


def ready(found: Look, verdicts: list[Verdict]) -> bool:
    """Tell whether nothing is left to do."""
    return not found.lacks and bool(verdicts) and all(verdict.state in DONE for verdict in verdicts)


def tell(found: Look, verdicts: list[Verdict]) -> str:
    """Put into words what was found.

    Parameters
    ----------
    found : Look
        What the file is.
    verdicts : list of Verdict
        What came of running it; one for each exercise.

    Returns
    -------
    str
        One screen: exercises, what the file lacks, and whether it is ready.
    """
    lines = []
    if found.notebook is not None:
        saved = time.strftime("%H:%M", time.localtime(found.path.stat().st_mtime))
        lines += [f"{found.path.name}, as saved at {saved}", ""]
    for verdict in verdicts:
        lines.append(f"  {MARKS[verdict.state]}{verdict.title}")
        if verdict.message:
            lines.append(textwrap.indent(textwrap.fill(verdict.message, WIDTH - 13), " " * 13))
    if found.lacks:
        lines += ["", "What the file lacks:"]
        lines += [textwrap.fill(lack, WIDTH, initial_indent="  - ", subsequent_indent="    ") for lack in found.lacks]
    return "\n".join([*lines, "", _conclusion(found, verdicts)]).lstrip("\n")


def _conclusion(found: Look, verdicts: list[Verdict]) -> str:
    """Say in one line where the student stands."""
    if ready(found, verdicts):
        return "Ready to hand in. Hidden checks of the same kind, with other numbers, run when it is marked."
    done = sum(verdict.state in DONE for verdict in verdicts)
    counts = f"{done} of {len(verdicts)} exercises done" if verdicts else "nothing could be run"
    file = f"{len(found.lacks)} to mend in the file" if found.lacks else "the file is in order"
    return f"Not ready yet: {counts}; {file}."
