"""What the demo prints: the table at any width, and why each mark is what it is."""

import io
import re
import webbrowser
from collections import Counter
from types import SimpleNamespace

import pytest
from rich.cells import cell_len
from rich.console import Console

from graders.demo import summary
from graders.reports.mark_reasons import reason
from graders.reports.marks_table import Row
from graders.core.results import CheckResult, ExerciseResult, SubmissionResult

NAMES = ["blank", "labels-and-weights-of-the-wrong-kind", "x" * 90, "Ångström-Łukasiewicz-名前の長い学生"]
WHY = "my_dense -10 (does not end); [bold]late[/bold] -4.7; 3 to mark by hand " + "a_name_without_blanks_" * 6


def drawn(width):
    table = [Row(name, "04_tensorflow_training", 42.25, 0.0, 1234.5, False, "") for name in NAMES]
    console = Console(file=io.StringIO(), width=width)
    console.print(summary.marks_table(table, [WHY] * len(table), console.width))
    return console.file.getvalue()


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_the_table_fits_and_nothing_of_it_is_cut(width):
    shown = drawn(width)
    assert max(cell_len(line) for line in shown.splitlines()) <= width
    squeezed = re.sub(r"\s", "", shown)
    assert squeezed.count("42.25of1234.5") == len(NAMES)
    assert "…" not in shown
    letters = Counter(squeezed)
    for letter in "xŁ名":  # of which every one is a student's
        assert letters[letter] == "".join(NAMES).count(letter)


def test_a_wide_terminal_has_a_line_for_each_mark():
    assert sum("42.25 of 1234.5" in line and "late" in line for line in drawn(200).splitlines()) == len(NAMES)


def check(name, points, earned=0.0, message="wrong"):
    return CheckResult(name, False, points, earned, "" if earned == points else message)


def exercise(key, *checks):
    return ExerciseResult(key, checks, 1)


def told(*exercises, penalty=0.0, by_hand=False, **more):
    mark = SubmissionResult("ada", "a", exercises=list(exercises), **more)
    return reason(Row("ada", "a", 1.0, penalty, 9.0, by_hand, ""), mark)


RIGHT = exercise("relu", check("values", 2.0, 2.0))
STUB = "`softmax` is still to be written."


@pytest.mark.parametrize(
    ("exercises", "more", "says"),
    [
        ([RIGHT], {}, "every check passed"),
        (
            [RIGHT, exercise("softmax", check("large_logits", 2.5), check("sum", 1, 1))],
            {},
            "softmax -2.5 (large logits)",
        ),
        ([RIGHT, exercise("softmax", check("a", 2), check("b", 1))], {}, "softmax -3 (all checks)"),
        (
            [exercise("softmax", check("a", 1, 1), *(check(name, 1) for name in "bcd"))],
            {},
            "softmax -3 (3 of 4 checks)",
        ),
        (
            [exercise("dense", check("a", 2, 0, "Stopped after 4 seconds: is there a loop"), check("b", 1))],
            {},
            "dense -3 (does not end)",
        ),
        ([exercise("softmax", check("a", 2, 0, STUB))], {}, "nothing was written"),
        ([RIGHT, exercise("softmax", check("a", 2, 0, STUB))], {}, "not written: softmax -2"),
        ([RIGHT], {"penalty": 0.5}, "every check passed; late -0.5"),
        ([RIGHT], {"repairs": ["one", "two"]}, "every check passed; 2 cells repaired"),
        (
            [RIGHT],
            {"by_hand": True, "points": {"proof": 3.0, "t": 2.0}, "scores": {"proof": None, "t": 2.0}},
            "every check passed; 3 to mark by hand",
        ),
        ([], {"problem": "It is no notebook."}, "It is no notebook. A person has to look at it."),
        ([RIGHT], {"faults": ["a check broke"]}, "not wholly judged, by a fault of ours"),
    ],
)
def test_a_mark_says_where_its_points_went(exercises, more, says):
    assert told(*exercises, **more) == says


def test_the_dearest_come_first_and_many_are_summed():
    many = [exercise(f"e{number}", check("a", number), check("b", 1, 1)) for number in range(1, 8)]
    assert told(*many) == "e7 -7 (a); e6 -6 (a); e5 -5 (a); e4 -4 (a); 3 more -6"


def test_what_plain_nbgrader_marked_says_so():
    assert reason(Row("ada", "a", 1.0, 0.0, 9.0, False, "marked by plain nbgrader"), None) == "marked by plain nbgrader"


@pytest.mark.parametrize("how", ["none", "refuses"])
def test_without_a_browser_it_says_so_and_goes_on(monkeypatch, capsys, tmp_path, how):
    def missing(address):
        if how == "none":
            raise webbrowser.Error("could not locate runnable browser")
        return False

    monkeypatch.setattr(webbrowser, "open", missing)
    summary.open_pages(SimpleNamespace(report=tmp_path / "index.html", page=tmp_path / "page.html"))
    assert "open these two pages yourself" in capsys.readouterr().err
