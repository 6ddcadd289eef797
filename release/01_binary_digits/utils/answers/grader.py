"""Collect the parts of an answer, sign them and hand them to a transport."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

from utils.answers.parts import PARTS, AnswerError, check_answers, check_value, parts_of
from utils.answers.tokens import TokenError, address_of, canonical, read_token, signer

FORMAT = "digits-answers-2"
FILE = "answers.json"


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
            A receipt for the student, in one sentence.

        Raises
        ------
        AnswerError
            If it could not be delivered.
        """
        ...


class FileTransport:
    """Write the answers beside the notebook, completely or not at all.

    Parameters
    ----------
    folder : path-like, optional
        The submission folder; the notebook's own by default.
    """

    def __init__(self, folder: str | os.PathLike[str] = ".") -> None:
        self.path = Path(folder) / FILE

    def send(self, payload: bytes) -> str:
        """Write the file, or replace an earlier one; see `Transport.send`."""
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
                f"{self.path} could not be written ({error.strerror}): check that you may write in the notebook's folder and that the disk is not full."
            ) from None
        return f"Wrote {self.path.name}, {len(payload)} bytes, sha256 {hashlib.sha256(payload).hexdigest()[:12]}…"


class Grader:
    """Collect the parts of an assignment's answers and submit them together.

    Parts are checked as they are set, so that an error points to the line that caused it. `submit` checks that none is
    missing, reads the token, signs the answers and hands them to the transport.

    Parameters
    ----------
    assignment : str
        A key of `PARTS`.
    transport : Transport, optional
        Where the signed answers go; by default to ``answers.json`` beside the notebook.
    clock : callable, optional
        The current time in seconds since 1970.

    Raises
    ------
    AnswerError
        If the assignment collects no answers; the message names the closest one that does.

    Examples
    --------
    >>> grader = Grader("04_tensorflow_training")
    >>> grader.set_answer("linear_val_loss", 0.27)
    """

    def __init__(
        self, assignment: str, transport: Transport | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        parts_of(assignment)
        self.assignment = assignment
        self.transport: Transport = transport if transport is not None else FileTransport()
        self._clock = clock
        self._answers: dict[str, Any] = {}

    def __repr__(self) -> str:
        return f"<Grader of {self.assignment}: {len(self._answers)} of {len(PARTS[self.assignment])} parts set>"

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
            If parts are missing, or the address or the token is wrong; then nothing is sent.
        """
        check_answers(self.assignment, self._answers)
        now = int(self._clock())
        claims = read_token(token, now)
        if claims.assignment != self.assignment:
            raise TokenError(
                f"This token is for {claims.assignment}, not for {self.assignment}: use the token for this assignment."
            )
        if address_of(email) != claims.email:
            raise TokenError(
                f"This token was not made for {email}: use the address that your instructor sent the token to."
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


def sign(document: Mapping[str, Any], token: str) -> str:
    """Sign a document, without its ``signature``, with a token."""
    return signer(token, "answers").get_signature(_unsigned(document)).decode()


def is_signed(document: Mapping[str, Any], token: str) -> bool:
    """Whether a document's ``signature`` was made with a token, and nothing has changed since.

    Raises
    ------
    ValueError
        If it contains what JSON cannot express, such as nan.
    """
    return signer(token, "answers").verify_signature(_unsigned(document), document["signature"])


def _unsigned(document: Mapping[str, Any]) -> bytes:
    """What of a document is signed."""
    return canonical({key: value for key, value in document.items() if key != "signature"})
