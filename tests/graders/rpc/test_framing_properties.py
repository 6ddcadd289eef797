"""Whatever bytes come from the student's side, the judge gets a value or a refusal, soon and in little memory."""

import contextlib
import itertools
import json
import math
import socket
import struct
import threading
import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from graders.judge.student_proxy import StudentError, StudentPeer, student_error
from graders.rpc.codec import Decoder, Encoder, Opaque
from graders.rpc.framing import LARGEST_FRAME, LONGEST_TEXT, MOST_BLOBS, Channel, WireError, pack, unpack
from graders.rpc.peer import Peer

SECONDS = 2.0  # of processor time, in which a frame of a few kilobytes is decoded, however it is made
MEGABYTES = 40  # that it may take, whatever it claims


class Process:
    """Stands where a student's process would: only its socket matters here."""

    alive, stopped = True, ""

    def __init__(self, channel):
        self.channel = channel

    def interrupt(self):
        """Do nothing; there is no code that runs."""


def peers(answer):
    """Make a judge's peer whose other side has sent some bytes and has gone."""
    ours, theirs = socket.socketpair()
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    theirs.sendall(answer)
    theirs.shutdown(socket.SHUT_WR)
    return StudentPeer(Process(ours)), theirs


def frame(message, blobs=()):
    """Make a frame of anything that JSON can hold."""
    text = message if isinstance(message, bytes) else json.dumps(message).encode()
    sizes = struct.pack(f">{len(blobs)}Q", *map(len, blobs))
    return struct.pack(">II", len(text), len(blobs)) + sizes + text + b"".join(blobs)


def ask(answer, question):
    """Put a question to a peer that answers with some bytes; tell what came, within bounds."""
    peer, theirs = peers(answer)
    started = time.process_time()
    tracemalloc.start()
    try:
        return question(peer)
    except (WireError, StudentError, NameError):
        return WireError
    except BaseException as error:
        if type(error).__name__ != "ProcessGone":
            raise
        return WireError
    finally:
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        theirs.close()
        peer.channel.close()
        assert time.process_time() - started < SECONDS
        assert most < MEGABYTES * 1_000_000


QUESTIONS = [
    lambda peer: peer.get("name"),
    lambda peer: peer.call(1, (np.zeros(3), [1, 2], {"a": 1}, (1,)), {}),
    lambda peer: peer.call(1, (1,), {}, op="steps"),
    lambda peer: peer.run("code", "<file>"),
    lambda peer: peer.set("name", 1),
    lambda peer: peer.goodbye(),
]
KINDS = [
    *("list", "tuple", "dict", "set", "array", "scalar", "objects", "float", "int", "complex", "class", "opaque"),
    *("long list", "long tuple", "function", "yours", "object", "ufunc", "module", "model", "tensor", "variable"),
    *("keras variable", "optimizer", "loss", "keras loss", "history", "placeholder", "shape", "nothing"),
]
KEYS = ["value", "changed", "printed", "error", "op", "function", "method", "args", "kwargs", "upstream", "name"]
FIELDS = ["types", "text", "line", "number", "ref", "config", "weights", "functions", "layers", "class_name", "forward"]
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from([*KINDS, "call", "steps", "vjp", "get", "bye", "Dense", "Sequential", "nan", "9" * 400]),
)
content = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from([*KINDS, *FIELDS, *KEYS]), inner, max_size=4),
        st.builds(lambda kind, value: {kind: value}, st.sampled_from(KINDS), inner),
    ),
    max_leaves=12,
)
messages = st.dictionaries(st.sampled_from(KEYS), content, min_size=1, max_size=5)
arrays = hnp.arrays(
    st.one_of(
        hnp.boolean_dtypes(),
        hnp.integer_dtypes(endianness="?"),
        hnp.unsigned_integer_dtypes(endianness="?"),
        hnp.floating_dtypes(endianness="?", sizes=(16, 32, 64)),
        hnp.complex_number_dtypes(endianness="?", sizes=(64, 128)),
        hnp.unicode_string_dtypes(max_len=8),
    ),
    hnp.array_shapes(min_dims=0, max_dims=5, min_side=0, max_side=5),
)
no_deadline = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


# Bytes of any kind.


@no_deadline
@given(st.binary(max_size=4_000), st.sampled_from(QUESTIONS))
def test_any_bytes_give_a_value_or_a_refusal(answer, question):
    ask(answer, question)


@no_deadline
@given(
    st.lists(st.tuples(messages, st.lists(st.binary(max_size=200), max_size=3)), max_size=4), st.sampled_from(QUESTIONS)
)
@example([({"value": {"array": 0}, "changed": 5}, [])], QUESTIONS[1])
@example([({"value": 1, "changed": [[0, {"array": 0}]]}, [pack(np.array(["x", "y", "z"]))])], QUESTIONS[1])
@example([({"value": {"int": []}}, [])], QUESTIONS[0])
@example([({"value": "many"}, [])], QUESTIONS[2])
@example([({"op": "call", "function": [], "args": {}}, [])], QUESTIONS[3])
@example([({"error": {"types": [[], "StopIteration"], "text": {}}}, [])], QUESTIONS[3])
def test_any_messages_give_a_value_or_a_refusal(sent, question):
    ask(b"".join(frame(message, blobs) for message, blobs in sent), question)


@no_deadline
@given(content)
def test_any_content_is_decoded_or_refused(what):
    peer, theirs = peers(b"")
    try:
        Decoder(peer, [pack(np.arange(3.0))]).decode(json.loads(json.dumps(what)))
    except WireError:
        pass
    finally:
        theirs.close()
        peer.channel.close()


@no_deadline
@given(arrays, st.data())
def test_a_damaged_array_is_an_array_or_refused(array, data):
    blob = bytearray(pack(array))
    for _ in range(data.draw(st.integers(1, 4))):
        blob[data.draw(st.integers(0, len(blob) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(blob)))
    for attempt in (bytes(blob), bytes(blob[:cut])):
        try:
            found = unpack(attempt)
        except WireError:
            continue
        assert type(found) is np.ndarray
        assert found.dtype.kind in "biufcSU"
        assert found.nbytes <= len(attempt)


HUGE = 2**63
HEADERS = [
    f"{{'descr': '<f8', 'fortran_order': False, 'shape': ({HUGE}, {HUGE}, 2), }}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 4294967296, 4294967296), }",
    "{'descr': '<U1000000000', 'fortran_order': False, 'shape': (0,), }",
    "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }",
    "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }",
    "{'descr': ('<f8', (1000000000,)), 'fortran_order': False, 'shape': (), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (True,), }",
    "{'descr': '<f8', 'fortran_order': True, 'shape': (2, 2), }",
    "{'descr': '<m8[ns]', 'fortran_order': False, 'shape': (1,), }",
    "(" * 900,
    "9" * 900,
]


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("body", [b"", bytes(8), bytes(32)])
def test_headers_that_lie_are_refused_or_small(header, body):
    text = header.encode() + b"\n"
    blob = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + body
    try:
        found = unpack(blob)
    except WireError:
        return
    assert found.nbytes == len(body)


@pytest.mark.parametrize(
    "head",
    [
        struct.pack(">II", LONGEST_TEXT + 1, 0),
        struct.pack(">II", 2, MOST_BLOBS + 1),
        struct.pack(">IIQ", 2, 1, LARGEST_FRAME + 1),
        struct.pack(">IIQQ", 2, 2, 2**63, 2**63),
    ],
)
def test_a_frame_that_announces_too_much_is_refused_before_it_comes(head):
    assert ask(head + b"{}", QUESTIONS[0]) is WireError


@pytest.mark.parametrize(
    "text", [b"[" * 100_000, b'{"value":' * 50_000, b"9" * 100_000, b'{"value": 1e999999}', b"\xff"]
)
def test_json_that_is_made_to_hurt_is_refused(text):
    assert ask(frame(text), QUESTIONS[0]) is WireError


@pytest.mark.parametrize("kind", ["list", "tuple", "set"])
def test_values_nested_too_deeply_or_too_many_are_refused(kind):
    deep = json.loads(f'{{"{kind}": [' * 60 + "1" + "]}" * 60)
    with pytest.raises(WireError, match="too deeply"):
        Decoder(None, []).decode(deep)
    with pytest.raises(WireError, match="too many items"):
        Decoder(None, []).decode({kind: [{"list": []}] * 300_001})


def test_keys_that_collide_are_only_slow():
    """The hash of a multiple of 2**61 - 1 is 0, so that a dict of such keys becomes a list that is searched."""
    pairs = [[{"int": str(k * (2**61 - 1))}, 0] for k in range(1, 2_000)]
    assert len(Decoder(None, []).decode({"dict": pairs})) == 1_999


# The way there and back.


class Nobody:
    """Keeps no references."""

    def special(self, value, encoder):
        """Know nothing of large packages."""

    def refer(self, value):
        """Give no reference."""


numbers = st.one_of(st.integers(-(10**300), 10**300), st.floats(), st.booleans(), st.none(), st.text(max_size=30))
values = st.recursive(
    st.one_of(numbers, st.complex_numbers(), arrays),
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.lists(inner, max_size=5).map(tuple),
        st.dictionaries(st.one_of(st.text(max_size=5), st.integers(), st.booleans()), inner, max_size=5),
        st.sets(st.integers(), max_size=5),
    ),
    max_leaves=15,
)


def equal(a, b):
    """Compare values by kind and content; nan is as good as nan."""
    if isinstance(a, np.ndarray):
        native = a.dtype.newbyteorder("=")
        return (
            isinstance(b, np.ndarray)
            and a.shape == b.shape
            and native == b.dtype
            and np.array_equal(a, b, equal_nan=a.dtype.kind in "fc")
        )
    if isinstance(a, (list, tuple)):
        return type(a) is type(b) and len(a) == len(b) and all(map(equal, a, b))
    if isinstance(a, dict):
        return isinstance(b, dict) and list(a) == list(b) and all(equal(a[key], b[key]) for key in a)
    if isinstance(a, complex):
        return isinstance(b, complex) and equal(a.real, b.real) and equal(a.imag, b.imag)
    if isinstance(a, float):
        return isinstance(b, float) and (a == b or (math.isnan(a) and math.isnan(b)))
    if isinstance(a, str):  # halves of characters do not cross
        return a.encode("utf-8", "replace").decode() == b
    return type(a) is type(b) and a == b


@no_deadline
@given(values)
def test_a_value_comes_back_as_it_was(value):
    encoder = Encoder(Nobody())
    text = json.dumps(encoder.encode(value), allow_nan=False)
    assert equal(value, Decoder(Nobody(), encoder.blobs).decode(json.loads(text)))


@no_deadline
@given(arrays, st.booleans())
def test_an_array_comes_back_as_it_was_and_can_be_written_to(array, fortran):
    found = unpack(pack(np.array(array, order="F" if fortran else "C")))
    assert equal(array, found)
    assert found.flags.writeable
    assert found.flags.owndata or found.base is None or found.base.flags.owndata


def test_long_lists_come_back_as_lists():
    for value in ([1.5] * 40_000, tuple(range(40_000)), [1, 2.5] * 20_000):
        encoder = Encoder(Nobody())
        found = Decoder(Nobody(), encoder.blobs).decode(encoder.encode(value))
        assert type(found) is type(value)
        assert found == value


@no_deadline
@given(st.lists(st.tuples(messages, st.lists(st.binary(max_size=50), max_size=3)), min_size=1, max_size=5), st.data())
def test_frames_that_come_in_pieces_are_read_whole(sent, data):
    """A time limit may break off a call at any byte: the next one reads on."""
    stream = b"".join(frame(message, blobs) for message, blobs in sent)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    ours, theirs = socket.socketpair()
    channel, found = Channel(ours), []
    for start, end in itertools.pairwise([0, *cuts, len(stream)]):
        theirs.sendall(stream[start:end])
        channel.deadline = time.monotonic() + 0.002
        with contextlib.suppress(WireError):
            while True:
                found.append(channel.receive())
    channel.deadline = None
    while len(found) < len(sent):  # what has arrived, but was not read in those two milliseconds
        found.append(channel.receive())
    theirs.close()
    channel.close()
    for (message, blobs), (got, parts) in itertools.zip_longest(sent, found):
        assert json.dumps(message) == json.dumps(got)
        assert parts == blobs


def test_a_deadline_holds_against_single_bytes():
    """One byte now and then is no answer."""
    ours, theirs = socket.socketpair()
    channel = Channel(ours)
    stop, drops = threading.Event(), []

    def drip():
        while not stop.wait(0.02):
            theirs.sendall(b"\0")
            drops.append(1)

    theirs.sendall(struct.pack(">II", 1_000, 0))
    thread = threading.Thread(target=drip)
    thread.start()
    channel.deadline = time.monotonic() + 0.5
    with pytest.raises(WireError, match="no longer answers"):
        channel.receive()
    assert len(drops) < 100  # they come for 2 seconds or more: on a machine that stands still they do, too
    stop.set()
    thread.join()
    theirs.close()
    channel.close()


# Errors and calls.


@no_deadline
@given(st.dictionaries(st.sampled_from(FIELDS), content))
def test_any_error_is_a_students_error(error):
    made = student_error(error)
    assert isinstance(made, StudentError)
    assert not isinstance(made, (StopIteration, Warning))
    assert len(str(made)) <= 3_100


def test_only_what_was_handed_over_can_be_called():
    class Judge(Peer):
        def raise_error(self, error):
            raise StudentError(error["text"])

    ours, theirs = socket.socketpair()
    judge, student = Judge(Channel(ours)), Channel(theirs)
    secret, handed = judge.own(lambda: "secret"), judge.own(lambda: "told", [""])
    for number, method, told in (
        (handed, "", "told"),
        (secret, "", None),
        (handed, "__globals__", None),
        (handed, "__call__", None),
        (99, "", None),
        ("1", "", None),
    ):
        message = {"function": number, "method": method, "args": {"list": []}, "kwargs": {"dict": []}}
        judge.serve_one({"op": "call", **message}, Decoder(judge, []))
        reply, _ = student.receive()
        assert reply.get("value") == told
        assert ("error" in reply) == (told is None)
    ours.close()
    theirs.close()


def test_what_does_not_cross_is_told_in_words():
    encoder = Encoder(Nobody())
    for value, words in (
        ((n for n in ()), "a generator"),
        (iter([]), "an iterator"),
        (b"bytes", "bytes of 5 bytes"),
        (10**400, "more than 300 digits"),
        (object(), "an object of type object"),
    ):
        found = Decoder(Nobody(), []).decode(encoder.encode(value))
        assert isinstance(found, Opaque)
        assert words in found.described
