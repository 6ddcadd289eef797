"""Judging some exercises of a notebook again, without judging the others."""

from collections.abc import Iterable
from typing import Any

from nbformat import NotebookNode

from graders.course.source_notebook import cell_key
from graders.judge.notebook import Marked, Marker
from graders.judge.verdicts import keys_of_tests


class Remarker(Marker):
    """Runs a notebook as far as some exercises and judges these alone.

    Parameters
    ----------
    exercises : iterable of str
        Those to judge.
    lost : iterable of str
        The exercises that had lost points when all were judged.
    *arguments
        As for `graders.judge.notebook.Marker`.
    """

    def __init__(self, exercises: Iterable[str], lost: Iterable[str], *arguments: Any) -> None:
        super().__init__(*arguments)
        self.again = frozenset(exercises)
        self.had_lost = frozenset(lost)
        self.lost = set(self.had_lost - self.again)
        self.tests = {key for exercise in self.again for key in keys_of_tests(exercise)}

    def mark(self) -> Marked:
        """Run and judge.

        Returns
        -------
        Marked
            Scores and checks of these exercises; the outputs of their test cells in the notebook.
        """
        super().mark()
        self.marked.scores = {key: score for key, score in self.marked.scores.items() if key in self.tests}
        return self.marked

    @property
    def settled(self) -> bool:
        """Whether the verdicts on all other exercises stand.

        They may not where an exercise now loses points, or loses none any more, since later ones are judged with
        its reference or with the student's own; nor where the run met a limit.
        """
        return self.lost == self.had_lost and not self.marked.limits

    def _planned(self) -> list[tuple[int, NotebookNode]]:
        """List the cells up to the last test cell of these exercises, without the test cells of others."""
        cells = super()._planned()
        places = [place for place, (_, cell) in enumerate(cells) if cell_key(cell) in self.tests]
        before = cells[: places[-1] + 1] if places else []
        return [(index, cell) for index, cell in before if cell_key(cell) in self.tests or self._runs(cell)]
