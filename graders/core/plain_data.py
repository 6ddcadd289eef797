"""Results as plain data for JSON, and back: one encoder for everything that crosses a process or goes into a file."""

from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

Kind = TypeVar("Kind")


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    """Give the encoder of a dataclass."""
    return TypeAdapter(kind)


def to_plain(value: Any) -> dict[str, Any]:
    """Turn a dataclass into dicts, lists, strings and numbers.

    Parameters
    ----------
    value : dataclass instance
        The value, and all that it holds.

    Returns
    -------
    dict
        Ready for JSON.
    """
    kind: Any = type(value)
    return dict(_adapter(kind).dump_python(value, mode="json"))


def from_plain(kind: type[Kind], data: Any) -> Kind:
    """Read what `to_plain` gave.

    Parameters
    ----------
    kind : type
        The dataclass.
    data : object
        What came.

    Returns
    -------
    dataclass instance
        The value.

    Raises
    ------
    ValueError
        If a field is missing or of another type.
    """
    key: Any = kind
    read: Kind = _adapter(key).validate_python(data)
    return read
