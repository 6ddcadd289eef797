"""The sandbox of one command: its templates, started when they are needed and ended with it."""

import threading
from collections.abc import Iterable
from pathlib import Path

from graders.course.assignment import Assignment
from graders.course.preload import student_modules
from graders.sandbox.zygote import AGENT, KERNEL, Template


class Sandbox:
    """Templates by what they have imported; a context manager.

    Parameters
    ----------
    assignments : iterable of Assignment
        Whose public files they show.
    sandboxed : bool
        Whether students' processes are confined; without, they run with our rights.
    kernels : bool
        Whether notebooks run, not only single answers.
    hidden : iterable of Path
        Folders of which nothing is shown wherever they lie: the course's.
    """

    def __init__(
        self,
        assignments: Iterable[Assignment],
        sandboxed: bool = True,
        kernels: bool = False,
        hidden: Iterable[Path] = (),
    ) -> None:
        self.assignments = list(assignments)
        self.sandboxed = sandboxed
        self.kernels = kernels
        self.hidden = [*hidden]
        self._templates: dict[tuple[str, ...], Template] = {}
        self._lock = threading.Lock()

    def start(self, preloads: tuple[str, ...] = ()) -> Template:
        """Start a template if it does not run yet; do not wait for it.

        Parameters
        ----------
        preloads : tuple of str
            What it imports beside what all do; see `graders.course.preload`.

        Returns
        -------
        Template
            It.
        """
        with self._lock:
            if preloads not in self._templates:
                kernel = KERNEL if self.kernels else ()
                self._templates[preloads] = self.cold([AGENT, *kernel, *student_modules(preloads)])
            return self._templates[preloads]

    @property
    def alive(self) -> bool:
        """Whether every template that was started still runs."""
        return all(template.alive for template in self._templates.values())

    def cold(self, imports: Iterable[str] = ()) -> Template:
        """Start a template for one submission, with nothing imported that it does not need."""
        return Template(self.assignments, imports, self.sandboxed, self.hidden)

    def template(self, preloads: tuple[str, ...] = ()) -> str:
        """Give the socket of a template that is ready.

        Parameters
        ----------
        preloads : tuple of str
            See `start`.

        Returns
        -------
        str
            The socket's path.
        """
        return self.start(preloads).wait().socket

    def close(self) -> None:
        """End all templates."""
        for template in self._templates.values():
            template.close()
        self._templates.clear()

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
