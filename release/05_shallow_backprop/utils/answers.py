"""Answers in parts: collected by a `Grader`, checked as they come, signed and handed to a transport.

A token is what an instructor gives to one student for one assignment; it carries its own expiry. It is the key of the
signature, and the file that is written holds everything but that key.

What the signature proves, to the instructor who made the token: whoever signed the file held the token, and nothing in
the file was changed since - by accident, in transport, or by somebody without the token. What it does not prove: that the
values are true. The student holds the token and may sign any number. Marks therefore never come from these values
alone; what can be recomputed or compared is (by the instructor's side).
"""

from __future__ import annotations

import base64
import binascii
import difflib
import hashlib
import hmac
import json
import os
import re
import secrets
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np

__all__ = [
    "PARTS",
    "AnswerError",
    "Claims",
    "FileTransport",
    "Grader",
    "TokenError",
    "Transport",
    "canonical",
    "check_answers",
    "check_value",
    "credentials",
    "make_token",
    "practice_token",
    "read_token",
    "sign",
]

FORMAT = "digits-answers-1"
FILE = "answers.json"
DAY = 86_400

Kind = Literal["shapes", "loss", "accuracy"]

#: The parts of each assignment that collects answers.
PARTS: dict[str, dict[str, Kind]] = {
    "04_tensorflow_training": {
        "tensor_shapes": "shapes",
        "linear_val_loss": "loss",
        "linear_val_accuracy": "accuracy",
        "mlp_val_loss": "loss",
        "mlp_val_accuracy": "accuracy",
    }
}

#: The tensors whose shapes are asked, with their axes; equal letters stand for equal sizes.
TENSORS = {"X": "m n", "Y": "m C", "X_val": "k n", "W": "n C", "b": "C"}

_PREFIX = "digits1"
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


class AnswerError(ValueError):
    """Something about an answer, a token or a file of answers is wrong; the text says what to do."""


class TokenError(AnswerError):
    """A token is malformed, expired, or somebody else's."""


class Transport(Protocol):
    """How signed answers leave the notebook."""

    def send(self, payload: bytes) -> str:
        """Deliver a signed file of answers.

        Parameters
        ----------
        payload : bytes
            UTF-8 JSON.

        Returns
        -------
        str
            A receipt for the student: what became of it, in one sentence.

        Raises
        ------
        AnswerError
            If it could not be delivered.
        """
        ...


@dataclass(frozen=True)
class Claims:
    """What a token says.

    Attributes
    ----------
    email : str
        Whose it is, in lower case.
    assignment : str
        What it is for.
    expires : int
        Seconds since 1970, UTC, after which it is refused.
    nonce : str
        Makes each token a different one.
    practice : bool
        Whether it was made in the notebook itself, to try things out; nobody can verify what it signs.
    """

    email: str
    assignment: str
    expires: int
    nonce: str
    practice: bool = False


class FileTransport:
    """Write the answers beside the notebook, whole or not at all.

    Parameters
    ----------
    folder : path-like, optional
        The submission folder; the notebook's own by default.
    """

    def __init__(self, folder: str | os.PathLike[str] = ".") -> None:
        self.path = Path(folder) / FILE

    def send(self, payload: bytes) -> str:
        """Put the file in place of an earlier one; see `Transport.send`."""
        handle, name = -1, ""
        try:
            handle, name = tempfile.mkstemp(prefix=f".{FILE}.", dir=self.path.parent)
            with os.fdopen(handle, "wb") as file:
                file.write(payload)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, 0o644)
            os.replace(name, self.path)
        except OSError as error:
            if name:
                Path(name).unlink(missing_ok=True)
            raise AnswerError(
                f"{self.path} could not be written ({error.strerror}): is the notebook's folder yours, and the disk not full?"
            ) from None
        return f"Wrote {self.path.name}, {len(payload)} bytes, sha256 {hashlib.sha256(payload).hexdigest()[:12]}…"


class Grader:
    """Collect the parts of an assignment's answers and submit them together.

    Parts are checked as they are set, so that a mistake is told at the line that made it. `submit` checks that none is
    missing, reads the token, signs and hands the result to the transport.

    Parameters
    ----------
    assignment : str
        A key of `PARTS`.
    transport : Transport, optional
        Where the signed answers go; by default into ``answers.json`` beside the notebook.
    clock : callable, optional
        The time in seconds since 1970.

    Raises
    ------
    AnswerError
        If the assignment collects no answers, with the nearest one that does.

    Examples
    --------
    >>> grader = Grader("04_tensorflow_training")
    >>> grader.set_answer("linear_val_loss", 0.27)
    """

    def __init__(
        self, assignment: str, transport: Transport | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        _parts_of(assignment)
        self.assignment = assignment
        self.transport: Transport = transport if transport is not None else FileTransport()
        self._clock = clock
        self._answers: dict[str, Any] = {}

    def __repr__(self) -> str:
        return f"<Grader of {self.assignment}: {len(self._answers)} of {len(PARTS[self.assignment])} parts are set>"

    def set_answer(self, part: str, value: Any) -> None:
        """Set one part; setting it again replaces it.

        Parameters
        ----------
        part : str
            Its name.
        value : object
            A number for a loss or an accuracy (a fraction); for shapes a dict of tensor names to shapes.

        Raises
        ------
        AnswerError
            If there is no such part, or the value is of the wrong type, out of range or not finite.
        """
        self._answers[part] = check_value(self.assignment, part, value)

    def submit(self, email: str, token: str) -> str:
        """Sign all parts and hand them to the transport.

        Parameters
        ----------
        email : str
            The address that the token was made for.
        token : str
            From the instructor.

        Returns
        -------
        str
            The transport's receipt.

        Raises
        ------
        AnswerError
            If parts are missing, or the address or the token is wrong; nothing is sent then.
        """
        check_answers(self.assignment, self._answers)
        now = int(self._clock())
        claims = read_token(token, now)
        if claims.assignment != self.assignment:
            raise TokenError(
                f"This token is for {claims.assignment}, not for {self.assignment}: look for the other one."
            )
        if _address(email) != claims.email:
            raise TokenError(
                f"This token was not made for {email}: give the address that your instructor sent the token to."
            )
        document = {
            "format": FORMAT,
            "assignment": self.assignment,
            "email": claims.email,
            "answers": self._answers,
            "submitted": now,
            "claims": asdict(claims),
        }
        document["signature"] = sign(document, token.strip())
        text = json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False)
        return self.transport.send((text + "\n").encode())


def check_value(assignment: str, part: str, value: Any) -> Any:
    """Check one part's value and turn it into plain Python.

    Parameters
    ----------
    assignment : str
        The assignment.
    part : str
        The part.
    value : object
        The value; NumPy and TensorFlow numbers do as well.

    Returns
    -------
    float or dict
        What is written into the file.

    Raises
    ------
    AnswerError
        Saying what is wrong with it.
    """
    parts = _parts_of(assignment)
    if not isinstance(part, str) or part not in parts:
        raise AnswerError(f"There is no part {part!r}.{_nearest(str(part), parts)} The parts are {', '.join(parts)}.")
    kind = parts[part]
    if kind == "shapes":
        return _shapes(part, value)
    number = _number(part, value)
    if number < 0:
        raise AnswerError(f"{part} is {number:g}; it cannot be negative.")
    if kind == "accuracy" and number > 1:
        advice = f"{number:g} % is {number / 100:g}." if number <= 100 else "Is it the accuracy at all?"
        raise AnswerError(f"{part} is {number:g}; give a fraction between 0 and 1. {advice}")
    return number


def check_answers(assignment: str, answers: Mapping[str, Any]) -> None:
    """Check that all parts are there and well-formed.

    Parameters
    ----------
    assignment : str
        The assignment.
    answers : mapping
        The parts.

    Raises
    ------
    AnswerError
        Naming what is missing or wrong.
    """
    missing = [part for part in _parts_of(assignment) if part not in answers]
    if missing:
        raise AnswerError(
            f"Not all parts are set; missing: {', '.join(missing)}. Call set_answer for each, then submit."
        )
    for part, value in answers.items():
        check_value(assignment, part, value)


def make_token(email: str, assignment: str, days: float, secret: bytes, now: float | None = None) -> str:
    """Make a token for one student and one assignment; the instructor does this.

    Parameters
    ----------
    email : str
        The student's address.
    assignment : str
        A key of `PARTS`.
    days : float
        How long it is good for.
    secret : bytes
        The instructor's secret, at least 16 bytes; whoever knows it can make tokens.
    now : float, optional
        Seconds since 1970; the present time when not given.

    Returns
    -------
    str
        One line of ASCII: prefix, claims, and their HMAC-SHA256 under the secret.

    Raises
    ------
    AnswerError
        If an argument makes no sense.
    """
    _parts_of(assignment)
    if days <= 0:
        raise AnswerError(f"days is {days:g}: a token is good for some time, for example 14.")
    if len(secret) < 16:
        raise AnswerError(f"The secret has {len(secret)} bytes; take 16 or more, for example secrets.token_bytes(32).")
    expires = int((time.time() if now is None else now) + days * DAY)
    return seal(Claims(_address(email), assignment, expires, secrets.token_hex(8)), secret)


def practice_token(email: str, assignment: str) -> str:
    """Make a token to try submitting with; it never needs to leave the notebook.

    It is signed with random bytes which are forgotten at once, so nobody, instructors included, can verify what it
    signs, and the file says that it is practice. It lasts a day.

    Parameters
    ----------
    email, assignment : str
        As in `make_token`.

    Returns
    -------
    str
        The token.
    """
    _parts_of(assignment)
    claims = Claims(_address(email), assignment, int(time.time()) + DAY, secrets.token_hex(8), practice=True)
    return seal(claims, secrets.token_bytes(32))


def credentials(assignment: str) -> tuple[str, str]:
    """Find the address and the token to submit with.

    Parameters
    ----------
    assignment : str
        The assignment.

    Returns
    -------
    email, token : str
        The environment variables DIGITS_EMAIL and DIGITS_TOKEN where both are set - so that a token stands in no
        notebook -, else a practice token.
    """
    email, token = os.environ.get("DIGITS_EMAIL", "").strip(), os.environ.get("DIGITS_TOKEN", "").strip()
    if email and token:
        print(f"Submitting as {email} with the token from the environment.")
        return email, token
    print("A practice token: the answers file is for you to look at, nobody can verify it.")
    return "practice@example.org", practice_token("practice@example.org", assignment)


def read_token(token: str, now: float | None = None) -> Claims:
    """Read what a token says. Only who knows the secret can tell whether it is genuine.

    Parameters
    ----------
    token : str
        The token.
    now : float, optional
        Seconds since 1970; the present time when not given.

    Returns
    -------
    Claims
        Its claims.

    Raises
    ------
    TokenError
        If it is malformed or has expired.
    """
    malformed = TokenError("This is no token, or a part of one: copy the whole line that your instructor sent.")
    if not isinstance(token, str):
        raise malformed
    try:
        prefix, body, mac = token.strip().split(".")
        if prefix != _PREFIX or len(_decode(mac)) != hashlib.sha256().digest_size:
            raise malformed
        claims = claims_from(json.loads(_decode(body)))
    except (ValueError, binascii.Error, RecursionError):  # UnicodeError and JSONDecodeError are ValueErrors
        raise malformed from None
    moment = time.time() if now is None else now
    if moment > claims.expires:
        day = time.strftime("%d %B %Y, %H:%M UTC", time.gmtime(claims.expires))
        raise TokenError(f"This token expired on {day}: ask your instructor for a new one.")
    return claims


def claims_from(data: Any) -> Claims:
    """Read claims from plain data.

    Raises
    ------
    TokenError
        If a field is missing, strange or of the wrong type.
    """
    types = {"email": str, "assignment": str, "expires": int, "nonce": str, "practice": bool}
    if not isinstance(data, dict) or set(data) != set(types) or any(type(data[k]) is not t for k, t in types.items()):
        raise TokenError("The token's claims are not complete.")
    if not 0 <= data["expires"] < 253_402_300_800:  # the year 10000, past which no calendar of ours goes
        raise TokenError("The token's expiry is no date.")
    return Claims(**data)


def seal(claims: Claims, secret: bytes) -> str:
    """Write claims as a token, closed with their HMAC-SHA256 under a secret."""
    body = _encode(canonical(asdict(claims)))
    mac = hmac.digest(secret, f"{_PREFIX}.{body}".encode(), "sha256")
    return f"{_PREFIX}.{body}.{_encode(mac)}"


def sign(document: Mapping[str, Any], token: str) -> str:
    """Compute the HMAC-SHA256, keyed by the token, of a document without its ``signature``, in hexadecimal."""
    unsigned = {key: value for key, value in document.items() if key != "signature"}
    return hmac.new(token.encode(), canonical(unsigned), hashlib.sha256).hexdigest()


def canonical(document: Any) -> bytes:
    """Write plain data as the one JSON text that all its spellings share: sorted keys, no blanks, UTF-8, no nan."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def _parts_of(assignment: str) -> dict[str, Kind]:
    """Give an assignment's parts, or say which assignment may be meant."""
    if assignment not in PARTS:
        raise AnswerError(f"{assignment!r} collects no answers.{_nearest(str(assignment), PARTS)}")
    return PARTS[assignment]


def _nearest(name: str, known: Mapping[str, Any]) -> str:
    """Name the nearest match, if one is near."""
    close = difflib.get_close_matches(name.lower(), list(known), n=1, cutoff=0.5)
    return f" Do you mean {close[0]!r}?" if close else ""


def _address(email: Any) -> str:
    """Check that a text looks like an address, and drop what makes no difference."""
    if not isinstance(email, str) or not _EMAIL.fullmatch(email.strip()):
        raise AnswerError(f"{email!r} is no e-mail address.")
    return email.strip().lower()


def _number(part: str, value: Any) -> float:
    """Turn a number of any library into a float."""
    if hasattr(value, "numpy"):
        value = value.numpy()
    if isinstance(value, (bool, np.bool_, str, bytes)) or value is None:
        raise AnswerError(f"{part} is {value!r}; expected a number.")
    try:
        array = np.asarray(value)
    except ValueError:
        array = np.empty(2)
    if array.dtype.kind not in "fiu" or array.ndim > 0:
        size = f"an array of shape {array.shape}" if array.dtype.kind in "fiu" else type(value).__name__
        raise AnswerError(f"{part} is {size}; expected a single number (of a history, the last epoch's).")
    number = float(array)
    if not np.isfinite(number):
        raise AnswerError(f"{part} is {number}; expected a finite number. Did the training diverge?")
    return number


def _shapes(part: str, value: Any) -> dict[str, list[int]]:
    """Turn the shapes into lists of ints, and compare the sizes that must be equal."""
    if not isinstance(value, Mapping):
        raise AnswerError(f"{part} is a {type(value).__name__}; expected a dict such as {{'W': (784, 10), …}}.")
    for name in value:
        if name not in TENSORS:
            near = _nearest(str(name), TENSORS) or f" The tensors are {', '.join(TENSORS)}."
            raise AnswerError(f"{part} has a shape for {name!r}, which is not asked.{near}")
    missing = [name for name in TENSORS if name not in value]
    if missing:
        raise AnswerError(f"{part} lacks the shape of {', '.join(missing)}.")
    shapes = {name: _shape(part, name, value[name], len(axes.split())) for name, axes in TENSORS.items()}
    sizes: dict[str, tuple[int, str]] = {}
    for name, axes in TENSORS.items():
        for position, (axis, size) in enumerate(zip(axes.split(), shapes[name], strict=True)):
            before, where = sizes.setdefault(axis, (size, f"axis {position} of {name}"))
            if before != size:
                raise AnswerError(
                    f"{part} do not fit together: {where} is {before}, axis {position} of {name} is {size}. "
                    "Are two of them exchanged?"
                )
    return shapes


def _shape(part: str, name: str, value: Any, axes: int) -> list[int]:
    """Turn one shape into a list of ints."""
    try:
        sizes = [int(size) for size in value if not isinstance(size, (bool, str)) and int(size) == size]
        complete = len(sizes) == len(value)
    except (TypeError, ValueError, OverflowError):
        sizes, complete = [], False
    if not complete or not sizes or min(sizes) < 1:
        raise AnswerError(f"{part}: the shape of {name} is {value!r}; expected whole numbers, such as (784, 10).")
    if len(sizes) != axes:
        raise AnswerError(f"{part}: the shape of {name} has {len(sizes)} axes; expected {axes}.")
    return sizes


def _encode(data: bytes) -> str:
    """Write bytes in the alphabet of URLs, without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decode(text: str) -> bytes:
    """Read what `_encode` wrote; anything else raises."""
    data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if _encode(data) != text:
        raise ValueError("not the usual spelling")
    return data
