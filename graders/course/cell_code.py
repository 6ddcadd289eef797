"""What a cell says in plain Python: a kernel reads magics, ``!`` and ``?`` that no other part of Python knows."""

import ast
from functools import lru_cache

RUN_IN_PLACE = {"time", "capture", "prun"}  # magics that run what follows them among the notebook's own names
NO_PYTHON = (SyntaxError, ValueError, RecursionError, MemoryError)


@lru_cache(maxsize=2048)  # the same cells are looked at for one exercise after the other
def as_python(code: str) -> str:
    """Read a cell as IPython does.

    Parameters
    ----------
    code : str
        The text of a cell.

    Returns
    -------
    str
        Its code with the same lines. What ``%%time`` and its like run stands there itself; other magics are calls of
        ``get_ipython()``. A cell that is no Python for IPython either stays as it is.
    """
    text = code
    if not _is_python(code):  # then nothing in it is IPython's: each of its additions is an error in Python
        from IPython.core.inputtransformer2 import TransformerManager  # a moment that most courses do without

        try:
            text = TransformerManager().transform_cell(code)
        except NO_PYTHON:
            return code
    if "get_ipython" not in text or not _is_python(text):
        return text
    return _in_place(text)


def _is_python(code: str) -> bool:
    """Tell whether Python can parse a text."""
    try:
        ast.parse(code)
    except NO_PYTHON:
        return False
    return True


def _in_place(text: str) -> str:
    """Put what a magic runs into the magic's place."""
    lines = text.split("\n")
    statements = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt)]
    changes = [(node, by) for node in statements if (by := _replacement(node)) is not None]
    for node, by in sorted(changes, key=lambda change: (change[0].lineno, change[0].col_offset), reverse=True):
        end, end_offset = node.end_lineno or node.lineno, node.end_col_offset or 0
        first, last = lines[node.lineno - 1].encode(), lines[end - 1].encode()
        before, after = first[: node.col_offset].decode(), last[end_offset:].decode()
        indented = by.replace("\n", "\n" + " " * node.col_offset)
        lines[node.lineno - 1 : end] = f"{before}{indented}{after}".split("\n")
    changed = "\n".join(lines)
    return changed if _is_python(changed) else text


def _replacement(node: ast.stmt) -> str | None:
    """Give what stands for a statement, or None if it stays."""
    if isinstance(node, ast.ImportFrom):  # where there is no IPython its own function finds none
        alone = [(alias.name, alias.asname) for alias in node.names] == [("get_ipython", None)]
        return "pass" if alone and str(node.module).startswith("IPython") else None
    if isinstance(node, ast.Expr):
        magic = _magic(node.value)
        if magic is None:
            return None
        name, line, body = magic
        if body is None:
            return as_python(line).strip() or "pass"
        keeps = [word for word in line.split() if word.isidentifier()] if name == "capture" else []
        head = f"{keeps[0]} = get_ipython().captured" if keeps else "pass"
        return f"{head}\n{as_python(body)}".rstrip("\n")
    if isinstance(node, ast.Assign) and (magic := _magic(node.value)) is not None and magic[2] is None:
        targets = " = ".join(map(ast.unparse, node.targets))
        return f"{targets} = {as_python(magic[1]).strip()}"
    return None


def _magic(node: ast.expr) -> tuple[str, str, str | None] | None:
    """Take apart a call of a magic that runs in place: its name, its line, and what stands below it in the cell."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.keywords:
        return None
    if node.func.attr not in ("run_line_magic", "run_cell_magic") or ast.unparse(node.func.value) != "get_ipython()":
        return None
    words = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    if len(words) != len(node.args) or len(words) != (2 if node.func.attr == "run_line_magic" else 3):
        return None
    name, line, *body = words
    if body:
        return (name, line, body[0]) if name in RUN_IN_PLACE else None
    return (name, line, None) if name == "time" else None
