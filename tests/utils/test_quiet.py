"""What packages write to stderr while they are imported is hidden, unless the import fails."""

import contextlib
import os

import pytest

from utils.quiet import quiet_imports


def write_from_below(text):
    """Write as C++ code does: to the file descriptor, past sys.stderr."""
    os.write(2, text.encode())


@contextlib.contextmanager
def real_stderr():
    """Let sys.stderr be what it is outside of pytest: text that goes to file descriptor 2, line by line."""
    with (
        open(2, "w", buffering=1, encoding="utf-8", closefd=False) as stream,
        contextlib.redirect_stderr(stream),
    ):
        yield stream


def test_nothing_written_inside_is_seen_and_all_written_outside_is(capfd):
    write_from_below("before ")
    with real_stderr() as stderr, quiet_imports():
        write_from_below("from C ")
        print("from Python", file=stderr)
    write_from_below("after")
    assert capfd.readouterr().err == "before after"


def test_a_line_that_was_not_ended_is_hidden_too(capfd):
    with real_stderr() as stderr, quiet_imports():
        stderr.write("half a line")
    assert capfd.readouterr().err == ""


def test_stdout_is_left_alone(capfd):
    with quiet_imports():
        os.write(1, b"shown")
    assert capfd.readouterr().out == "shown"


@pytest.mark.parametrize("error", [ImportError("no such package"), KeyboardInterrupt()])
def test_what_was_written_is_shown_when_the_import_fails(capfd, error):
    def fail():
        with real_stderr() as stderr, quiet_imports():
            write_from_below("the reason")
            stderr.write(" in full")
            raise error

    with pytest.raises(type(error)):
        fail()
    write_from_below(", and later lines")
    assert capfd.readouterr().err == "the reason in full, and later lines"


def test_no_file_stays_open():
    before = os.listdir("/dev/fd")
    for _ in range(3):
        with quiet_imports():
            pass
    assert len(os.listdir("/dev/fd")) == len(before)
