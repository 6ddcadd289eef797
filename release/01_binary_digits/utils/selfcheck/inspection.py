"""Compare a folder with what was handed out, without running anything.

`released.json` is handed out beside the notebook. For every cell that counts it lists the grade_id, the role and a checksum
of the source, in the order of the notebook; it contains no answers.
"""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

RELEASED = "released.json"
NAMES = {"answer": "answer cell", "written": "written answer", "test": "test cell", "locked": "cell", "show": "cell"}
LOCKED = ("test", "locked", "show")  # roles of the cells that nobody should change
ORIGINAL = "get the original from the folder that you were given"


class NotReleased(Exception):
    """There is nothing to compare with; the text says what to do."""


@dataclass
class Inspection:
    """A folder, and what is wrong with it.

    Attributes
    ----------
    path : Path
        The notebook.
    released : dict
        The content of released.json.
    notebook : NotebookNode or None
        The notebook as it was saved; None if it cannot be read.
    problems : list of str
        What has to be fixed before it is handed in, one sentence each.
    """

    path: Path
    released: dict[str, Any]
    notebook: Any = None
    problems: list[str] = field(default_factory=list)


def checksum(text: str) -> str:
    """Compute a checksum that ignores spaces at the ends of lines.

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
    """The name that marking identifies a cell by; "" if it has none."""
    settings = cell.metadata.get("nbgrader")
    return str(settings.get("grade_id", "")) if isinstance(settings, dict) else ""


def inspect_folder(folder: Path) -> Inspection:
    """Compare a folder with what was handed out.

    Parameters
    ----------
    folder : Path
        Contains the notebook and released.json.

    Returns
    -------
    Inspection
        The result; a notebook that was renamed is found.

    Raises
    ------
    NotReleased
        If released.json is missing or damaged.
    """
    file = folder / RELEASED
    if not file.is_file():
        raise NotReleased(f"{file} is missing: run this in the folder that you were given, or {ORIGINAL}.")
    try:
        released = json.loads(file.read_text(encoding="utf-8"))
        inspected = Inspection(folder / released["notebook"], released)
    except (ValueError, KeyError, TypeError):
        raise NotReleased(f"{file} is damaged: {ORIGINAL}.") from None
    _find_notebook(inspected)
    if inspected.path.is_file():
        _read(inspected)
    if inspected.notebook is not None:
        _compare_cells(inspected)
        _find_errors(inspected)
    _compare_files(inspected, folder)
    return inspected


def _find_notebook(inspected: Inspection) -> None:
    """Find the notebook, even if it was renamed."""
    if inspected.path.is_file():
        return
    name, folder = inspected.path.name, inspected.path.parent
    keys = {cell["grade_id"] for cell in inspected.released["cells"]}
    others = [(len(keys & _keys(path)), path) for path in sorted(folder.glob("*.ipynb"))]
    shared, nearest = max(others, key=lambda pair: pair[0], default=(0, inspected.path))
    if shared:
        inspected.path = nearest
        inspected.problems.append(
            f"The notebook is called {nearest.name}: rename it to {name}, or it will not be marked."
        )
    else:
        inspected.problems.append(f"{name} is missing: {ORIGINAL}.")


def _keys(path: Path) -> set[str]:
    """Collect the grade_ids of a notebook; none if it cannot be read."""
    try:
        return {grade_id(cell) for cell in _load(path).cells} - {""}
    except ValueError:
        return set()


def _load(path: Path) -> Any:
    """Read a notebook, or raise a ValueError that says what is wrong with it."""
    import nbformat

    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except nbformat.reader.NotJSONError:
        raise ValueError("is not a complete notebook; was it cut off while saving?") from None
    except (nbformat.ValidationError, UnicodeDecodeError, AttributeError, KeyError) as error:
        raise ValueError(f"is not a valid notebook ({str(error).splitlines()[0]}).") from None
    return notebook


def _read(inspected: Inspection) -> None:
    """Read the notebook, or say why it cannot be read."""
    try:
        inspected.notebook = _load(inspected.path)
    except ValueError as error:
        inspected.problems.append(
            f"{inspected.path.name} {error} Open it in JupyterLab and save it again, or {ORIGINAL}."
        )


def _compare_cells(inspected: Inspection) -> None:
    """Find cells that are missing, duplicated or changed."""
    counted = Counter(filter(None, map(grade_id, inspected.notebook.cells)))
    texts = {grade_id(cell): cell for cell in inspected.notebook.cells}
    for cell in inspected.released["cells"]:
        key, role = cell["grade_id"], cell["role"]
        name = f"The {NAMES[role]} `{key}`"
        if not counted[key]:
            inspected.problems.append(f"{name} is missing: copy the cell from the notebook that you were given.")
        elif counted[key] > 1:
            inspected.problems.append(f"{name} occurs {counted[key]} times: delete the copies.")
        elif texts[key].cell_type != cell["cell_type"]:
            inspected.problems.append(
                f"{name} has become a {texts[key].cell_type} cell: change its type back to {cell['cell_type']}."
            )
        elif role in LOCKED and checksum(texts[key].source) != cell["checksum"]:
            inspected.problems.append(f"{name} was changed: copy it from the notebook that you were given.")


def _find_errors(inspected: Inspection) -> None:
    """Find cells whose output shows an error."""
    cells = [cell for cell in inspected.notebook.cells if cell.cell_type == "code"]
    broken = [cell for cell in cells if any(output.output_type == "error" for output in cell.outputs)]
    names = [f"`{grade_id(cell)}`" if grade_id(cell) else f"[{cell.execution_count or ' '}]" for cell in broken]
    if names:
        shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
        errors = "The output still shows an error" if len(names) == 1 else f"The output still shows {len(names)} errors"
        inspected.problems.append(f"{errors}, below {shown}: restart the kernel, run all cells and save.")


def _compare_files(inspected: Inspection, folder: Path) -> None:
    """Find the course's own files that are missing or changed."""
    changed = []
    for name, known in inspected.released["files"].items():
        path = folder / name
        if not path.is_file() or checksum(path.read_text(encoding="utf-8", errors="replace")) != known:
            changed.append(name)
    if changed:
        names = ", ".join(changed[:3]) + (f" and {len(changed) - 3} more" if len(changed) > 3 else "")
        inspected.problems.append(
            f"Missing or changed: {names}. Marking uses the originals; so should you: {ORIGINAL}."
        )
