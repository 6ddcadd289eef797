"""Work that is done by many together, but now and then by one alone."""

import contextlib
import threading
from collections.abc import Iterator


class Turns:
    """Many together, or one alone; who wants to be alone goes first."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._together = 0
        self._waiting = 0
        self._taken = False

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Begin when nobody is, or wants to be, alone."""
        with self._condition:
            self._condition.wait_for(lambda: not self._taken and not self._waiting)
            self._together += 1
        try:
            yield
        finally:
            with self._condition:
                self._together -= 1
                self._condition.notify_all()

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Begin when nobody else is at it."""
        with self._condition:
            self._waiting += 1
            try:
                self._condition.wait_for(lambda: not self._taken and not self._together)
                self._taken = True
            finally:
                self._waiting -= 1
                self._condition.notify_all()
        try:
            yield
        finally:
            with self._condition:
                self._taken = False
                self._condition.notify_all()
