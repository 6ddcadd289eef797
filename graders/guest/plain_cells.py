"""Cells run where there is no kernel: what IPython gives them there is here, and does no harm."""

import ast
import asyncio
import inspect
from collections.abc import Mapping
from types import CodeType, MappingProxyType
from typing import Any

FLAGS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


class Nothing:
    """Takes every call and has every attribute, and does nothing."""

    def __call__(self, *_: Any, **__: Any) -> "Nothing":
        """Do nothing."""
        return self

    def __getattr__(self, name: str) -> "Nothing":
        if name.startswith("__"):  # copying and the like ask for these, and expect this error
            raise AttributeError(name)
        return self

    def __str__(self) -> str:
        return ""


class PlainShell(Nothing):
    """Stands for IPython's shell: its magics draw, time and ask the system, and none of it changes an answer."""

    def run_line_magic(self, *_: Any, **__: Any) -> None:
        """Do nothing."""

    magic = system = getsystem = run_line_magic

    def run_cell_magic(self, name: str, line: str = "", cell: str = "") -> None:
        """Write the file of ``%%writefile``, which a later cell may import; do nothing else."""
        words = line.split()
        if name in ("writefile", "file") and words:
            with open(words[-1], "a" if "-a" in words[:-1] else "w", encoding="utf-8") as file:
                file.write(cell)

    def getoutput(self, *_: Any, **__: Any) -> list[str]:
        """Give no lines."""
        return []


SHELL = PlainShell()
# `exit()` in a kernel lets the cell go on to its end.
NAMES: Mapping[str, Any] = MappingProxyType(
    {"get_ipython": lambda: SHELL, "display": Nothing(), "exit": Nothing(), "quit": Nothing()}
)


def run(code: str, file: str, namespace: dict[str, Any]) -> None:
    """Run a cell's code.

    Parameters
    ----------
    code : str
        Python; it may `await` at its top level.
    file : str
        A name in angle brackets.
    namespace : dict
        Its globals; what IPython would give it is added.
    """
    for name, value in NAMES.items():
        namespace.setdefault(name, value)
    evaluate(compile(code, file, "exec", FLAGS), namespace)


def evaluate(code: CodeType, namespace: dict[str, Any]) -> Any:
    """Run compiled code, to its end if it awaits something.

    Parameters
    ----------
    code : code
        Compiled with `FLAGS`.
    namespace : dict
        Its globals.

    Returns
    -------
    object
        The value of an expression; None for statements.
    """
    value = eval(code, namespace)
    return asyncio.run(value) if code.co_flags & inspect.CO_COROUTINE else value
