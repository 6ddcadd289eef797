"""A stand-in for an answer that the learner has not written yet."""

from typing import Any, NoReturn


class Placeholder:
    """A value that raises an error, with instructions, when it is used.

    A released notebook sets ``model = Placeholder("model")`` above the space for the answer, so that
    later uses of a missing ``model`` say what is missing, instead of raising a `NameError` or an
    `AttributeError` that hides the cause.

    Parameters
    ----------
    name : str
        The name that the learner will define.

    Raises
    ------
    NotImplementedError
        On any use: calling it, reading an attribute, an item, its length, arithmetic.
    """

    def __init__(self, name: str) -> None:
        object.__setattr__(self, "_name", name)

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        name = object.__getattribute__(self, "_name")
        raise NotImplementedError(f"`{name}` is still to be written: go back to the exercise that asks for it.")

    def __getattr__(self, attribute: str) -> NoReturn:
        if attribute.startswith("_"):  # IPython and copy look up special names and expect this error
            raise AttributeError(attribute)
        self._refuse()

    def __repr__(self) -> str:
        return f"<{object.__getattribute__(self, '_name')}: still to be written>"

    __setattr__ = _refuse
    __call__ = __getitem__ = __setitem__ = __iter__ = __len__ = __array__ = __float__ = __int__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __matmul__ = __rmatmul__ = _refuse
    __truediv__ = __rtruediv__ = __neg__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
