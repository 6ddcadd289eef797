"""Whatever bytes are handed in: the official notebook with the student's answers, or a refusal in one line.

The notebook that is spoilt here is a real one, as released, read from a file as a student's would be.
"""

import copy
import json
import time

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graders.core.exceptions import SubmissionRefused
from graders.course.course import KIT
from graders.course.official_notebook import make_bundle
from graders.course.source_notebook import SourceNotebook, nbgrader_field
from graders.submissions.repair import Repaired, repair
from graders.submissions.sanitize import Submitted
from graders.submissions.submission import Submission

ASSIGNMENT = "02_multiclass_digits"
SECONDS = 2.0  # of processor time, for the worst file that is accepted
quick = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def bundles():
    """The official version of every assignment."""
    found = sorted((KIT / "source").glob("*/*.ipynb"))
    return {path.stem: make_bundle(SourceNotebook(path)) for path in found}


@pytest.fixture(scope="module")
def bundle(bundles):
    return bundles[ASSIGNMENT]


@pytest.fixture(scope="module")
def released():
    """The released notebook's bytes."""
    return (KIT / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_bytes()


@pytest.fixture(scope="module")
def submission(tmp_path_factory):
    folder = tmp_path_factory.mktemp("submitted") / "ann" / ASSIGNMENT
    folder.mkdir(parents=True)
    return Submission("ann", ASSIGNMENT, folder)


def receive(submission, bundle, content) -> Repaired | None:
    """Hand in bytes; what comes is right in every way, or None where they were refused in one line."""
    submission.notebook.write_bytes(content)
    assert len(submission.digest()) == 64
    try:
        submitted = submission.open(bundle)
    except SubmissionRefused as refusal:
        message = str(refusal)
        submitted = None
    if submitted is None:
        assert message.isprintable()
        assert 10 < len(message) < 400
        return None
    repaired = repair(submitted, bundle)
    check(repaired, bundle)
    again = repair(nbformat.from_dict(json.loads(json.dumps(repaired.notebook))), bundle)
    assert again.repairs == []
    assert again.notebook == repaired.notebook
    return repaired


def check(repaired, bundle):
    """All that the instructor wrote is the instructor's, all that the student wrote is text and images."""
    notebook = repaired.notebook
    nbformat.validate(notebook)
    json.dumps(notebook, ensure_ascii=False, allow_nan=False).encode()
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    official = [cell for cell in notebook.cells if cell.metadata]
    assert [nbgrader_field(cell, "grade_id") for cell in official] == bundle.keys
    for cell, ours in zip(official, bundle.cells.values(), strict=True):
        if nbgrader_field(ours, "solution"):
            cell = nbformat.from_dict({**cell, "source": ours.source})
            cell.pop("attachments", None)
        assert cell == ours
    for cell in notebook.cells:
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None
        if not cell.metadata:
            assert cell.id not in bundle.keys_by_id
            assert cell.id not in bundle.keys
    assert notebook.metadata == bundle.marked.metadata
    assert len(repaired.repairs) <= 5 * len(bundle.keys) + 10
    for text in repaired.repairs:
        assert text.isprintable()
        assert len(text) < 500


def answers(repaired):
    """What the student is judged by."""
    return {key: c.source for c in repaired.notebook.cells if (key := nbgrader_field(c, "grade_id"))}


def test_a_released_notebook_needs_no_repair(bundles):
    for name, bundle in bundles.items():
        folder = KIT / "release" / name
        submitted = Submission("ann", name, folder).open(bundle)
        repaired = repair(submitted, bundle)
        assert repaired.repairs == []
        check(repaired, bundle)
        assert [c.source for c in repaired.notebook.cells] == [c.source for c in bundle.marked.cells]


# --- random edits of the JSON ----------------------------------------------------------------------

SCALARS = st.sampled_from(
    [None, True, False, 0, 1, -1, 3, 1.5, 10**30, float("nan"), float("inf"), "", "code", "markdown", "raw", "x", "\0"]
) | st.text(max_size=5)
KEYS = st.sampled_from(
    ["nbgrader", "grade_id", "points", "tags", "cells", "id", "source", "name", "image/png", "a.png"]
)
RANDOM = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=6
)
PLACE = st.integers(0, 10**6)
FIELD = st.sampled_from(["cell_type", "id", "metadata", "source", "attachments", "outputs", "execution_count", "new"])
NBGRADER = st.sampled_from(["grade_id", "points", "grade", "solution", "locked", "schema_version", "task", "cell_type"])
METADATA = st.fixed_dictionaries(
    {},
    optional={
        "nbgrader": st.fixed_dictionaries({"grade_id": SCALARS, "grade": st.just(True), "points": st.just(100)}),
        "tags": st.lists(st.sampled_from(["show", "skip-execution", "raises-exception"]), max_size=2),
        "editable": st.booleans(),
        "anything": RANDOM,
    },
)
EDITS = st.one_of(
    st.tuples(st.sampled_from(["delete", "twice", "bare", "empty"]), PLACE),
    st.tuples(st.sampled_from(["move", "copy", "again"]), PLACE, PLACE),
    st.tuples(st.just("retype"), PLACE, st.sampled_from(["code", "markdown", "raw", "heading", 7])),
    st.tuples(st.just("field"), PLACE, FIELD, RANDOM),
    st.tuples(st.just("nbgrader"), PLACE, NBGRADER, RANDOM),
    st.tuples(st.just("rename"), PLACE, PLACE),
    st.tuples(st.just("cell"), PLACE, RANDOM),
    st.tuples(st.just("own"), PLACE, st.sampled_from(["code", "markdown", "raw"]), METADATA),
    st.tuples(st.just("anywhere"), PLACE, RANDOM),
    st.tuples(
        st.just("notebook"), st.sampled_from(["metadata", "nbformat", "nbformat_minor", "cells", "worksheets"]), RANDOM
    ),
)


def edit(notebook, step):
    """Do one random thing to a notebook's JSON."""
    kind, *details = step
    cells = notebook.get("cells")
    if kind == "notebook":
        notebook[details[0]] = details[1]
        return
    if kind == "anywhere":
        holders = list(walk(notebook))
        holder = holders[details[0] % len(holders)]
        keys = list(holder) if isinstance(holder, dict) else range(len(holder))
        if keys:
            holder[keys[details[0] % len(keys)]] = details[1]
        return
    if not isinstance(cells, list) or not cells or not all(isinstance(cell, dict) for cell in cells):
        return
    place = details[0] % len(cells)
    one = cells[place]
    metadata = one.get("metadata")
    if kind == "delete":
        del cells[place]
    elif kind == "twice":
        cells.insert(place, copy.deepcopy(one))
    elif kind == "bare":
        one["metadata"] = {}
        one.pop("id", None)
    elif kind == "empty":
        one["source"] = []
    elif kind == "again":
        cells.insert(place, {**copy.deepcopy(one), "source": f"again = {details[1]}"})
    elif kind == "move":
        cells.insert(details[1] % len(cells), cells.pop(place))
    elif kind == "copy":
        cells[details[1] % len(cells)] = copy.deepcopy(one)
    elif kind == "retype":
        one["cell_type"] = details[1]
    elif kind == "field":
        one[details[1]] = details[2]
    elif kind == "cell":
        cells.insert(place, details[1])
    elif kind == "own":
        cells.insert(place, {"cell_type": details[1], "source": "own = 1", "metadata": details[2], "id": f"x{place}"})
    elif isinstance(metadata, dict) and isinstance(metadata.get("nbgrader"), dict):
        other = cells[details[1] % len(cells)].get("metadata") if kind == "rename" else None
        if kind == "nbgrader":
            metadata["nbgrader"][details[1]] = details[2]
        elif isinstance(other, dict) and isinstance(other.get("nbgrader"), dict):
            metadata["nbgrader"]["grade_id"] = other["nbgrader"].get("grade_id")


def walk(value):
    """Go through all lists and dicts of a JSON value."""
    if isinstance(value, (dict, list)):
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from walk(inner)


@settings(quick, max_examples=80)
@given(steps=st.lists(EDITS, min_size=1, max_size=10))
def test_however_its_json_is_edited(submission, bundle, released, steps):
    notebook = json.loads(released)
    for step in steps:
        edit(notebook, step)
    receive(submission, bundle, json.dumps(notebook).encode())


@settings(quick, max_examples=10)
@given(order=st.randoms(use_true_random=False))
def test_in_whatever_order_its_cells_stand_the_answers_are_the_same(submission, bundle, released, order):
    notebook = json.loads(released)
    written = {}
    for number, cell in enumerate(notebook["cells"]):
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = written[cell["metadata"]["nbgrader"]["grade_id"]] = f"answer = {number}"
    order.shuffle(notebook["cells"])
    repaired = receive(submission, bundle, json.dumps(notebook).encode())
    assert repaired is not None
    assert written.items() <= answers(repaired).items()


@settings(quick, max_examples=20)
@given(value=RANDOM, share=st.floats(0, 1))
def test_whatever_becomes_of_the_metadata_no_locked_cell_and_no_answer_is_lost(
    submission, bundle, released, value, share
):
    notebook = json.loads(released)
    for number, cell in enumerate(notebook["cells"]):
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = f"answer = {number}"
        if number < share * len(notebook["cells"]):
            cell["metadata"] = copy.deepcopy(value)
    whole = receive(submission, bundle, json.dumps(notebook).encode())
    assert whole is not None
    assert sum("answer = " in text for text in answers(whole).values()) == sum(
        bool(nbgrader_field(cell, "solution")) for cell in bundle.cells.values()
    )


# --- random edits of the bytes ---------------------------------------------------------------------


@settings(quick, max_examples=20)
@given(share=st.floats(0, 1), tail=st.binary(max_size=20))
def test_wherever_it_is_cut_off(submission, bundle, released, share, tail):
    receive(submission, bundle, released[: int(share * len(released))] + tail)


@settings(quick, max_examples=50)
@given(flips=st.lists(st.tuples(PLACE, st.integers(0, 255)), min_size=1, max_size=8))
def test_whichever_bytes_are_flipped(submission, bundle, released, flips):
    content = bytearray(released)
    for place, value in flips:
        content[place % len(content)] = value
    receive(submission, bundle, bytes(content))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32", "latin-1", "cp1252", "utf-7", "cp037"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_in_whatever_encoding_it_comes(submission, bundle, released, encoding, mark):
    text = json.dumps(json.loads(released), ensure_ascii=False)
    receive(submission, bundle, mark + text.encode(encoding, "replace"))


@settings(quick, max_examples=60)
@given(content=st.binary(max_size=200) | RANDOM.map(lambda value: json.dumps(value).encode()))
def test_any_bytes(submission, bundle, content):
    receive(submission, bundle, content)


# --- the worst that is accepted --------------------------------------------------------------------

MANY = 470_000  # values, under the limit with those of the notebook itself


def beside(value):
    """A notebook with something else in it."""
    return lambda notebook: (
        json.dumps(notebook).encode()[:-1] + b', "x": ' + value().encode("utf-8", "surrogatepass") + b"}"
    )


def with_cells(*sources):
    """A notebook with other cells, most of the official ones missing."""

    def make(notebook):
        cells = [{"cell_type": "code", "metadata": {}, "source": source} for source in sources]
        return json.dumps({**notebook, "cells": notebook["cells"][:3] + cells}).encode()

    return make


WORST = {
    "keys": beside(lambda: "{" + ",".join(f'"{n:030d}":0' for n in range(MANY)) + "}"),
    "deep lists": beside(lambda: "[" + ",".join(["[" * 400 + "]" * 400] * (MANY // 401)) + "]"),
    "one long number": beside(lambda: "9" * 19_000_000),
    "text with a bare line break": beside(lambda: '["' + "é" * 8_000_000 + '\n"' + ",0" * (MANY // 2) + "]"),
    "halves of characters": with_cells(*["\ud800" * 199_000] * 15),
    "names": with_cells(*["\n".join(f"v{n}=1" for n in range(600))] * 900),
    "a name and spaces": with_cells(*["a" + " " * 199_000] * 24),
    "a type that never ends": with_cells(*["a:" + "x" * 199_000] * 24),
}


@pytest.mark.parametrize("name", WORST)
def test_the_worst_file_is_read_and_repaired_within_the_time(submission, bundle, released, name):
    submission.notebook.write_bytes(WORST[name](json.loads(released)))
    started = time.process_time()
    submission.digest()
    submitted = submission.open(bundle)
    repaired = repair(submitted, bundle)
    seconds = time.process_time() - started
    check(repaired, bundle)
    assert isinstance(submitted, Submitted)
    assert seconds < SECONDS
