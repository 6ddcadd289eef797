"""Work in a process of its own: its news arrive, and neither a crash nor a hang reaches us."""

import os
import pickle
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graders.marking.worker_process import End, run

LONG = 120.0  # seconds; never reached


def collect(work, *arguments, seconds=LONG):
    return list(run(work, arguments, seconds))


def alive(pid):
    """Tell whether a process runs; one that has ended and waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def gone(pid):
    """Wait until a process that was killed has ended."""
    for _ in range(200):
        if not alive(pid):
            return True
        time.sleep(0.05)
    return False


def count(send, number):
    for n in range(number):
        send({"n": n})


def test_news_arrive_in_order_and_the_end_comes_last():
    assert collect(count, 3) == [{"n": 0}, {"n": 1}, {"n": 2}, End("done", 0)]


def test_work_without_news_is_done():
    assert collect(count, 0) == [End("done", 0)]


def crash(send, how):
    send({"before": 1})
    if how == "raise":
        raise ValueError
    if how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    os._exit(int(how))


@pytest.mark.parametrize(("how", "status"), [("7", 7), ("kill", -signal.SIGKILL), ("raise", 1)])
def test_a_crash_is_told_with_its_status_and_news_from_before_it_stay(how, status):
    assert collect(crash, how) == [{"before": 1}, End("died", status)]


def chatter(send):
    print("to stdout", flush=True)
    os.write(2, b"to stderr")
    send({"stdin": sys.stdin.read() if sys.stdin else ""})


def test_what_the_work_prints_goes_nowhere_and_there_is_nothing_to_read(capfd):
    assert collect(chatter) == [{"stdin": ""}, End("done", 0)]
    written = capfd.readouterr()
    assert (written.out, written.err) == ("", "")


SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]


def hang(send):
    child = subprocess.Popen(SLEEP)
    send({"pids": [os.getpid(), child.pid]})
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        time.sleep(1)


def test_a_hang_is_ended_with_all_processes_that_it_started():
    work = run(hang, (), 5.0)
    pids = next(work)["pids"]
    assert all(map(alive, pids))
    assert [end.how for end in work] == ["timeout"]
    assert all(map(gone, pids))


def leave_behind(send):
    send({"pid": subprocess.Popen(SLEEP).pid})


def test_what_the_work_leaves_behind_is_ended_too():
    news, end = collect(leave_behind)
    assert end == End("done", 0)
    assert gone(news["pid"])


def test_news_that_nobody_waits_for_end_the_work_as_well():
    work = run(hang, (), LONG)
    pids = next(work)["pids"]
    work.close()
    assert all(map(gone, pids))


class Bomb:
    """Leaves a trace where it is unpickled."""

    def __init__(self, trace):
        self.trace = trace

    def __reduce__(self):
        return (open, (self.trace, "w"))


def write_raw(send, content):
    """Write to the pipe itself, past `send`, and end well."""
    sender = next(cell.cell_contents for cell in send.__closure__)
    sender.send_bytes(content)


@pytest.mark.parametrize("content", [b"", b"no news", b"\xff\x00", b"{", b"[" * 100_000])
def test_garbage_in_place_of_news_is_dropped(content):
    assert collect(write_raw, content) == [End("done", 0)]


def test_what_comes_through_the_pipe_is_not_unpickled(tmp_path):
    trace = tmp_path / "trace"
    assert collect(write_raw, pickle.dumps(Bomb(str(trace)))) == [End("done", 0)]
    assert not trace.exists()


def test_news_of_no_end_are_not_kept():
    assert collect(write_raw, b'"' + b"x" * 3_000_000 + b'"', seconds=5.0)[-1].how != "done"


def test_a_process_that_ends_while_another_is_started_is_not_lost(monkeypatch):
    read, asked = os.read, []

    def slowly(file, length):
        """Let a second thread that asks how the same process ended be the first to read."""
        asked.append(file)
        time.sleep(0.3 if asked.count(file) == 1 else 0)
        asked.remove(file)
        return read(file, length)

    monkeypatch.setattr(os, "read", slowly)
    with ThreadPoolExecutor(4) as pool:
        ends = list(pool.map(lambda n: collect(crash, str(n % 2))[-1], range(16)))
    assert ends == [End("died", 1) if n % 2 else End("done", 0) for n in range(16)]
