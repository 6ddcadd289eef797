"""What a student defined, seen by the judge: values by value, functions as proxies, nothing by trust."""

import math
import threading

import numpy as np
import psutil
import pytest

from graders.judge.student_proxy import ProcessGone, StudentError
from graders.judge.time_limit import OutOfTime, time_limit
from graders.rpc.codec import Opaque
from graders.rpc.framing import WireError
from utils.checks import CheckFailed, Function
from utils.describe import describe
from utils.placeholder import Placeholder
from utils.steps import no_loop


def test_values_come_as_what_they_are(student):
    peer = student(
        "import numpy as np\n"
        "values = [1, 2.5, True, None, 'text', 10**40, float('nan'), 3 + 4j, (1, [2]), {'a': np.arange(3), 2: {5}}]\n"
        "matrix = np.asfortranarray(np.arange(6.0).reshape(2, 3)).astype('>f4')\n"
        "number = np.float32(0.5)"
    )
    *first, pair, table = peer.get("values")
    assert first[:6] == [1, 2.5, True, None, "text", 10**40]
    assert math.isnan(first[6])
    assert first[7] == 3 + 4j
    assert pair == (1, [2])
    np.testing.assert_array_equal(table["a"], [0, 1, 2])
    assert table[2] == {5}
    matrix = peer.get("matrix")
    assert matrix.dtype == np.float32
    assert matrix.flags.writeable
    np.testing.assert_array_equal(matrix, [[0, 1, 2], [3, 4, 5]])
    assert peer.get("number") == np.float32(0.5)


def test_a_name_that_is_not_there_is_not_defined(student):
    with pytest.raises(NameError, match="'nothing' is not defined"):
        student("x = 1").get("nothing")


def test_a_function_gets_arguments_and_gives_results_by_value(student):
    f = student("def f(a, g, scale=1):\n    return {'sum': g(a).sum() * scale, 'same': a}").get("f")
    a = np.array([1.0, 2.0, 3.0])
    result = f(a, lambda z: z**2, scale=2)
    assert f.__name__ == "f"
    assert result["sum"] == 28.0
    assert result["same"] is not a
    np.testing.assert_array_equal(result["same"], a)


def test_what_a_function_changes_in_place_changes_here_too(student):
    f = student("def f(a, items, table):\n    a *= 2\n    items.append(3)\n    table['k'][0] = 9").get("f")
    a, inner = np.array([1.0, 2.0]), np.zeros(2)
    items, table = [1, 2], {"k": inner}
    f(a, items, table)
    np.testing.assert_array_equal(a, [2, 4])
    assert items == [1, 2, 3]
    assert inner[0] == 9
    f(table=table, a=a, items=items)
    np.testing.assert_array_equal(a, [4, 8])
    assert items == [1, 2, 3, 3]
    answer = Function(f, "f", "a items table")(np.ones(2), [1], {"k": np.zeros(2)})
    with pytest.raises(CheckFailed, match="changes its argument `a` in place"):
        answer.unchanged((np.ones(2), [1], {"k": np.zeros(2)}), "a items table")


def test_an_error_comes_with_its_kind_its_text_and_the_students_line(student):
    peer = student(
        "class Odd(KeyError):\n    pass\ndef f(x):\n    if x:\n        raise Odd('no ' + 'such')\n    return 1 / x"
    )
    f = peer.get("f")
    with pytest.raises(ZeroDivisionError, match="division by zero") as caught:
        f(0)
    assert caught.value.student_line == "return 1 / x"
    with pytest.raises(KeyError) as caught:
        f(1)
    assert isinstance(caught.value, StudentError)
    assert type(caught.value).__name__ == "Odd"
    with pytest.raises(CheckFailed, match="stops with ZeroDivisionError: division by zero in your line `return 1 / x`"):
        Function(f, "f", "x")(0)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("(n for n in range(3))", "a generator, which has not computed anything yet"),
        ("iter([1])", "an iterator"),
        ("object()", "an object of type object"),
        ("b'abc'", "bytes of 3 bytes"),
        ("[[]] * 400_000", "too large or too odd to be checked"),
    ],
)
def test_what_does_not_cross_is_told_in_words(student, code, words):
    value = student(f"def f():\n    return {code}").get("f")()
    assert isinstance(value, Opaque)
    assert words in describe(value)


def test_a_lying_object_is_only_the_value_that_arrives(student):
    peer = student(
        "import numpy as np\n"
        "class Liar(np.ndarray):\n"
        "    def __eq__(self, other): return np.True_\n"
        "    def __sub__(self, other): return np.zeros(2)\n"
        "def f():\n    return np.array([1.0, 2.0]).view(Liar)"
    )
    value = peer.get("f")()
    assert type(value) is np.ndarray
    assert not np.array_equal(value, [5, 5])


def test_a_loop_is_counted_where_it_runs(student):
    peer = student("def loop(x):\n    return [v + 1 for v in x]\ndef array(x):\n    return x + 1")
    few, many = (np.zeros(3),), (np.zeros(40),)
    no_loop(Function(peer.get("array"), "array", "x"), few, many)
    with pytest.raises(CheckFailed, match="loops in Python"):
        no_loop(Function(peer.get("loop"), "loop", "x"), few, many)


def test_what_a_call_prints_arrives_beside_its_value(student):
    answer = Function(student("def f():\n    print('hello')").get("f"), "f")()
    assert answer.printed == "hello\n"
    with pytest.raises(CheckFailed, match="prints its result but returns None"):
        answer.array()


def test_an_object_of_the_judge_is_called_but_not_read(student):
    class Recorder:
        def __init__(self):
            self.calls = []

        def __deepcopy__(self, memo):
            return self

        def record(self, word):
            self.calls.append(word)
            return len(self.calls)

        def _secret(self):
            raise AssertionError("not for students")

    recorder = Recorder()
    peer = student(
        "def f(recorder):\n    return recorder.record('a'), recorder.record('b'), hasattr(recorder, 'calls'),"
        " hasattr(recorder, '_secret')"
    )
    assert peer.get("f")(recorder) == (1, 2, False, False)
    assert recorder.calls == ["a", "b"]


def test_functions_that_were_not_given_cannot_be_called(student):
    peer = student(
        "def f(g):\n    out = []\n    for number in range(1, 30):\n        try:\n"
        "            out.append(g.peer.call(number, (), {}))\n        except Exception as error:\n"
        "            out.append(type(error).__name__)\n    return out"
    )
    seen = peer.get("f")(lambda: "given")
    assert seen.count("given") == 1
    assert set(seen) == {"given", "Exception"}


def test_a_time_limit_interrupts_the_students_code_and_the_process_goes_on(student):
    peer = student("def f(n):\n    while n:\n        pass\n    return 'back'")
    f = peer.get("f")
    with pytest.raises(OutOfTime), time_limit(0.3):
        f(1)
    assert peer.recover()
    assert f(0) == "back"


def test_an_interrupt_that_comes_before_the_call_has_begun_is_sent_again(student):
    peer = student("def f(n):\n    while n:\n        pass\n    return 'back'")
    f = peer.get("f")
    family = [psutil.Process(peer.process.pid), *psutil.Process(peer.process.pid).children(recursive=True)]
    runs = family[-1]
    runs.suspend()  # as on a machine that has no time for it
    with pytest.raises(OutOfTime), time_limit(0.3):
        f(1)
    timer = threading.Timer(0.2, runs.resume)  # then the signal comes first, while it waits for a request
    timer.start()
    assert peer.recover()
    timer.join()
    assert f(0) == "back"


def test_code_that_will_not_be_interrupted_ends_the_process(student):
    peer = student("import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\ndef f():\n    while True: pass")
    f = peer.get("f")
    with pytest.raises(OutOfTime), time_limit(0.3):
        f()
    assert not peer.recover()
    with pytest.raises(ProcessGone):
        f()


def test_a_process_that_ends_itself_is_gone(student):
    f = student("import os\ndef f():\n    os._exit(0)").get("f")
    with pytest.raises(ProcessGone, match="ended its own process") as caught:
        f()
    assert caught.value.cause == "ended"


def test_garbage_on_the_channel_is_no_value(student):
    peer = student(
        "import graders.guest.agent as agent\n"
        "def f():\n    agent._agents[0].channel.send({'value': {'array': 7}})\n    return 1"
    )
    with pytest.raises(WireError, match="not there"):
        peer.get("f")()


def test_what_is_still_to_be_written_says_so(student):
    value = student("from utils.placeholder import Placeholder\nmodel = Placeholder('model')").get("model")
    assert isinstance(value, Placeholder)


def test_a_reference_stands_in_without_its_code(student):
    peer = student()

    def my_dense(a, g):
        return g(a) + 1

    peer.set("my_dense", my_dense)
    peer.run(
        "def layer(a):\n    return my_dense(a, lambda z: 2 * z)\n"
        "found = [hasattr(my_dense, '__code__'), repr(my_dense), str(vars(my_dense))]",
        "<answer>",
    )
    np.testing.assert_array_equal(peer.get("layer")(np.ones(2)), [3, 3])
    code, shown, inside = peer.get("found")
    assert code is False
    assert shown == "<function my_dense>"
    assert "g(a) + 1" not in inside


def test_a_fork_keeps_to_its_memory_and_its_processes(student):
    peer = student(
        "import os, time\ndef hog():\n    kept = []\n    while True:\n        kept.append(bytearray(20_000_000))\n"
        "def many():\n    while True:\n        if os.fork() == 0: time.sleep(60)",
        memory_bytes=400_000_000,
    )
    with pytest.raises(ProcessGone, match="memory") as caught, time_limit(30):
        peer.get("hog")()
    assert caught.value.cause == "limit"
    peer = student("import os, time\ndef many():\n    while True:\n        if os.fork() == 0: time.sleep(60)")
    with pytest.raises((ProcessGone, BlockingIOError, OutOfTime)), time_limit(20):
        peer.get("many")()


def test_nothing_of_the_host_is_seen(student):
    peer = student(
        "import os, socket\n"
        "def look(path):\n    return os.path.exists(path)\n"
        "def reach(port):\n    s = socket.socket(); s.settimeout(1)\n    return s.connect_ex(('127.0.0.1', port))\n"
        "def me():\n    return os.getuid(), os.getpid(), sorted(os.listdir('/proc/self/fd')), dict(os.environ)"
    )
    import socket

    from graders.course.course import KIT

    look = peer.get("look")
    for hidden in (KIT / "source", KIT / "graders", KIT / "graders" / "exercises", "/etc/shadow", "/run/jobs/template"):
        assert look(str(hidden)) is False
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert peer.get("reach")(server.getsockname()[1]) != 0
    user, process, descriptors, variables = peer.get("me")()
    assert (user, process) == (1000, 1)
    assert len(descriptors) <= 5  # the three streams, the channel, the listing itself
    assert not any("graders" in value.lower() for value in variables.values())


def test_a_late_reply_to_what_a_time_limit_broke_off_is_passed_over(student):
    peer = student("x = 5")
    peer.channel.send({"error": {"types": ["TimeoutError"], "text": "the time is over"}}, [])
    assert peer.get("x") == 5
