"""The report of a self-check."""

import textwrap
import time

from utils.selfcheck.execution import ExerciseStatus
from utils.selfcheck.inspection import Inspection

WIDTH = 100
LABELS = {
    "passed": "passed     ",
    "written": "written    ",
    "untouched": "untouched  ",
    "unfinished": "unfinished ",
    "failed": "NOT YET    ",
    "unknown": "not run    ",
}
DONE = ("passed", "written")


def ready(inspected: Inspection, statuses: list[ExerciseStatus]) -> bool:
    """Whether nothing is left to do."""
    return not inspected.problems and bool(statuses) and all(status.state in DONE for status in statuses)


def report(inspected: Inspection, statuses: list[ExerciseStatus]) -> str:
    """Compose the report.

    Parameters
    ----------
    inspected : Inspection
        The folder.
    statuses : list of ExerciseStatus
        One for each exercise; none if the notebook could not be run.

    Returns
    -------
    str
        One screen: exercises, problems with the file, and whether it is ready to be handed in.
    """
    lines = []
    if inspected.notebook is not None:
        saved = time.strftime("%H:%M", time.localtime(inspected.path.stat().st_mtime))
        lines += [f"{inspected.path.name}, as saved at {saved}", ""]
    for status in statuses:
        lines.append(f"  {LABELS[status.state]}{status.title}")
        if status.message:
            lines.append(textwrap.indent(textwrap.fill(status.message, WIDTH - 13), " " * 13))
    if inspected.problems:
        lines += ["", "Problems with the file:"]
        lines += [
            textwrap.fill(problem, WIDTH, initial_indent="  - ", subsequent_indent="    ")
            for problem in inspected.problems
        ]
    return "\n".join([*lines, "", _conclusion(inspected, statuses)]).lstrip("\n")


def _conclusion(inspected: Inspection, statuses: list[ExerciseStatus]) -> str:
    """Say in one line what is left to do."""
    if ready(inspected, statuses):
        return "Ready to hand in. When it is marked, hidden checks of the same kind run with other numbers."
    done = sum(status.state in DONE for status in statuses)
    counts = f"{done} of {len(statuses)} exercises done" if statuses else "nothing could be run"
    problems = len(inspected.problems)
    file = (
        f"{problems} problem{'' if problems == 1 else 's'} to fix in the file" if problems else "the file is in order"
    )
    return f"Not ready yet: {counts}; {file}."
