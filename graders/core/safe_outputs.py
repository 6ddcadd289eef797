"""Outputs of a student's cells made safe to look at: short, and with nothing in them that acts."""

import re

import nh3
from nbformat import NotebookNode

from graders.core.safe_text import placeless

LONGEST_TEXT = 100_000  # characters of one output
MOST_OUTPUTS = 200  # outputs of one cell
LARGEST_PICTURE = 8_000_000  # characters of base64
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")  # it is put into an attribute of a page
PICTURES = ("image/png", "image/jpeg", "image/gif")
CUT = "\n… cut here: more was printed than is kept."


def tidy(notebook: NotebookNode) -> None:
    """Clean the outputs of all cells, in place.

    Parameters
    ----------
    notebook : NotebookNode
        Executed.
    """
    for cell in notebook.cells:
        if cell.cell_type == "code":
            outputs = cell.get("outputs", [])
            cell.outputs = [output for output in map(_clean, outputs[:MOST_OUTPUTS]) if output is not None]


def _clean(output: NotebookNode) -> NotebookNode | None:
    """Clean one output; None where nothing of it may stay."""
    kind = output.get("output_type")
    if kind == "stream":
        output["name"] = "stderr" if output.get("name") == "stderr" else "stdout"
        output["text"] = _short(output.get("text", ""))
    elif kind == "error":
        output["ename"], output["evalue"] = _short(output.get("ename", ""))[:200], _short(output.get("evalue", ""))
        lines = output.get("traceback", [])
        output["traceback"] = [_short(line) for line in lines[:100]] if isinstance(lines, list) else []
    elif kind in ("display_data", "execute_result"):
        output["data"] = _safe_data(output.get("data", {}))
        output["metadata"] = {}
        return output if output["data"] else None
    else:
        return None
    return output


def _safe_data(data: dict[str, object]) -> dict[str, str]:
    """Keep text, pictures and sanitised HTML; scripts, widgets and unknown kinds go."""
    safe: dict[str, str] = {}
    for kind, value in data.items():
        text = "".join(map(str, value)) if isinstance(value, list) else value
        if not isinstance(text, str):
            continue
        if kind in PICTURES and len(text) <= LARGEST_PICTURE and BASE64.fullmatch(text):
            safe[kind] = text
        elif kind == "text/plain":
            safe[kind] = _short(text)
        elif kind == "text/html":
            safe[kind] = nh3.clean(
                _short(text), attributes={"*": {"colspan", "rowspan"}}, link_rel=None, url_schemes=set()
            )
    return safe


def _short(text: object) -> str:
    """Cut a text to what a person would read, halves of characters escaped: no file could hold them."""
    words = placeless(str(text))
    kept = words if len(words) <= LONGEST_TEXT else words[:LONGEST_TEXT] + CUT
    return kept.encode("utf-8", "backslashreplace").decode()
