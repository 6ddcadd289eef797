"""What a released folder holds beside notebook and tests, so that a student can work and check with it alone.

`released.json` says what the notebook was when it was handed out; `utils.selfcheck` compares with it. nbgrader's own
checksums lie in the cells themselves, so that they cannot tell of a cell that is gone, and go where an editor drops them.
`requirements.txt` is the students' part of the kit's. Both are written with the notebook, by plain
`nbgrader generate_assignment` too.
"""

import json
import re
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from graders.core.exceptions import GradersError
from graders.course.course import open_course
from graders.course.source_notebook import SHOW, nbgrader_field
from utils.selfcheck.inspection import RELEASED, checksum

REQUIREMENTS = "requirements.txt"
STUDENTS_END = "# ---- students need what is above ----"
HEADING = re.compile(r"^#+ (Exercise \d+: .+)$", re.MULTILINE)


class Manifest(NbGraderPreprocessor):
    """The last step of nbgrader's GenerateAssignment: let the writer put both files beside the notebook."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Add the files to what is written; the notebook stays as it is."""
        folder = Path(resources["metadata"]["path"])
        manifest = describe(nb, f"{resources['unique_key']}.ipynb", folder)
        outputs = resources.setdefault("outputs", {})
        outputs[RELEASED] = (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode()
        outputs[REQUIREMENTS] = students_part(open_course().requirements.read_text(encoding="utf-8")).encode()
        return nb, resources


def describe(notebook: NotebookNode, name: str, folder: Path) -> dict[str, Any]:
    """Say what a released notebook is.

    Parameters
    ----------
    notebook : NotebookNode
        The students' version.
    name : str
        Its file name.
    folder : Path
        Holds the other files that are handed out with it.

    Returns
    -------
    dict
        `notebook`, `cells` in order and `files`, with checksums; no answers.
    """
    cells, title = [], ""
    for cell in notebook.cells:
        heading = HEADING.findall(cell.source) if cell.cell_type == "markdown" else []
        title = heading[-1] if heading else title
        if key := nbgrader_field(cell, "grade_id"):
            entry = {"grade_id": key, "role": _role(cell), "cell_type": cell.cell_type}
            entry["checksum"] = checksum(cell.source)
            if entry["role"] in ("answer", "written"):
                entry["title"] = title or key
            if entry["role"] == "test":
                entry["source"] = cell.source
            cells.append(entry)
    files = sorted(path for path in folder.rglob("*.py") if not any(part.startswith(".") for part in path.parts))
    known = {path.relative_to(folder).as_posix(): checksum(path.read_text(encoding="utf-8")) for path in files}
    return {"notebook": name, "cells": cells, "files": known}


def students_part(requirements: str) -> str:
    """Cut the students' part out of requirements.txt.

    Parameters
    ----------
    requirements : str
        The kit's.

    Returns
    -------
    str
        What stands above the line that ends the students' part.

    Raises
    ------
    GradersError
        If that line is gone.
    """
    part, found, _ = requirements.partition(STUDENTS_END)
    if not found:
        raise GradersError(
            f"requirements.txt has lost the line `{STUDENTS_END}`: put it back below what students need."
        )
    return "# Exact pins of what this assignment needs.\n" + part.partition("\n")[2].rstrip() + "\n"


def _role(cell: NotebookNode) -> str:
    """Say what a cell is for."""
    if nbgrader_field(cell, "solution"):
        return "written" if nbgrader_field(cell, "grade") else "answer"
    if nbgrader_field(cell, "grade") and not cell.source.lstrip().startswith("#"):
        return "test"
    return SHOW if SHOW in cell.metadata.get("tags", []) else "locked"
