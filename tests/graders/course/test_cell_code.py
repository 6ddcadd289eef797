"""Cells read as IPython reads them."""

import ast

import pytest

from graders.course.cell_code import as_python
from graders.course.source_notebook import CodeCell, data_calls
from graders.guest.plain_cells import run


@pytest.mark.parametrize("code", ["x = 1", "def f(:\n", "", "'%time' % 3", "x = '''\n%time\n!ls\n'''"])
def test_what_is_python_or_nothing_at_all_stays_as_it_is(code):
    assert as_python(code) == code


@pytest.mark.parametrize(
    "head",
    [
        "%%time\n",
        "%%capture\n",
        "%%capture out --no-stderr\n",
        "%%time\n%%capture\n",
        "%matplotlib inline\n",
        "!ls | wc -l\n",
        "files = !ls\n",
        "?len\n",
        "len?\n",
        "%config InlineBackend.figure_format = 'retina'\n",
        "%no_such_magic at all\n",
        "from IPython import get_ipython\nget_ipython().run_line_magic('matplotlib', 'inline')\n",
        "get_ipython().events.register('post_run_cell', print)\n",
        "import asyncio\nawait asyncio.sleep(0)\n",
        "async def g():\n    yield 1\n[n async for n in g()]\n",
        "display(3)\n",
        "exit()\n",
    ],
)
def test_a_cell_defines_what_stands_below_a_magic_on_the_line_where_it_stands(head):
    cell = CodeCell("own", head + "def f(x):\n    return x / n\n")
    assert "f" in cell.names[0]
    assert "n" in cell.names[1]
    names = {"n": 2}
    run(as_python(cell.code), "<own>", names)
    assert names["f"](6) == 3
    assert names["f"].__code__.co_firstlineno == head.count("\n") + 1


@pytest.mark.parametrize("code", ["%time y = g()", "y = %time g()", "if True:\n    %time y = g()\n    !ls\n"])
def test_what_a_magic_runs_on_its_line_is_run(code):
    names = {"g": lambda: 5}
    run(as_python(code), "<own>", names)
    assert names["y"] == 5
    assert "g" in CodeCell("own", code).names[1]


def test_a_timed_cell_that_runs_apart_from_the_notebooks_names_defines_nothing():
    assert CodeCell("own", "%%timeit\nf = 1\n").names[0] == frozenset()


def test_a_module_written_by_a_magic_can_be_imported(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    run(as_python("%%writefile written_here.py\nvalue = 8\n"), "<own>", {})
    names = {}
    run("from written_here import value", "<own>", names)
    assert names["value"] == 8


def test_data_is_found_in_a_cell_with_a_magic():
    assert data_calls("%matplotlib inline\nX = data.load_images(train=600)") == [("load_images", [], {"train": 600})]


def test_every_reading_of_a_notebooks_cell_can_be_parsed():
    ast.parse(as_python("%%time\n'''a\nb'''\nx = 'é'; y = %time 2"))
