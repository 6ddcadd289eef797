"""Whatever a kernel sends, what is kept is text and pictures, of limited length, that a notebook may hold."""

import json
import sys

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from graders.core.results import CheckResult, ExerciseResult
from graders.core.safe_outputs import LONGEST_TEXT, MOST_OUTPUTS, tidy
from graders.core.safe_text import field, line, readable
from graders.course.course import KIT, open_course
from graders.course.settings import Limits
from graders.judge.hidden_output import show_result
from graders.judge.test_cell import Verdict
from graders.judge.verdicts import error_output
from graders.marking.task import packed, unpacked
from graders.sandbox.kernel_messages import DELIMITER, Message, Outputs, Spent, parse

json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=10), st.floats(allow_nan=False)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=8,
)
FIELDS = ["data", "text", "name", "ename", "evalue", "traceback", "transient", "wait", "execution_state", "metadata"]
KINDS = ["stream", "error", "display_data", "execute_result", "update_display_data", "clear_output", "comm_open", "x"]
contents = st.dictionaries(
    st.sampled_from(FIELDS),
    st.one_of(
        json_values,
        st.dictionaries(st.sampled_from(["text/plain", "text/html", "image/png", "display_id", "x"]), json_values),
    ),
)


def frames(kind, content, parent="asked"):
    """Make the frames of a message."""
    parts = ({"msg_type": kind}, {"msg_id": parent}, {}, content)
    return [b"topic", DELIMITER, b"signature", *(json.dumps(part).encode() for part in parts)]


def show(*messages):
    """Give the outputs of a cell that gets some messages, made tidy."""
    cell, outputs = new_code_cell(""), Outputs()
    outputs.begin(cell)
    for kind, content in messages:
        outputs.take(parse(frames(kind, content)), cell)
    notebook = new_notebook(cells=[cell])
    tidy(notebook)
    nbformat.validate(notebook)
    json.dumps(notebook, ensure_ascii=False).encode()
    return cell.outputs


@settings(deadline=None)
@given(st.lists(st.binary(max_size=200), max_size=9))
def test_any_frames_are_a_message_or_none(parts):
    message = parse(parts)
    assert isinstance(message.kind, str)
    assert isinstance(message.content, dict)


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from([DELIMITER, b"{}", b"[]", b"1", b'"x"', b'{"msg_type": 1}', b'{"msg_type": "x"}']), max_size=9
    )
)
def test_frames_in_any_order_are_a_message_or_none(parts):
    assert isinstance(parse(parts), Message)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(KINDS), contents), max_size=6))
def test_any_messages_give_outputs_that_a_notebook_may_hold(messages):
    assert len(show(*messages)) <= MOST_OUTPUTS


VERDICTS = [
    Verdict(1.0),
    Verdict(0.5, printed="a\n"),
    Verdict(0.0, printed="b", error="CheckFailed", message="`x` is \ud800 wrong"),
]


@pytest.mark.parametrize("verdict", VERDICTS)
def test_verdicts_are_outputs_that_a_notebook_may_hold(verdict):
    result = ExerciseResult("x", (CheckResult("values", False, 2.0, 1.0, "no"),), 7)
    outputs = [*verdict.outputs(1.0), *show_result(result), error_output("NotRun", "why")]
    notebook = new_notebook(cells=[new_code_cell("1", outputs=outputs)])
    nbformat.validate(notebook)
    assert unpacked(packed(notebook)) == notebook
    assert nbformat.reads(nbformat.writes(notebook), as_version=4) == notebook


def test_what_is_printed_is_joined_and_cut():
    outputs = show(
        *[("stream", {"name": "stdout", "text": "x" * 1_000})] * 500, ("stream", {"name": "stderr", "text": "y"})
    )
    assert [output.name for output in outputs] == ["stdout", "stderr"]
    assert len(outputs[0].text) < LONGEST_TEXT + 100
    assert outputs[0].text.endswith("than is kept.")


def test_outputs_are_cleared_and_displays_are_updated():
    shown = {"data": {"text/plain": "one"}, "transient": {"display_id": "bar"}}
    later = {"data": {"text/plain": "two"}, "transient": {"display_id": "bar"}}
    assert [o.data["text/plain"] for o in show(("display_data", shown), ("update_display_data", later))] == ["two"]
    assert show(("stream", {"name": "stdout", "text": "old"}), ("clear_output", {"wait": False})) == []
    waits = show(
        ("stream", {"name": "stdout", "text": "old"}),
        ("clear_output", {"wait": True}),
        ("stream", {"name": "stdout", "text": "new"}),
    )
    assert [output.text for output in waits] == ["new"]


def test_pictures_are_base64_and_nothing_else():
    good, bad = "iVBORw0KGgo=\n", 'iVBO"><script>alert(1)</script>'
    assert show(("display_data", {"data": {"image/png": good}}))[0].data == {"image/png": good}
    assert show(("display_data", {"data": {"image/png": bad, "image/svg+xml": "<svg/>"}})) == []


def test_halves_of_characters_do_not_keep_a_notebook_from_being_written():
    outputs = show(
        ("stream", {"name": "stdout", "text": "\ud800"}),
        ("error", {"ename": "\udfff", "evalue": "\ud800", "traceback": ["\ud800"]}),
        ("display_data", {"data": {"text/plain": "\ud800"}}),
    )
    assert outputs[0].text == "\\ud800"


@pytest.mark.parametrize(("messages", "told"), [(30, "more than 20 outputs"), (3, "more than 0 MB")])
def test_what_is_sent_is_counted(messages, told):
    spent = Spent(Limits(output_messages=20, output_bytes=10_000))
    texts = [spent.count(Message("stream", "", {}, 100 if messages > 20 else 5_000)) for _ in range(messages)]
    assert texts[0] == ""
    assert told in texts[-1]
    used = spent.used
    spent.count(Message("stream", "", {}, 5_000))
    spent.back_to(used)
    assert spent.used == used


def test_formgrader_shows_no_script_of_a_students():
    """It renders notebooks by nbconvert's classic template, with the course's configuration."""
    cells = [
        new_markdown_cell(
            "<script>alert(1)</script><img src=x onerror=alert(2)> [x](javascript:alert(3)) $a<b$\n\n**bold**"
        ),
        new_code_cell(
            "1", outputs=[new_output("display_data", data={"text/html": "<script>alert(4)</script><b>5</b>"})]
        ),
    ]
    page, _ = HTMLExporter(config=open_course().config(), template_name="classic").from_notebook_node(
        new_notebook(cells=cells)
    )
    for acting in ("<script>alert", "onerror=alert(2)>", 'href="javascript:'):
        assert acting not in page
    assert "<strong>bold</strong>" in page


# Words.


@given(st.text())
def test_what_is_shown_can_be_seen(text):
    assert all(char == "\n" or char == "\t" or char.isprintable() for char in readable(text))
    assert line(text).isprintable()
    assert not field(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("all right × – ✓", "all right × – ✓"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\u202eback", "\\u202eback"),
        ("a\u00a0b", "a b"),
        ("\ud800", "\\ud800"),
    ],
)
def test_codes_are_shown_as_what_they_are(text, shown):
    assert readable(text) == shown


def test_long_texts_are_cut_and_lines_are_one():
    assert len(readable("x" * 10**6)) == 2_000
    assert len(line("x\n" * 10**6)) <= 500
    assert line(" two \r\n lines ") == "two lines"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+cmd", "@SUM(A1)", "\t=1", "\r=1", " =1"])
def test_no_field_is_a_formula(text):
    assert field(text)[0] == "'"


def test_where_the_machine_keeps_the_interpreter_and_the_kit_is_left_out():
    where = f"{sys.prefix}/lib/x.py {KIT}/utils/checks.py {KIT}-other/a.py"
    (printed,) = show(("stream", {"name": "stdout", "text": where}))
    (raised,) = show(("error", {"ename": "ValueError", "evalue": where, "traceback": [where]}))
    told = CheckResult("values", False, 1.0, 0.0, where).message
    for text in (printed.text, raised.evalue, raised.traceback[0], told):
        assert text == f"python/lib/x.py kit/utils/checks.py {KIT}-other/a.py"
