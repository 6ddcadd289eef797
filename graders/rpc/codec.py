"""Values as JSON and arrays, and back: by value, never by trust.

Numbers, text, lists, tuples, dicts, sets, arrays and tensors cross by value. Functions and objects cross as numbers
by which their owner finds them. Of anything else only a description crosses.
"""

import math
import types
from collections.abc import Mapping
from typing import Any

import numpy as np

from graders.rpc.framing import WireError, pack, unpack

DEEPEST = 40
MOST_ITEMS = 300_000
LONGEST_STRING = 2_000_000
LARGEST_INTEGER = 10**300


class Opaque:
    """Stands for a value of which only a description crosses.

    Attributes
    ----------
    described : str
        What it is, worded for a learner.
    """

    def __init__(self, described: str) -> None:
        self.described = described

    def __repr__(self) -> str:
        return f"<{self.described}>"

    def __deepcopy__(self, memo: dict[int, Any]) -> "Opaque":
        return self


class Encoder:
    """Turns values into JSON and blobs.

    Parameters
    ----------
    references : object
        Has `refer(value)`, which gives a dict for a function or an object, or None; and `special(value, encoder)`,
        which does the same for values of TensorFlow and Keras.
    """

    def __init__(self, references: Any) -> None:
        self.references = references
        self.blobs: list[bytes] = []
        self._items = 0

    def encode(self, value: Any, depth: int = 0) -> Any:
        """Encode one value.

        Parameters
        ----------
        value : object
            Anything.
        depth : int
            How deep inside another value it lies.

        Returns
        -------
        object
            What JSON can hold.

        Raises
        ------
        WireError
            If it is too large or nested too deeply.
        """
        self._items += 1
        if depth > DEEPEST or self._items > MOST_ITEMS:
            raise WireError("nested too deeply" if depth > DEEPEST else f"more than {MOST_ITEMS:,} items")
        if value is None or value is True or value is False:
            return value
        if isinstance(value, np.generic):  # before float and str, which NumPy's numbers and texts are as well
            return self._array("scalar", np.asarray(value))
        if isinstance(value, int):
            return self._integer(int(value))
        if isinstance(value, float):
            number = float(value)
            return number if math.isfinite(number) else {"float": repr(number)}
        if isinstance(value, complex):
            return {"complex": [self.encode(value.real), self.encode(value.imag)]}
        if isinstance(value, str):
            if len(value) > LONGEST_STRING:
                raise WireError("a string of more than two million characters")
            return str(value).encode("utf-8", "replace").decode()
        if isinstance(value, np.ndarray):
            return self._array("array", np.asarray(value))
        return self._compound(value, depth)

    def _compound(self, value: Any, depth: int) -> Any:
        """Encode containers, and what is not plain data."""
        inner = depth + 1
        if isinstance(value, (list, tuple)):
            kind = "list" if isinstance(value, list) else "tuple"
            if len(value) > MOST_ITEMS // 10 and (packed := self._long(kind, value)) is not None:
                return packed
            return {kind: [self.encode(item, inner) for item in value]}
        if isinstance(value, (set, frozenset)):
            return {"set": [self.encode(item, inner) for item in value]}
        special = self.references.special(value, self)
        if special is not None:
            return special
        if isinstance(value, Mapping):
            return {"dict": [[self.encode(k, inner), self.encode(v, inner)] for k, v in value.items()]}
        if isinstance(value, types.ModuleType):
            return {"module": value.__name__}
        if isinstance(value, type):
            return {"class": _name(value)}
        reference = self.references.refer(value)
        if reference is not None:
            return reference
        if hasattr(value, "__array__"):  # what claims to be an array is converted once
            return self._array("array", np.asarray(value))
        return {"opaque": _described(value)}

    def _array(self, kind: str, array: np.ndarray) -> dict[str, Any]:
        """Encode an array; one of Python objects only by its shape."""
        if array.dtype.kind in "OMm":
            return {"objects": [int(n) for n in array.shape]}
        self.blobs.append(pack(array))
        return {kind: len(self.blobs) - 1}

    def _integer(self, value: int) -> Any:
        """Encode an integer; one that a float cannot hold as text."""
        if abs(value) < 1 << 53:
            return value
        if abs(value) > LARGEST_INTEGER:
            return {"opaque": "an integer of more than 300 digits"}
        return {"int": str(value)}

    def _long(self, kind: str, value: Any) -> dict[str, Any] | None:
        """Encode a long list of plain numbers as one array."""
        if not all(type(item) in (int, float) for item in value):
            return None
        try:
            return {f"long {kind}": self._array("array", np.array(value))["array"]}
        except (KeyError, OverflowError):
            return None


class Decoder:
    """Turns JSON and blobs back into values; refuses what `Encoder` would not have made.

    Parameters
    ----------
    references : object
        Has `resolve(kind, content, decoder)` for functions, objects and values of TensorFlow and Keras.
    blobs : list of bytes
        The frame's blobs.
    """

    def __init__(self, references: Any, blobs: list[bytes]) -> None:
        self.references = references
        self.blobs = blobs
        self._items = 0

    def decode(self, content: Any, depth: int = 0) -> Any:
        """Decode one value.

        Parameters
        ----------
        content : object
            Parsed JSON.
        depth : int
            How deep inside another value it lies.

        Returns
        -------
        object
            The value.

        Raises
        ------
        WireError
            If it is not a valid value.
        """
        self._items += 1
        if depth > DEEPEST or self._items > MOST_ITEMS:
            raise WireError("a value came back that is nested too deeply or has too many items")
        if content is None or isinstance(content, (bool, int, float, str)):
            return content
        if not isinstance(content, dict) or not content:
            raise WireError("what came back is not a valid value")
        kind = next(iter(content))
        try:
            return self._decode(kind, content[kind], content, depth + 1)
        except WireError:
            raise
        except Exception as error:  # whatever it is, what was sent is to blame
            raise WireError(f"what came back is not a valid value ({type(error).__name__})") from None

    def blob(self, index: Any) -> np.ndarray:
        """Read the array of a frame's blob."""
        if type(index) is not int or not 0 <= index < len(self.blobs):
            raise WireError("what came back refers to an array that is not there")
        return unpack(self.blobs[index])

    def _decode(self, kind: str, inside: Any, content: dict[str, Any], depth: int) -> Any:
        """Decode by kind."""
        if kind == "list":
            return [self.decode(item, depth) for item in _listed(inside)]
        if kind == "tuple":
            return tuple(self.decode(item, depth) for item in _listed(inside))
        if kind in ("long list", "long tuple"):
            items = self.blob(inside).tolist()
            return items if kind == "long list" else tuple(items)
        if kind == "dict":
            pairs = [(self.decode(k, depth), self.decode(v, depth)) for k, v in _listed(inside)]
            return {key if _hashable(key) else repr(key): value for key, value in pairs}
        if kind == "set":
            return {item for item in (self.decode(part, depth) for part in _listed(inside)) if _hashable(item)}
        if kind == "array":
            return self.blob(inside)
        if kind == "scalar":
            return self.blob(inside).reshape(())[()]
        if kind == "objects":
            shape = tuple(int(n) for n in _listed(inside))
            return np.empty(shape if math.prod(shape) <= MOST_ITEMS else (0,), dtype=object)
        if kind == "float":
            return {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}[inside]
        if kind == "int":
            return int(inside[:310])
        if kind == "complex":
            return complex(*(float(self.decode(part, depth)) for part in inside))
        if kind == "class":
            return type(_word(inside), (), {"__doc__": "Stands for a class that was given instead of a value."})
        if kind == "opaque":
            return Opaque(str(inside)[:300])
        return self.references.resolve(kind, content, self)


def _listed(inside: Any) -> list[Any]:
    """Give a list back; refuse anything else."""
    if not isinstance(inside, list):
        raise WireError("what came back is not a valid value")
    return inside


def _hashable(value: Any) -> bool:
    """Tell whether a decoded value can be a key."""
    return isinstance(value, (str, int, float, bool, np.generic, type(None))) or (
        isinstance(value, tuple) and all(map(_hashable, value))
    )


def _word(text: Any) -> str:
    """Turn a claimed class name into an identifier."""
    name = "".join(c for c in str(text)[:60] if c.isalnum() or c == "_")
    return name if name.isidentifier() else "Thing"


def _name(value: Any) -> str:
    """Give a class's name."""
    return str(getattr(value, "__name__", "?"))[:60]


def _described(value: Any) -> str:
    """Describe a value that does not cross."""
    kind = type(value).__name__[:60]
    if isinstance(value, (types.GeneratorType, types.AsyncGeneratorType)):
        return "a generator, which has not computed anything yet: return the values themselves"
    if hasattr(value, "__next__"):
        return f"an iterator ({kind}), which has not computed anything yet: return the values themselves"
    if isinstance(value, types.CoroutineType):
        return "a coroutine, which has not run"
    if isinstance(value, (bytes, bytearray, memoryview)):
        return f"{kind} of {len(value)} bytes"
    shape = getattr(value, "shape", None)
    try:
        where = f" of shape {tuple(shape)}" if shape is not None else ""
    except TypeError:
        where = ""
    return f"an object of type {kind}{where}"
