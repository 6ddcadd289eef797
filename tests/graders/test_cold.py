"""Where no process can be forked from the warm one, a submission is marked from a cold start, with the same marks."""

import nbformat
import pytest

from graders import isolate
from graders.apart import Task, judge_apart, packed
from graders.bundle import make_bundle
from graders.clean import clean
from graders.course import Course
from graders.repair import repair
from graders.result import COLD
from graders.sandbox.policy import Limits
from graders.sandbox.service import Sandbox
from graders.source import SourceNotebook

pytestmark = pytest.mark.sandbox

ASSIGNMENT = "05_shallow_backprop"
WRONG = "def relup(a, e):\n    return e\n"


class Broken(Sandbox):
    """A sandbox whose warm process has gone."""

    def template(self, keras):
        """Give a socket that nobody listens at."""
        return super().template(keras) + "-gone"


@pytest.fixture(scope="module")
def task():
    """Give a notebook with one wrong answer, repaired."""
    source = SourceNotebook(Course().notebook(ASSIGNMENT))
    notebook = nbformat.from_dict(source.notebook)
    next(cell for cell in notebook.cells if cell.id == "relup").source = WRONG
    repaired = repair(clean(notebook), make_bundle(source)).notebook
    return Task(ASSIGNMENT, packed(repaired), 7, False, Limits())


def test_marks_are_the_same_from_a_cold_start(task):
    with Sandbox([ASSIGNMENT], kernels=True) as sandbox:
        warm = judge_apart(task, sandbox)
    with Broken([ASSIGNMENT], kernels=True) as broken:
        cold = judge_apart(task, broken)
    assert (warm.fault, cold.fault) == ("", "")
    assert "started" not in warm.found
    assert cold.found["started"] == COLD
    for found in (warm.found, cold.found):
        for check in (check for exercise in found["exercises"] for check in exercise["checks"]):
            assert check.pop("seconds") >= 0  # the one thing that differs
    for key in ("scores", "points", "exercises", "limits", "faults"):
        assert cold.found[key] == warm.found[key]
    assert 0 < sum(score or 0 for score in cold.found["scores"].values()) < sum(cold.found["points"].values())


def test_what_cannot_be_started_cold_either_is_a_fault_of_ours(task, monkeypatch):
    with Broken([ASSIGNMENT], kernels=True) as broken:
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
        judged = judge_apart(task, broken)
    assert "does not answer" in judged.fault
    assert not judged.found


def test_a_judge_that_crashes_once_judges_again(task, monkeypatch):
    real, ends = isolate.run, [isolate.End("died", -6)]

    def run(*arguments):
        yield from [ends.pop()] if ends else real(*arguments)

    monkeypatch.setattr(isolate, "run", run)
    with Sandbox([ASSIGNMENT], kernels=True) as sandbox:
        judged = judge_apart(task, sandbox)
        assert not judged.fault
        assert judged.found["scores"]
        ends.extend([isolate.End("died", -6)] * 2)
        assert "ended early (died, -6)" in judge_apart(task, sandbox).fault
