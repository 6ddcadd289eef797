"""Tests of graders.course_checks.signed_answers: which files verify, and which numbers cannot be true."""

import json

import pytest

from graders.course_checks.signed_answers import LARGEST, implausible, inspect_folder, verify_answers
from utils.answers import AnswerError, Grader
from utils.answers.grader import sign
from utils.answers.tokens import DAY, make_token, practice_token

ASSIGNMENT = "04_tensorflow_training"
EMAIL = "ada@example.org"
SECRET = b"sixteen bytes and more"
ANSWERS = {
    "tensor_shapes": {"X": [5000, 784], "Y": [5000, 10], "X_val": [1000, 784], "W": [784, 10], "b": [10]},
    "linear_val_loss": 0.25,
    "linear_val_accuracy": 0.93,
    "mlp_val_loss": 0.15,
    "mlp_val_accuracy": 0.955,
}


class Memory:
    """A transport that keeps what it is given."""

    def send(self, payload):
        """Keep it."""
        self.payload = payload
        return "kept"


def submitted(token=None, answers=ANSWERS):
    memory = Memory()
    grader = Grader(ASSIGNMENT, memory)
    for part, value in answers.items():
        grader.set_answer(part, value)
    grader.submit(EMAIL, token or make_token(EMAIL, ASSIGNMENT, 1, SECRET))
    return memory.payload


def test_a_genuine_file_verifies(tmp_path):
    payload = submitted()
    (tmp_path / "answers.json").write_bytes(payload)
    for source in (payload, tmp_path / "answers.json", str(tmp_path / "answers.json")):
        verified = verify_answers(source, SECRET)
        assert (verified.email, verified.assignment, verified.answers) == (EMAIL, ASSIGNMENT, ANSWERS)
    assert inspect_folder(tmp_path, SECRET) == [f"answers.json: signed by {EMAIL}."]


def test_reformatting_the_file_does_no_harm():
    assert verify_answers(json.dumps(json.loads(submitted())).encode(), SECRET).answers == ANSWERS


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("answers", "linear_val_accuracy"), 0.99),
        (("answers", "tensor_shapes", "W"), [784, 11]),
        (("email",), "eve@example.org"),
        (("claims", "email"), "eve@example.org"),
        (("claims", "expires"), 2_000_000_000),
        (("submitted",), 1),
        (("signature",), "00"),
        (("signature",), None),
        (("signature",), "é"),
    ],
)
def test_a_changed_file_is_refused(path, value):
    document = json.loads(submitted())
    place = document
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    with pytest.raises(AnswerError, match="signature does not hold"):
        verify_answers(json.dumps(document).encode(), SECRET)


def test_another_secret_is_refused():
    with pytest.raises(AnswerError, match="not made with this secret"):
        verify_answers(submitted(), b"another secret of ours")


def test_practice_is_refused():
    with pytest.raises(AnswerError, match="practice"):
        verify_answers(submitted(practice_token(EMAIL, ASSIGNMENT)), SECRET)


def forged(**changes):
    """A file that a token's holder signed by other means than the grader."""
    token = make_token(EMAIL, ASSIGNMENT, 1, SECRET)
    document = {**json.loads(submitted(token)), **changes}
    document["signature"] = sign(document, token)
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"email": "eve@example.org"}, "another address"),
        ({"assignment": "05"}, "another address or assignment"),
        ({"submitted": 10**10 + DAY}, "after the token had expired"),
        ({"submitted": True}, "after the token had expired"),
        ({"answers": []}, "no parts"),
        ({"answers": {}}, "missing"),
        ({"answers": {**ANSWERS, "linear_val_accuracy": 93}}, "fraction"),
        ({"answers": {**ANSWERS, "more": 1}}, "no part 'more'"),
    ],
)
def test_what_a_holder_signs_is_checked_all_the_same(changes, words):
    with pytest.raises(AnswerError, match=words):
        verify_answers(forged(**changes), SECRET)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "no JSON"),
        (b"\xff\xfe", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"[]", "no file of answers"),
        (b'{"format": "digits-answers-2"}', "no file of answers"),
        (b" " * (LARGEST + 1), "larger than"),
        (b"9" * 5000, "no JSON"),
    ],
)
def test_what_is_no_file_of_answers_is_refused(raw, words):
    with pytest.raises(AnswerError, match=words):
        verify_answers(raw, SECRET)


@pytest.mark.parametrize(("old", "new"), [(b"0.25", b"NaN"), (b"0.25", b"Infinity"), (b'"ada@', b'"\\ud800@')])
def test_what_json_cannot_hold_is_refused(old, new):
    with pytest.raises(AnswerError):
        verify_answers(submitted().replace(old, new), SECRET)


def test_an_unreadable_file_is_told(tmp_path):
    with pytest.raises(AnswerError, match="cannot be read"):
        verify_answers(tmp_path / "none.json", SECRET)
    assert inspect_folder(tmp_path, SECRET) == ["No answers.json was handed in."]
    (tmp_path / "answers.json").write_text("{}")
    assert inspect_folder(tmp_path, SECRET) == [
        "answers.json: This is no file of answers of the format digits-answers-2."
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"linear_val_loss": 0.01}, "impossible"),
        ({"linear_val_accuracy": 0.93005}, "no share of 1000"),
        ({"linear_val_accuracy": 0.5, "linear_val_loss": 1.0}, "reaches 0.8"),
        ({"mlp_val_loss": 2.4}, "no better than guessing"),
        ({"mlp_val_accuracy": 0.9}, "are the two exchanged"),
        ({"tensor_shapes": {**ANSWERS["tensor_shapes"], "X": [4000, 784]}}, "not a split"),
        ({"tensor_shapes": {**ANSWERS["tensor_shapes"], "W": [400, 10]}}, "the exercise's is"),
    ],
)
def test_what_cannot_be_true_is_listed(changes, words):
    assert any(words in finding for finding in implausible({**ANSWERS, **changes}))


def test_what_a_trained_model_reaches_is_plausible():
    assert implausible(ANSWERS) == []
    mnist = {"X": [50_000, 784], "Y": [50_000, 10], "X_val": [10_000, 784], "W": [784, 10], "b": [10]}
    assert implausible({**ANSWERS, "tensor_shapes": mnist, "mlp_val_accuracy": 0.9768999814987183}) == []
