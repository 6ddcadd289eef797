"""Runs a notebook's cells in a kernel, and replaces a kernel that ends.

The new kernel first runs the cells before again, without those that ended a kernel.
"""

import contextlib
from collections.abc import Iterator
from typing import NoReturn

import nbformat
from nbformat import NotebookNode

from graders.core.results import Cause
from graders.course.settings import Limits
from graders.course.source_notebook import cell_key, nbgrader_field
from graders.judge.kernel_ends import asked_to_end, may_end_later
from graders.judge.notebook_cells import NotebookCells
from graders.judge.stopped_cell import StoppedCell, stopped_by
from graders.judge.student_proxy import StudentPeer
from graders.judge.verdicts import error_output
from graders.sandbox.kernel_client import TOO_LONG, Kernel, KernelLost
from graders.sandbox.kernel_messages import Spent

MOST_RESTARTS = 3
ENDED = "Take out what ends the kernel."
ASKED = "asked the kernel to end (`exit()`, `quit()` or a restart): take that out. The kernel went on."
SLOW = "Keep only what defines the answer in this cell."
ENDED_ITSELF = "It ended the kernel."
LATE = "It ended the kernel, some time after it had run."
TOO_OFTEN = "the kernel had ended too often."
OUT_OF_TIME = "the time for the whole notebook was over."


class GaveUp(KernelLost):
    """No more cells run.

    Parameters
    ----------
    why : str
        For the student.
    cause : {"ended", "time"}
        Whether kernels ended too often, or the time for the notebook is used up.
    """

    def __init__(self, why: str, cause: Cause) -> None:
        super().__init__(why)
        self.cause: Cause = cause


class KernelSupervisor:
    """Keeps a kernel ready for one notebook.

    Parameters
    ----------
    cells : NotebookCells
        What runs; a cell that ends a kernel is noted there.
    assignment : str
        Whose public files the kernel imports.
    template : str
        The socket to fork from.
    limits : Limits
        What the notebook may use in all.

    Attributes
    ----------
    limits_met : list of str
        What had to be stopped, with the reason.
    stopped : dict of str to StoppedCell
        Why cells did not run to their end, by their keys.
    """

    def __init__(self, cells: NotebookCells, assignment: str, template: str, limits: Limits) -> None:
        self._cells, self._assignment, self._template, self._limits = cells, assignment, template, limits
        self.limits_met: list[str] = []
        self.stopped: dict[str, StoppedCell] = {}
        self._spent = Spent(limits)
        self._kernel: Kernel | None = None
        self._peer: StudentPeer | None = None
        self._starts = self._forgiven = 0  # that last: what tests ended, which is no cell's doing
        self._gave_up: tuple[str, Cause] | None = None

    def execute(self, index: int) -> None:
        """Run one cell and put its outputs into it.

        Parameters
        ----------
        index : int
            Its place in the notebook.
        """
        cell = self._cells.all[index]
        key = cell_key(cell)
        # A locked cell is ours: on a machine that was busy for a moment it runs the next time.
        tries = 2 if nbgrader_field(cell, "locked") else 1
        suspect: NotebookNode | None = None  # it is left out if the cell runs without it
        while True:
            kernel = None
            try:
                kernel = self._kernel_before(index)
                if self._spent.seconds_left <= 0:
                    self._give_up(OUT_OF_TIME, "time")
                kernel.execute(cell)
                break
            except GaveUp as error:
                cell.outputs = [error_output("NotRun", f"This cell did not run: {error}")]
                return
            except KernelLost as error:
                ended_itself = kernel is not None and not kernel.process.stopped
                self.close()
                if suspect is not None:
                    self._cells.left_out.discard(cell_key(suspect))
                    suspect = None
                elif ended_itself and (suspect := self._late_killer(index)):
                    self._cells.left_out.add(cell_key(suspect))
                    continue
                tries -= 1
                if tries:
                    continue
                self._leave_out(cell, str(error))
                return
        if suspect is not None:
            self._leave_out(suspect, LATE)
        if asked_to_end(kernel.reply):
            self.limits_met.append(f"Cell `{key}` {ASKED}")
        if kernel.timed_out:
            cell.outputs.append(error_output("TimeoutError", TOO_LONG))
            self.limits_met.append(f"Cell `{key}` was stopped: it ran too long.")
            self.stopped[key] = StoppedCell("ran too long and was stopped", SLOW)
        elif stopped := stopped_by(kernel.reply, cell.source):
            self.stopped[key] = stopped

    @contextlib.contextmanager
    def serving(self, index: int, test_follows: bool) -> Iterator[StudentPeer]:
        """Let the judge ask for the student's names as they are before a cell.

        Parameters
        ----------
        index : int
            The cell's place.
        test_follows : bool
            Whether the next cell is a test cell, too: then the kernel goes on answering.

        Yields
        ------
        StudentPeer
            Reaches the student's process.

        Raises
        ------
        KernelLost
            If there is no kernel to ask.
        """
        kernel = self._kernel_before(index)
        if self._peer is None:
            self._peer = StudentPeer(kernel.process)
        peer = self._peer
        if not kernel.serving:
            kernel.begin_serving()
        try:
            yield peer
            if not peer.recover():  # a time limit may have broken off a request
                kernel.process.stop()
        finally:
            if not (peer.usable and kernel.process.alive and test_follows):
                self._end_serving(kernel, peer)

    def close(self) -> None:
        """End the kernel, if there is one."""
        if self._kernel is not None:
            self._kernel.close()
        self._kernel = self._peer = None

    def _kernel_before(self, index: int) -> Kernel:
        """Give a kernel in the state that it has before a cell, started anew if necessary."""
        if self._kernel is not None:
            if self._kernel.process.alive:
                return self._kernel
            self._remove_ended(self._kernel)
        while self._gave_up is None:
            if self._starts > MOST_RESTARTS + self._forgiven:
                self._give_up(TOO_OFTEN, "ended")
            if self._spent.seconds_left <= 0:
                self._give_up(OUT_OF_TIME, "time")
            self._starts += 1
            self._kernel = Kernel(self._template, self._assignment, self._limits, self._spent)
            killer = self._run_before(index, self._kernel)
            if killer is None:
                return self._kernel
            why = self._kernel.process.stopped
            self.close()
            late = None if why else self._late_killer(killer)
            self._leave_out(late or self._cells.all[killer], LATE if late else why or ENDED_ITSELF)
        raise GaveUp(*self._gave_up)

    def _run_before(self, index: int, kernel: Kernel) -> int | None:
        """Run the cells before a place once more; give the place of the one in which the kernel ended, if it did."""
        before = self._spent.used
        killer = None
        for place, cell in enumerate(self._cells.all[:index]):
            try:
                if self._cells.run(cell):
                    kernel.execute(nbformat.from_dict(cell))
            except KernelLost:
                killer = place
                break
        self._spent.back_to(before)  # these outputs were counted the first time
        return killer

    def _leave_out(self, cell: NotebookNode, why: str) -> None:
        """Run a cell no more, and say why."""
        key = cell_key(cell)
        self._cells.left_out.add(key)
        self.limits_met.append(f"Cell `{key}` was left out, and the other cells ran without it: {why}")
        cell.outputs = [error_output("KernelLost", why)]
        self.stopped[key] = StoppedCell(f"was left out ({why.rstrip('.')})", ENDED)

    def _late_killer(self, index: int) -> NotebookNode | None:
        """Find the cell of the student's that began what ended a kernel later, unless it is the one that ran then."""
        if may_end_later(self._cells.all[index].source):
            return None
        ran = [cell for cell in self._cells.all[:index] if self._cells.run(cell) and not nbgrader_field(cell, "locked")]
        return next((cell for cell in reversed(ran) if may_end_later(cell.source)), None)

    def _give_up(self, why: str, cause: Cause) -> NoReturn:
        """Run no more cells; note the reason once."""
        if self._gave_up is None:
            self._gave_up = why, cause
            self.limits_met.append(f"Not all cells ran, since {why}")
        raise GaveUp(why, cause)

    def _end_serving(self, kernel: Kernel, peer: StudentPeer) -> None:
        """Let the kernel run cells again; end it if it does not."""
        if peer.goodbye():
            with contextlib.suppress(KernelLost):
                kernel.end_serving()
        else:
            kernel.process.stop()
        if not kernel.process.alive:
            self._forgiven += 1
            self._remove_ended(kernel)

    def _remove_ended(self, kernel: Kernel) -> None:
        """Clear away a kernel that ended while it answered, and note the limit that it met."""
        if kernel.process.stopped:
            self.limits_met.append(kernel.process.stopped)
        self.close()
