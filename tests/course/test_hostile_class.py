"""The hostile class as it lies there: complete, well formed, laid down at true places; and whether canaries sing.

None of its members runs here.
"""

import ast
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from tests.hostile.batch import NEIGHBOUR, hand_in_honest_work
from tests.hostile.canaries import Canaries, adopting_orphans, digest
from tests.hostile.kit import FAMILIES, FEW, NO_PYTHON, Hostile, full_marks, hand_in, members, source
from tests.hostile.pages import acts

CLASS = members()


def test_the_class_covers_all_families():
    counts = {family: sum(member.family == family for member in CLASS) for family in FAMILIES}
    assert len(CLASS) >= 60
    assert min(counts.values()) >= 10, counts
    assert {member.name for member in CLASS} >= FEW
    assert {name.split("/")[0] for name in FEW} == set(FAMILIES)
    assert len({member.student for member in CLASS}) == len(CLASS)


@pytest.mark.parametrize("member", CLASS, ids=lambda member: member.name)
def test_a_member_says_what_it_does_and_what_it_must_get(member):
    full = full_marks(member.assignment)
    assert member.module.__doc__.split("\n")[0].endswith(".")
    assert set(member.expect.earned) <= set(full)
    assert set(member.answers) <= set(source(member.assignment).answer_keys())
    assert set(member.answers) & set(full) <= set(member.expect.earned), "the verdict leaves an attacked exercise out"
    if member.name not in NO_PYTHON:
        for text in [*member.answers.items(), *(extra[:2] for extra in code_cells(member))]:
            if text[0] in full or text[0] not in member.answers:
                ast.parse(TransformerManager().transform_cell(placed(text[1])))


def code_cells(member: Hostile) -> list[tuple[str, ...]]:
    """List the code cells of a member's own."""
    return [extra for extra in getattr(member.module, "EXTRA_CELLS", []) if len(extra) == 2]


def placed(text: str) -> str:
    """Fill the placeholders that stand for numbers, so that the text is Python."""
    for name in ("PORT", "CANARY_PID", "MARKING_PARENT", "SLOW"):
        text = text.replace(f"{{{name}}}", "1")
    return text


def test_the_class_is_laid_down_with_its_placeholders_filled(tmp_path):
    root = tmp_path / "class"
    (root / "submitted").mkdir(parents=True)
    canaries = Canaries(root, NEIGHBOUR, "05_shallow_backprop")
    try:
        hand_in_honest_work(root / "submitted", canaries.tokens["NEIGHBOUR"])
        for member in CLASS:
            folder = hand_in(member, root / "submitted", canaries)
            path = folder / f"{member.assignment}.ipynb"
            if path.is_file() and not path.is_symlink() and not folder.is_symlink() and path.stat().st_size < 10**6:
                content = path.read_bytes()
                assert not [name for name in canaries.places if f"{{{name}}}".encode() in content], member.name
                for secret in canaries.tokens.values():
                    assert secret.encode() not in content, "a submission holds the secret itself"
        assert len(digest(root / "submitted")) > len(CLASS)
        assert list(canaries.disturbed()) == []
    finally:
        canaries.close()


def test_a_disturbed_canary_is_noticed(tmp_path):
    root = tmp_path / "class"
    root.mkdir()
    canaries = Canaries(root, NEIGHBOUR, "05_shallow_backprop")
    try:
        with socket.create_connection(("127.0.0.1", int(canaries.places["PORT"]))):
            pass
        with socket.socket(socket.AF_UNIX) as channel:
            channel.connect("\0" + canaries.places["ABSTRACT"])
        Path(canaries.places["TOUCHED"]).write_text("")
        (canaries.temporary / "left").write_text("")
        canaries.process.kill()
        canaries.process.wait()
        for server in canaries.servers.values():
            server.closed.wait(0.5)
        found = "\n".join(canaries.disturbed())
        for words in ("TCP on 127", "abstract", "process is gone", "something was written", "left behind"):
            assert words in found
    finally:
        canaries.close()


def test_what_outlives_its_parent_is_noticed():
    code = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)', 'orphan'])"
    with adopting_orphans(patience=0.5) as left:
        subprocess.run([sys.executable, "-c", code], check=True)
    assert len(left) == 1
    assert "orphan" in left[0]


def test_what_acts_in_a_page_is_found(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        "<p><svg/onload=alert(1)><a href=' java&#115;cript:alert(1)'>x</a><img src=http://x.invalid/a.png>"
        "<table background='//x.invalid/b'><math><mtext></form><mglyph><style></math><script>alert(1)</script>"
    )
    found = " ".join(acts(page))
    for words in ("onload", "href", "src=", "background", "no content security policy"):
        assert words in found
