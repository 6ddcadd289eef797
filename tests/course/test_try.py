"""`try`: the verdict on right, wrong, crashing and endless files, in the form that scripts read."""

import json

import pytest

from tests.hostile.kit import lower_limits

pytestmark = pytest.mark.sandbox

RIGHT = """
import numpy as np
def my_softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()
"""
FILES = {
    "right.py": RIGHT,
    "overflows.py": "import numpy as np\ndef my_softmax(z):\n    return np.exp(z) / np.exp(z).sum()\n",
    "uses_the_notebooks_names.py": "def my_softmax(z):\n    e = np.exp(relu(z - z.max()) + z - z.max())\n    return e / e.sum()\n",
    "crashes_when_called.py": "def my_softmax(z):\n    return z.exp()\n",
    "crashes_after_a_right_answer.py": RIGHT + "raise ValueError('boo')\n",
    "ends_its_process.py": "import os\ndef my_softmax(z):\n    os._exit(0)\n",
    "no_python.py": "def my_softmax(z:\n",
    "defines_nothing.py": "x = 1\n",
    "not_text.py": b"\xff\xfe\x00",
}
ENDLESS = {
    "endless_call.py": "def my_softmax(z):\n    while True:\n        pass\n",
    "swallows_everything.py": "def my_softmax(z):\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass\n",
    "endless_file.py": "while True:\n    pass\n",
}


@pytest.fixture(scope="module")
def judge(graders, tmp_path_factory):
    """Give a function that tries files, in a course whose limits may be lower, and gives the verdicts by file."""

    def judge(files, lower=False):
        folder = tmp_path_factory.mktemp("answers")
        if lower:
            lower_limits(folder)
        for name, content in files.items():
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        paths = [folder / name for name in files]
        done = graders("--course", folder, "try", "02_multiclass_digits", "my_softmax", *paths, "--json")
        assert done.returncode == 0, done.stderr
        objects = [json.loads(line) for line in done.stdout.splitlines()]
        assert [one["file"] for one in objects] == list(map(str, paths))
        return dict(zip(files, objects, strict=True))

    return judge


@pytest.fixture(scope="module")
def verdicts(judge):
    return judge(FILES)


@pytest.fixture(scope="module")
def endless(judge):
    return judge(ENDLESS, lower=True)


def failed(verdict):
    return {check["name"]: check["message"] for check in verdict["checks"] if check["earned"] < check["points"]}


def test_object_has_the_keys_of_the_contract(verdicts, endless):
    keys = ["file", "assignment", "exercise", "status", "score", "max_score", "checks", "message"]
    for verdict in [*verdicts.values(), *endless.values()]:
        assert list(verdict) == keys
        assert all(list(check) == ["name", "visible", "points", "earned", "message"] for check in verdict["checks"])
        assert verdict["score"] == pytest.approx(sum(check["earned"] for check in verdict["checks"]))
        assert verdict["max_score"] == pytest.approx(sum(check["points"] for check in verdict["checks"]))
    assert any(check["visible"] for check in verdicts["right.py"]["checks"])


def test_right_answer_gets_full_marks(verdicts):
    assert verdicts["right.py"]["status"] == "ok"
    assert verdicts["right.py"]["score"] == verdicts["right.py"]["max_score"]


def test_names_of_earlier_cells_can_be_used(verdicts):
    verdict = verdicts["uses_the_notebooks_names.py"]
    assert (verdict["status"], verdict["score"]) == ("ok", verdict["max_score"])


def test_half_right_answer_gets_part_of_the_marks_and_a_message(verdicts):
    verdict = verdicts["overflows.py"]
    assert verdict["status"] == "ok"
    assert 0 < verdict["score"] < verdict["max_score"]
    assert all(failed(verdict).values())


def test_error_in_a_call_names_the_line(verdicts):
    verdict = verdicts["crashes_when_called.py"]
    assert verdict["score"] == 0
    assert all("return z.exp()" in message for message in failed(verdict).values())


def test_crash_after_the_answer_keeps_what_was_earned(verdicts):
    verdict = verdicts["crashes_after_a_right_answer.py"]
    assert verdict["status"] == "error"
    assert "boo" in verdict["message"]
    assert verdict["score"] == verdict["max_score"]


def test_answer_that_ends_its_process_is_told_so(verdicts):
    verdict = verdicts["ends_its_process.py"]
    assert (verdict["status"], verdict["score"]) == ("error", 0)
    assert all(failed(verdict).values())


@pytest.mark.parametrize("name", ENDLESS)
def test_endless_code_is_stopped(endless, name):
    assert (endless[name]["status"], endless[name]["score"]) == ("timeout", 0)
    assert all(failed(endless[name]).values())


def test_syntax_error_names_the_line(verdicts):
    assert verdicts["no_python.py"]["status"] == "error"
    assert "line 1" in verdicts["no_python.py"]["message"]


def test_missing_name_is_told(verdicts):
    verdict = verdicts["defines_nothing.py"]
    assert (verdict["status"], verdict["score"]) == ("ok", 0)
    assert all("my_softmax" in message and "not defined" in message for message in failed(verdict).values())


def test_file_that_is_no_text_is_rejected(verdicts):
    assert (verdicts["not_text.py"]["status"], verdicts["not_text.py"]["score"]) == ("rejected", 0)
    assert "UTF-8" in verdicts["not_text.py"]["message"]
