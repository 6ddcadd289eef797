"""Tests of utils.answers: parts, tokens, signing, the file."""

import base64
import json
import resource

import numpy as np
import pytest

from utils.answers import AnswerError, FileTransport, Grader, TokenError, credentials
from utils.answers.grader import sign
from utils.answers.parts import PARTS, check_value
from utils.answers.tokens import DAY, canonical, make_token, practice_token, read_token

ASSIGNMENT = "04_tensorflow_training"
EMAIL = "ada@example.org"
SECRET = b"sixteen bytes and more"
NOW = 1_700_000_000
SHAPES = {"X": (5000, 784), "Y": (5000, 10), "X_val": (1000, 784), "W": (784, 10), "b": (10,)}
NUMBERS = {
    "linear_val_loss": 0.25,
    "linear_val_accuracy": 0.93,
    "mlp_val_loss": 0.15,
    "mlp_val_accuracy": 0.955,
}


class Memory:
    """A transport that keeps what it is given."""

    def __init__(self):
        self.payload = b""

    def send(self, payload):
        """Keep it."""
        self.payload = payload
        return "kept"


def filled(transport=None, clock=lambda: NOW):
    grader = Grader(ASSIGNMENT, transport if transport is not None else Memory(), clock)
    grader.set_answer("tensor_shapes", SHAPES)
    for part, value in NUMBERS.items():
        grader.set_answer(part, value)
    return grader


@pytest.fixture
def token():
    return make_token(EMAIL, ASSIGNMENT, 14, SECRET, NOW)


def test_submit_sends_a_signed_document_without_the_token(token):
    memory = Memory()
    assert filled(memory).submit(" Ada@Example.ORG ", f" {token}\n") == "kept"
    document = json.loads(memory.payload)
    assert document["answers"]["linear_val_accuracy"] == 0.93
    assert document["answers"]["tensor_shapes"]["b"] == [10]
    assert document["email"] == EMAIL
    assert document["submitted"] == NOW
    assert document["signature"] == sign(document, token)
    assert token.encode() not in memory.payload
    assert token.split(".")[2].encode() not in memory.payload


def test_the_file_is_replaced_whole(tmp_path, token):
    (tmp_path / "answers.json").write_text("old")
    receipt = filled(FileTransport(tmp_path)).submit(EMAIL, token)
    assert receipt.startswith("Wrote answers.json")
    assert json.loads((tmp_path / "answers.json").read_bytes())["assignment"] == ASSIGNMENT
    assert [path.name for path in tmp_path.iterdir()] == ["answers.json"]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, token):
    (tmp_path / "answers.json").write_text("old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))  # the answers are longer
    try:
        with pytest.raises(AnswerError, match="could not be written"):
            filled(FileTransport(tmp_path)).submit(EMAIL, token)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [path.name for path in tmp_path.iterdir()] == ["answers.json"]
    assert (tmp_path / "answers.json").read_text() == "old"


def test_a_missing_folder_is_told(tmp_path, token):
    with pytest.raises(AnswerError, match="could not be written"):
        filled(FileTransport(tmp_path / "none")).submit(EMAIL, token)


def test_the_default_transport_writes_into_the_present_folder(tmp_path, monkeypatch, token):
    monkeypatch.chdir(tmp_path)
    grader = Grader(ASSIGNMENT, clock=lambda: NOW)
    for part, value in {"tensor_shapes": SHAPES, **NUMBERS}.items():
        grader.set_answer(part, value)
    assert "5 of 5 parts" in repr(grader)
    grader.submit(EMAIL, token)
    assert (tmp_path / "answers.json").is_file()


@pytest.mark.parametrize(
    ("part", "value", "words"),
    [
        ("linear_val_los", 0.3, "mean 'linear_val_loss'"),
        ("zzz", 0.3, "The parts are tensor_shapes"),
        (7, 0.3, "no part 7"),
        ("linear_val_loss", float("nan"), "finite"),
        ("linear_val_loss", np.float32("inf"), "diverge"),
        ("linear_val_loss", -0.1, "negative"),
        ("linear_val_loss", "0.3", "expected a number"),
        ("linear_val_loss", True, "expected a number"),
        ("linear_val_loss", None, "expected a number"),
        ("linear_val_loss", 1j, "single number"),
        ("linear_val_loss", [0.5, 0.3], "last epoch"),
        ("linear_val_loss", [[0.5], [0.3, 0.2]], "single number"),
        ("linear_val_loss", np.zeros((1, 1)), "shape \\(1, 1\\)"),
        ("linear_val_accuracy", 93.5, "93.5 % is 0.935"),
        ("linear_val_accuracy", 1000, "Is it the accuracy"),
        ("tensor_shapes", [1, 2], "expected a dict"),
        ("tensor_shapes", {"X": (2, 3)}, "missing the shape of Y, X_val, W, b"),
        ("tensor_shapes", {**SHAPES, "x_val": (1, 1)}, "mean 'X_val'"),
        ("tensor_shapes", {**SHAPES, "W": (10, 784)}, "are inconsistent"),
        ("tensor_shapes", {**SHAPES, "W": (784,)}, "has 1 axes; expected 2"),
        ("tensor_shapes", {**SHAPES, "b": 10}, "whole numbers"),
        ("tensor_shapes", {**SHAPES, "b": (None,)}, "whole numbers"),
        ("tensor_shapes", {**SHAPES, "b": (10.5,)}, "whole numbers"),
        ("tensor_shapes", {**SHAPES, "b": (0,)}, "whole numbers"),
        ("tensor_shapes", {**SHAPES, "b": (float("inf"),)}, "whole numbers"),
        ("tensor_shapes", {**SHAPES, "b": "10"}, "whole numbers"),
    ],
)
def test_a_wrong_value_is_refused_with_words(part, value, words):
    grader = Grader(ASSIGNMENT, Memory())
    with pytest.raises(AnswerError, match=words):
        grader.set_answer(part, value)
    assert "0 of 5" in repr(grader)


@pytest.mark.parametrize("value", [0.5, np.float32(0.5), np.array(0.5), 1, np.int64(1)])
def test_numbers_of_numpy_do(value):
    number = check_value(ASSIGNMENT, "mlp_val_accuracy", value)
    assert type(number) is float
    assert number == float(value)


def test_numbers_and_shapes_of_tensorflow_do():
    import tensorflow as tf

    assert check_value(ASSIGNMENT, "mlp_val_loss", tf.constant(0.5)) == 0.5
    shapes = {name: tf.TensorShape(shape) for name, shape in SHAPES.items()}
    assert check_value(ASSIGNMENT, "tensor_shapes", shapes)["X"] == [5000, 784]


def test_a_missing_part_is_named(token):
    memory = Memory()
    grader = Grader(ASSIGNMENT, memory)
    grader.set_answer("linear_val_loss", 0.3)
    with pytest.raises(AnswerError, match="missing: tensor_shapes, linear_val_accuracy, mlp_val_loss"):
        grader.submit(EMAIL, token)
    assert memory.payload == b""


def test_an_unknown_assignment_names_the_nearest():
    with pytest.raises(AnswerError, match="mean '04_tensorflow_training'"):
        Grader("04_tensorflow")


@pytest.mark.parametrize("email", ["bob@example.org", "ada", "", None, "a@b c"])
def test_another_address_is_refused(email, token):
    with pytest.raises(AnswerError, match=r"not made for|not an e-mail address"):
        filled().submit(email, token)


def test_an_expired_token_says_when(token):
    with pytest.raises(TokenError, match="expired on 28 November 2023"):
        filled(clock=lambda: NOW + 14 * DAY + 1).submit(EMAIL, token)
    assert filled(clock=lambda: NOW + 14 * DAY).submit(EMAIL, token) == "kept"


def test_a_token_for_another_assignment_is_refused(monkeypatch):
    monkeypatch.setitem(PARTS, "other", {"loss": "loss"})
    with pytest.raises(TokenError, match="is for other"):
        filled().submit(EMAIL, make_token(EMAIL, "other", 1, SECRET, NOW))


def respelt(token):
    """Write the same claims in another way, which makes another key of the token."""
    prefix, body, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    spaced = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"{prefix}.{spaced}.{signature}"


@pytest.mark.parametrize(
    "change",
    [
        lambda t: "",
        lambda t: None,
        lambda t: t[:-4],
        lambda t: t.replace("digits2", "digits1"),
        lambda t: t + ".more",
        lambda t: t.replace(".", ".é", 1),
        lambda t: "digits2.bm8ganNvbg." + t.split(".")[2],
        lambda t: "digits2.W10." + t.split(".")[2],
        respelt,
        lambda t: "digits2.eyJlbWFpbCI6MX0." + t.split(".")[2],
    ],
)
def test_a_malformed_token_is_told(change, token):
    with pytest.raises(TokenError, match="copy the whole line"):
        read_token(change(token), NOW)


def test_tokens_differ_and_carry_their_claims(token):
    assert make_token(EMAIL, ASSIGNMENT, 14, SECRET, NOW) != token
    claims = read_token(token, NOW)
    assert (claims.email, claims.assignment, claims.expires) == (EMAIL, ASSIGNMENT, NOW + 14 * DAY)
    assert not claims.practice


def test_a_token_needs_a_secret_and_some_time():
    with pytest.raises(AnswerError, match="16 or more"):
        make_token(EMAIL, ASSIGNMENT, 1, b"short")
    with pytest.raises(AnswerError, match="positive number"):
        make_token(EMAIL, ASSIGNMENT, 0, SECRET)


def test_practice_tokens_say_so(monkeypatch, capsys):
    monkeypatch.delenv("DIGITS_TOKEN", raising=False)
    email, token = credentials(ASSIGNMENT)
    assert read_token(token).practice
    assert "nobody can verify" in capsys.readouterr().out
    assert practice_token(email, ASSIGNMENT) != token


def test_credentials_come_from_the_environment(monkeypatch, capsys):
    monkeypatch.setenv("DIGITS_EMAIL", EMAIL)
    monkeypatch.setenv("DIGITS_TOKEN", "secret-token")
    assert credentials(ASSIGNMENT) == (EMAIL, "secret-token")
    assert "secret-token" not in capsys.readouterr().out


def test_the_signature_does_not_depend_on_the_order_of_keys():
    assert sign({"a": 1, "b": "ü"}, "k") == sign({"b": "ü", "a": 1, "signature": "x"}, "k")
    assert canonical({"b": [1.5], "a": "ü"}) == '{"a":"ü","b":[1.5]}'.encode()
