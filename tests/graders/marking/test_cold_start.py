"""Where no process can be forked from the warm one, a submission is marked from a cold start, with the same marks."""

from dataclasses import replace

import nbformat
import pytest

from graders.core.results import COLD, WARM
from graders.course.course import open_course
from graders.course.settings import Limits
from graders.marking import worker_process
from graders.marking.judging import judge_on_this_machine
from graders.marking.task import Task, packed
from graders.sandbox.sandbox import Sandbox
from graders.submissions.repair import repair
from graders.submissions.sanitize import clean

pytestmark = pytest.mark.sandbox

ASSIGNMENT = "05_shallow_backprop"
WRONG = "def relup(a, e):\n    return e\n"


class Broken(Sandbox):
    """A sandbox whose warm process has gone."""

    def template(self, preloads=()):
        """Give a socket that nobody listens at."""
        return super().template(preloads) + "-gone"


@pytest.fixture(scope="module")
def task():
    """Give a notebook with one wrong answer, repaired."""
    assignment = open_course().assignment(ASSIGNMENT)
    notebook = nbformat.from_dict(assignment.source.notebook)
    next(cell for cell in notebook.cells if cell.id == "relup").source = WRONG
    repaired = repair(clean(notebook), assignment.official).notebook
    return Task(assignment, packed(repaired), 7, assignment.preloads, Limits())


def test_marks_are_the_same_from_a_cold_start(task):
    with Sandbox([task.assignment], kernels=True) as sandbox:
        warm = judge_on_this_machine(task, sandbox)
    with Broken([task.assignment], kernels=True) as broken:
        cold = judge_on_this_machine(task, broken)
    assert (warm.fault, cold.fault) == ("", "")
    assert (warm.verdict.started, cold.verdict.started) == (WARM, COLD)
    for verdict in (warm.verdict, cold.verdict):
        assert all(check.seconds >= 0 for exercise in verdict.exercises for check in exercise.checks)
    as_warm = replace(cold.verdict, seconds=warm.verdict.seconds, started=WARM)  # what may differ
    assert as_warm == warm.verdict
    assert 0 < sum(score or 0 for score in cold.verdict.scores.values()) < sum(cold.verdict.points.values())


def test_what_cannot_be_started_cold_either_is_a_fault_of_ours(task, monkeypatch):
    with Broken([task.assignment], kernels=True) as broken:
        start = broken.cold

        class Dead:
            """A cold process that has gone, too."""

            socket = "/nowhere"

            def wait(self):
                return self

            def close(self):
                pass

        def cold(imports=()):
            return start(imports) if imports else Dead()

        monkeypatch.setattr(broken, "cold", cold)
        judged = judge_on_this_machine(task, broken)
    assert "does not answer" in judged.fault
    assert judged.verdict is None


def test_a_judge_that_crashes_once_judges_again(task, monkeypatch):
    real, ends = worker_process.run, [worker_process.End("died", -6)]

    def run(*arguments):
        yield from [ends.pop()] if ends else real(*arguments)

    monkeypatch.setattr(worker_process, "run", run)
    with Sandbox([task.assignment], kernels=True) as sandbox:
        judged = judge_on_this_machine(task, sandbox)
        assert not judged.fault
        assert judged.verdict.scores
        ends.extend([worker_process.End("died", -6)] * 2)
        assert "ended early (died, -6)" in judge_on_this_machine(task, sandbox).fault
