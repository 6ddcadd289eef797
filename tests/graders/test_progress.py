"""The progress of marking, on a terminal of any width and in a log."""

import io

import pytest
from rich.console import Console

from graders import progress
from graders.core.results import SubmissionResult

LONG = SubmissionResult("a-student-with-a-rather-long-name", "05_shallow_backprop")


@pytest.fixture
def drawn(monkeypatch):
    """Give a function that shows a run of three on a terminal and gives what was drawn last."""

    def draw(width: int, done: int) -> str:
        terminal = Console(file=io.StringIO(), force_terminal=True, color_system=None, width=width)
        monkeypatch.setattr(progress, "errors", terminal)
        with progress.batch_progress() as step:
            for number in range(done + 1):
                step(number, 3, LONG if number else None)
        frames = terminal.file.getvalue().replace("\x1b[2K", "\r").split("\r")
        return [frame for frame in frames if "/3" in frame][-1].strip()

    return draw


def test_before_the_first_mark_it_says_how_many_there_are(drawn):
    assert "0/3" in drawn(80, 0)
    assert "starting" in drawn(80, 0)


@pytest.mark.parametrize("width", [60, 120])
def test_numbers_are_whole_and_the_name_is_cut_where_it_is_narrow(drawn, width):
    line = drawn(width, 2)
    assert "2/3" in line
    assert "a minute" in line
    assert line.count("left") == 1
    assert ("a-student-with-a-rather-long-name/05_shallow_backprop" in line) == (width == 120)
    assert len(line.splitlines()[0]) <= width


def test_a_log_has_a_line_for_each_mark_and_none_before(capsys):
    with progress.batch_progress() as step:
        step(0, 2, None)
        step(1, 2, LONG)
        step(2, 2, None)
    assert capsys.readouterr().err.splitlines() == [f"[1/2] {LONG.student}/{LONG.assignment}", "[2/2] a fault"]


def test_what_is_done_besides_marking_is_told_too(drawn, monkeypatch, capsys):
    with progress.batch_progress() as step:
        step.stage("releasing 01_binary_digits")
        step.note("a line that stays")
    assert capsys.readouterr().err.splitlines() == ["releasing 01_binary_digits …", "a line that stays"]
    terminal = Console(file=io.StringIO(), force_terminal=True, color_system=None, width=80)
    monkeypatch.setattr(progress, "errors", terminal)
    with progress.batch_progress() as step:
        step.stage("releasing 01_binary_digits")
        step.note("a line that stays")
    shown = terminal.file.getvalue()
    assert "releasing 01_binary_digits" in shown
    assert "a line that stays\n" in shown
    assert "…" not in shown
