"""Judging some exercises of a notebook, while the earlier results of the others stand."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from nbformat import NotebookNode

from graders.course.source_notebook import cell_key
from graders.judge.notebook_cells import NotebookCells, is_test, keys_of_tests


@dataclass(frozen=True)
class Partial:
    """What is judged again, and what is known of the rest.

    Attributes
    ----------
    exercises : collection of str
        Those to judge.
    lost : collection of str
        The exercises that had lost points when all were judged.
    """

    exercises: Collection[str]
    lost: Collection[str]

    @property
    def tests(self) -> set[str]:
        """The ids of the test cells of the exercises to judge."""
        return {key for exercise in self.exercises for key in keys_of_tests(exercise)}

    @property
    def lost_elsewhere(self) -> set[str]:
        """The other exercises that had lost points."""
        return set(self.lost) - set(self.exercises)

    def planned(self, cells: NotebookCells) -> list[tuple[int, NotebookNode]]:
        """List the cells up to the last test cell of these exercises, without the test cells of others."""
        tests = self.tests
        planned = [(k, cell) for k, cell in cells.planned() if not is_test(cell) or cell_key(cell) in tests]
        while planned and not is_test(planned[-1][1]):
            planned.pop()
        return planned

    def holds(self, lost: Iterable[str], limits_met: Collection[str]) -> bool:
        """Tell whether the earlier results of the other exercises still stand.

        They may not if an exercise now loses points, or no longer loses any, since later exercises are judged with
        its reference or with the student's own; nor if this run met a limit.
        """
        return set(lost) == set(self.lost) and not limits_met
