"""Files of answers as the instructor sees them: whether one is genuine, and whether its numbers can be true.

A valid signature says who held the token and that nothing changed since; a token's holder may still sign any number.
So nothing here gives marks: `verify_answers` refuses what is not genuine, `implausible` lists what a person should look at.
"""

import json
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from utils.answers.grader import FILE, FORMAT, is_signed
from utils.answers.parts import AnswerError, check_answers
from utils.answers.tokens import claims_from, seal

LARGEST = 100_000  # bytes
#: Least accuracy that the trained models of an assignment reach on any of its data sets, Fashion-MNIST the hardest.
LEAST_ACCURACY = {"linear": 0.80, "mlp": 0.84}
PIXELS, CLASSES = 784, 10
TRAINING_SIZES = (5_000, 50_000)
CHANCE = math.log(CLASSES)
_FIELDS = {"format", "assignment", "email", "answers", "submitted", "claims", "signature"}


@dataclass(frozen=True)
class VerifiedAnswers:
    """Answers whose signature holds.

    Attributes
    ----------
    assignment, email : str
        What they answer and whose token signed them.
    answers : dict
        The parts, each well-formed; whether they are true is another question.
    submitted : int
        Seconds since 1970 by the student's own clock.
    """

    assignment: str
    email: str
    answers: dict[str, Any]
    submitted: int


def verify_answers(source: str | os.PathLike[str] | bytes, secret: bytes) -> VerifiedAnswers:
    """Verify a file of answers.

    Parameters
    ----------
    source : path-like or bytes
        The file, or what it holds.
    secret : bytes
        The secret that the tokens were made with.

    Returns
    -------
    VerifiedAnswers
        What it says.

    Raises
    ------
    AnswerError
        If it cannot be read, was made with a practice token or another secret, was changed after it was signed, was
        signed after the token expired (by the student's clock), or holds parts that are missing or malformed.
    """
    document = _read(source)
    claims = claims_from(document["claims"])
    if claims.practice:
        raise AnswerError("These answers were signed with a practice token, which nobody can verify.")
    # The token is not in the file: who knows the secret makes it again from its claims.
    try:
        genuine = is_signed(document, seal(claims, secret))
    except ValueError:  # nan, infinity or half a character: JSON as Python reads it, not as we write it
        raise AnswerError("The file of answers holds what no number or text can be.") from None
    if not genuine:
        raise AnswerError(
            "The signature does not hold: the file was changed, or its token was not made with this secret."
        )
    if document["email"] != claims.email or document["assignment"] != claims.assignment:
        raise AnswerError("The token belongs to another address or assignment than the answers.")
    if type(document["submitted"]) is not int or document["submitted"] > claims.expires:
        raise AnswerError("The answers were signed after the token had expired.")
    if not isinstance(document["answers"], dict):
        raise AnswerError("The answers are no parts by name.")
    check_answers(claims.assignment, document["answers"])
    return VerifiedAnswers(claims.assignment, claims.email, document["answers"], document["submitted"])


def implausible(answers: Mapping[str, Any]) -> list[str]:
    """List what cannot, or can hardly, be true of the answers to 04_tensorflow_training.

    An example that is misclassified gives its right class a probability of at most 1/2, hence a loss of at least log 2.
    So a mean loss L and an accuracy a on the same examples obey ``L >= (1 - a) log 2``, whatever the model. An accuracy
    on k examples is a whole number of k-ths.

    Parameters
    ----------
    answers : mapping
        Well-formed parts, from `verify_answers`.

    Returns
    -------
    list of str
        One sentence for each finding; empty if all is plausible.
    """
    found = []
    shapes = answers["tensor_shapes"]
    if tuple(shapes["W"]) != (PIXELS, CLASSES):
        found.append(f"W has shape {tuple(shapes['W'])}; the exercise's is ({PIXELS}, {CLASSES}).")
    if shapes["X"][0] not in TRAINING_SIZES or 5 * shapes["X_val"][0] != shapes["X"][0]:
        found.append(
            f"{shapes['X'][0]} training and {shapes['X_val'][0]} validation images: not a split of this course."
        )
    for model, least in LEAST_ACCURACY.items():
        loss, accuracy = answers[f"{model}_val_loss"], answers[f"{model}_val_accuracy"]
        if loss < (1 - accuracy) * math.log(2) - 1e-6:
            found.append(f"{model}: a loss of {loss:.4g} is impossible at an accuracy of {accuracy:.4g}.")
        right = accuracy * shapes["X_val"][0]
        if abs(right - round(right)) > 0.01:
            found.append(f"{model}: {accuracy:.6g} is no share of {shapes['X_val'][0]} validation images.")
        if accuracy < least:
            found.append(f"{model}: an accuracy of {accuracy:.4g}; a trained model reaches {least:g} and more.")
        if loss >= CHANCE:
            found.append(f"{model}: a loss of {loss:.4g} is no better than guessing (log 10 = {CHANCE:.4f}).")
    if answers["mlp_val_accuracy"] < answers["linear_val_accuracy"]:
        found.append("The perceptron is less accurate than the linear model: are the two exchanged?")
    return found


def inspect_folder(folder: Path, secret: bytes) -> list[str]:
    """Say in sentences what is to be said about a submission's answers file; no marks depend on it.

    Parameters
    ----------
    folder : Path
        The submission.
    secret : bytes
        The secret that the tokens were made with.

    Returns
    -------
    list of str
        What the instructor should know.
    """
    if not (folder / FILE).is_file():
        return [f"No {FILE} was handed in."]
    try:
        verified = verify_answers(folder / FILE, secret)
    except AnswerError as error:
        return [f"{FILE}: {error}"]
    return [f"{FILE}: signed by {verified.email}.", *implausible(verified.answers)]


def _read(source: str | os.PathLike[str] | bytes) -> dict[str, Any]:
    """Read a file of answers as plain data."""
    if isinstance(source, bytes):
        raw = source
    else:
        try:
            with Path(source).open("rb") as file:
                raw = file.read(LARGEST + 1)
        except OSError as error:
            raise AnswerError(f"{source} cannot be read ({error.strerror}).") from None
    if len(raw) > LARGEST:
        raise AnswerError(f"The file of answers is larger than {LARGEST:,} bytes.")
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError):
        raise AnswerError("The file of answers is no JSON.") from None
    if not isinstance(document, dict) or set(document) != _FIELDS or document["format"] != FORMAT:
        raise AnswerError(f"This is no file of answers of the format {FORMAT}.")
    return document
