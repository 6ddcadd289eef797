"""The command `python -m utils.selfcheck` and its counterpart for a notebook cell."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from utils.notebook import live_front_end
from utils.selfcheck.execution import CELL_SECONDS, ExerciseStatus, run_notebook
from utils.selfcheck.inspection import NotReleased, inspect_folder
from utils.selfcheck.report import ready, report

DESCRIPTION = "Check, before handing in, which exercises pass their public tests and what is wrong with the file."
RUNNING = "DIGITS_SELFCHECK"  # set in the kernel that a self-check starts, so that its cells do not start another


def main(arguments: list[str] | None = None) -> int:
    """Check one notebook and print a report.

    Parameters
    ----------
    arguments : list of str, optional
        Arguments of the command; by default those of this process.

    Returns
    -------
    int
        0 if the notebook is ready to be handed in, 1 if not, 2 if there is nothing to check.
    """
    parser = argparse.ArgumentParser(prog="python -m utils.selfcheck", description=DESCRIPTION)
    parser.add_argument("folder", nargs="?", default=".", help="the folder that was handed out; default: this one")
    parser.add_argument("--all", action="store_true", help="also run cells that only display something")
    parser.add_argument(
        "--seconds", type=float, default=CELL_SECONDS, help="time limit for each cell (default: %(default)s)"
    )
    chosen = parser.parse_args(arguments)
    try:
        inspected = inspect_folder(Path(chosen.folder))
    except NotReleased as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    statuses: list[ExerciseStatus] = []
    if inspected.notebook is not None:
        print(f"Running {inspected.path.name} from top to bottom in a new kernel ...", file=sys.stderr, flush=True)
        statuses = run_notebook(inspected, chosen.seconds, everything=chosen.all, environment={RUNNING: "1"})
    print(report(inspected, statuses))
    return 0 if ready(inspected, statuses) else 1


def run() -> None:
    """Check the last saved version of this folder's notebook from one of its own cells."""
    if os.environ.get(RUNNING) or not live_front_end():
        print("In a cell, the self-check needs an open notebook, for example in JupyterLab; elsewhere use the command.")
        return
    # The kernel of the self-check must not inherit what marks this one as started by JupyterLab.
    environment = {key: value for key, value in os.environ.items() if key != "JPY_SESSION_NAME"}
    command = [sys.executable, "-m", "utils.selfcheck"]
    folder = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        command, cwd=folder, env={**environment, RUNNING: "1"}, capture_output=True, text=True, check=False
    )
    print(done.stdout if done.stdout else done.stderr, end="")
