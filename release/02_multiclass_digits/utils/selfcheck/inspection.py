"""What a notebook is, compared with what was handed out: nothing is run here.

`released.json` lies beside the notebook since it was handed out. For every cell that counts it holds the grade_id,
what the cell is for and a checksum of its text, in the order of the notebook; it holds no answer.
"""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

RELEASED = "released.json"
AS_GIVEN = "take it from the folder that you were given"


class NotReleased(Exception):
    """There is nothing to compare with; its text says what to do."""


@dataclass
class Look:
    """What was found in a folder.

    Attributes
    ----------
    path : Path
        The notebook.
    released : dict
        The content of released.json.
    notebook : NotebookNode or None
        The notebook as it is on the disk; None if it cannot be read.
    lacks : list of str
        What has to be mended before it is handed in, a sentence each.
    """

    path: Path
    released: dict[str, Any]
    notebook: Any = None
    lacks: list[str] = field(default_factory=list)


def checksum(text: str) -> str:
    """Give a checksum of a text that does not depend on spaces at the ends of lines.

    Parameters
    ----------
    text : str
        A cell's source or a file's content.

    Returns
    -------
    str
        16 hexadecimal digits.
    """
    plain = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def grade_id(cell: Any) -> str:
    """Give the name by which marking knows a cell, or "" where it has none."""
    settings = cell.metadata.get("nbgrader")
    return str(settings.get("grade_id", "")) if isinstance(settings, dict) else ""


def look(folder: Path) -> Look:
    """Compare a folder with what was handed out.

    Parameters
    ----------
    folder : Path
        Holds the notebook and released.json.

    Returns
    -------
    Look
        What was found.

    Raises
    ------
    NotReleased
        If released.json is missing or damaged.
    """
    file = folder / RELEASED
    if not file.is_file():
        raise NotReleased(f"{file} is missing: run this in the folder that you were given, or {AS_GIVEN}.")
    try:
        released = json.loads(file.read_text(encoding="utf-8"))
        found = Look(folder / released["notebook"], released)
    except (ValueError, KeyError, TypeError):
        raise NotReleased(f"{file} is damaged: {AS_GIVEN}.") from None
    _find_notebook(found)
    if found.path.is_file():
        _read(found)
    if found.notebook is not None:
        _compare_cells(found)
        _find_errors(found)
    _compare_files(found, folder)
    return found


def _find_notebook(found: Look) -> None:
    """Find the notebook; under another name where it is not under its own."""
    if found.path.is_file():
        return
    name, folder = found.path.name, found.path.parent
    keys = {cell["grade_id"] for cell in found.released["cells"]}
    others = [(len(keys & _keys(path)), path) for path in sorted(folder.glob("*.ipynb"))]
    shared, nearest = max(others, key=lambda pair: pair[0], default=(0, found.path))
    if shared:
        found.path = nearest
        found.lacks.append(f"The notebook is called {nearest.name}: rename it to {name}, or it will not be marked.")
    else:
        found.lacks.append(f"{name} is missing: {AS_GIVEN}.")


def _keys(path: Path) -> set[str]:
    """Collect the grade_ids of a notebook; none where it cannot be read."""
    try:
        return {grade_id(cell) for cell in _load(path).cells} - {""}
    except ValueError:
        return set()


def _load(path: Path) -> Any:
    """Read a notebook; whatever is wrong with it is a ValueError that says what."""
    import nbformat

    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except nbformat.reader.NotJSONError:
        raise ValueError("is not a whole notebook; was it cut off while saving?") from None
    except (nbformat.ValidationError, UnicodeDecodeError, AttributeError, KeyError) as error:
        raise ValueError(f"is no valid notebook ({str(error).splitlines()[0]}).") from None
    return notebook


def _read(found: Look) -> None:
    """Read the notebook, or say why it cannot be read."""
    try:
        found.notebook = _load(found.path)
    except ValueError as error:
        found.lacks.append(f"{found.path.name} {error} Open it in JupyterLab and save it again, or {AS_GIVEN}.")


def _compare_cells(found: Look) -> None:
    """Find cells that are missing, doubled or changed."""
    counted = Counter(filter(None, map(grade_id, found.notebook.cells)))
    texts = {grade_id(cell): cell for cell in found.notebook.cells}
    for cell in found.released["cells"]:
        key, role = cell["grade_id"], cell["role"]
        name = f"The {NAMES[role]} `{key}`"
        if not counted[key]:
            found.lacks.append(f"{name} is missing: copy the cell from the notebook that you were given.")
        elif counted[key] > 1:
            found.lacks.append(f"{name} is there {counted[key]} times: delete the copies.")
        elif texts[key].cell_type != cell["cell_type"]:
            found.lacks.append(f"{name} has become a {texts[key].cell_type} cell: change its type back.")
        elif role in LOCKED and checksum(texts[key].source) != cell["checksum"]:
            found.lacks.append(f"{name} was changed: copy it from the notebook that you were given.")


NAMES = {"answer": "answer cell", "written": "written answer", "test": "test cell", "locked": "cell", "show": "cell"}
LOCKED = ("test", "locked", "show")


def _find_errors(found: Look) -> None:
    """Find outputs that show an error."""
    cells = [cell for cell in found.notebook.cells if cell.cell_type == "code"]
    broken = [cell for cell in cells if any(output.output_type == "error" for output in cell.outputs)]
    names = [f"`{grade_id(cell)}`" if grade_id(cell) else f"[{cell.execution_count or ' '}]" for cell in broken]
    if names:
        shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
        left = "An error is left below" if len(names) == 1 else f"{len(names)} errors are left below"
        found.lacks.append(f"{left} {shown}: restart the kernel, run all cells, save.")


def _compare_files(found: Look, folder: Path) -> None:
    """Find the course's own files that are not as they were handed out."""
    changed = []
    for name, known in found.released["files"].items():
        path = folder / name
        if not path.is_file() or checksum(path.read_text(encoding="utf-8", errors="replace")) != known:
            changed.append(name)
    if changed:
        names = ", ".join(changed[:3]) + (f" and {len(changed) - 3} more" if len(changed) > 3 else "")
        found.lacks.append(f"Not as given: {names}. Marking uses its own; so should you: {AS_GIVEN}.")
