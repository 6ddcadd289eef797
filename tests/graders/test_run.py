"""A notebook in a kernel of its own: nothing that a cell does keeps the others from running."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import graders.run
from graders.in_kernel import SEED
from graders.run import run


def cell(key, source, points=None, tags=()):
    made = new_code_cell(source, id=key)
    if points is not None:
        made.metadata["nbgrader"] = {
            "grade": True,
            "grade_id": key,
            "locked": True,
            "points": points,
            "schema_version": 3,
            "solution": False,
            "task": False,
        }
    if tags:
        made.metadata["tags"] = list(tags)
    return made


@pytest.fixture
def execute(tmp_path_factory, monkeypatch):
    """Run cells with small limits; give the outcome and what each cell showed."""
    monkeypatch.setattr(graders.run, "SECONDS_PER_CELL", 3)
    monkeypatch.setattr(graders.run, "SECONDS_TO_STOP", 2)
    folder = tmp_path_factory.mktemp("k")  # its path, with the sockets in it, has to be short
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path_factory.mktemp("r")))

    def execute(*cells):
        notebook = new_notebook(cells=list(cells))
        before = nbformat.from_dict(notebook)
        outcome = run(notebook, folder, 7)
        assert notebook == before
        assert [c.id for c in outcome.notebook.cells] == [c.id for c in cells]
        return outcome, {c.id: shown(c) for c in outcome.notebook.cells if c.cell_type == "code"}

    return execute


def shown(cell):
    """Give what a cell showed: its text, or the name of its error."""
    return [
        output.ename if output.output_type == "error" else output.get("text") or output.data["text/plain"]
        for output in cell.outputs
    ]


def test_errors_endless_loops_and_long_outputs_leave_the_other_cells_alone(execute, monkeypatch):
    monkeypatch.setattr(graders.run, "LONGEST_TEXT", 1000)
    monkeypatch.setattr(graders.run, "MOST_OUTPUTS", 5)
    outcome, seen = execute(
        new_markdown_cell("# Week", id="title"),
        cell("fails", "1 / 0"),
        cell("endless", "n = 0\nwhile True:\n    n += 1", points=1),
        cell("show", "shown = 1", tags=["show"]),
        cell("later", "(n > 0, 'shown' in globals())", points=1),
        cell("long", "print('x' * 50_000)"),
        cell("many", "from IPython.display import display\nfor i in range(50): display(i)\n2.5", points=2.5),
        cell("seed", f"import os; os.environ['{SEED}']"),
    )
    assert seen["fails"] == ["ZeroDivisionError"]
    assert seen["endless"] == ["TimeoutError"]
    assert seen["show"] == []
    assert seen["later"] == ["(True, False)"]
    assert len(seen["long"][0]) < 1100
    assert "cut here" in seen["long"][0]
    assert seen["many"] == ["0", "1", "2", "3", "4", "2.5"]
    assert seen["seed"] == ["'7'"]
    assert outcome.limits == ["Cell `endless` was stopped after 3 seconds."]
    assert outcome.seconds > 3
    nbformat.validate(outcome.notebook)


DEAF = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass"


def test_cells_that_end_the_kernel_are_left_out_and_the_others_run_without_them(execute, monkeypatch):
    monkeypatch.setattr(graders.run, "SECONDS_PER_CELL", 2)
    outcome, seen = execute(
        cell("first", "a = 1\na"),
        cell("exits", "import os; os._exit(1)", points=1),
        cell("between", "a += 1\na", points=1),
        cell("deaf", DEAF),
        cell("last", "a += 1\na", points=1),
    )
    assert seen == {"first": ["1"], "exits": ["NotRun"], "between": ["2"], "deaf": [], "last": ["3"]}
    assert [text.split("`")[1] for text in outcome.limits] == ["exits", "deaf"]
    assert all("ended the kernel; it was left out" in text for text in outcome.limits)
    assert all("show" not in c.metadata.get("tags", []) for c in outcome.notebook.cells)


def test_after_too_many_ended_kernels_the_graded_cells_that_were_not_reached_have_failed(execute, monkeypatch):
    monkeypatch.setattr(graders.run, "MOST_RESTARTS", 0)
    outcome, seen = execute(
        cell("first", "1.0", points=1),
        cell("exits", "import os; os._exit(1)"),
        cell("free", "2"),
        cell("skipped", "3", points=1, tags=["show"]),
        cell("last", "1.0", points=1),
    )
    assert seen == {"first": ["1.0"], "exits": [], "free": [], "skipped": [], "last": ["NotRun"]}
    assert len(outcome.limits) == 1
