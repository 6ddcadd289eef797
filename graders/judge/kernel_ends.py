"""Which cell asked for the end of a kernel: the end may come while another one runs."""

import ast
import re
from typing import Any

from graders.course.cell_code import as_python

ENDS = re.compile(
    r"\b(_exit|abort|kill|killpg|alarm|setitimer|raise_signal|pthread_kill|faulthandler|ctypes|exec[lv]\w*|Popen|system|"
    r"Thread|Timer|Process|create_task|call_later|call_soon\w*|fork)\b"
)


def asked_to_end(reply: dict[str, Any]) -> bool:
    """Tell whether a cell asked its kernel to end, by what the kernel replied.

    Parameters
    ----------
    reply : dict
        The content of the reply; nothing in it is believed to have any type.

    Returns
    -------
    bool
        Whether it says so.
    """
    payload = reply.get("payload")
    items = payload[:20] if isinstance(payload, list) else []
    return any(isinstance(item, dict) and item.get("source") == "ask_exit" for item in items)


def may_end_later(source: str) -> bool:
    """Tell whether a cell, by what stands outside its functions, may end its kernel after it has run.

    Parameters
    ----------
    source : str
        The cell.

    Returns
    -------
    bool
        Whether it starts something that may.
    """
    try:
        body = ast.parse(as_python(source)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
    return any(ENDS.search(ast.unparse(node)) for node in body if not isinstance(node, kinds))
