"""Tokens: what an instructor gives to one student for one assignment, with an expiry; the key that answers are signed with."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import re
import secrets
import time
from dataclasses import asdict, dataclass
from typing import Any

from utils.answers.parts import AnswerError, parts_of

DAY = 86_400
_PREFIX = "digits1"
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


class TokenError(AnswerError):
    """A token is malformed, expired, or somebody else's."""


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
    parts_of(assignment)
    if days <= 0:
        raise AnswerError(f"days is {days:g}: a token is good for some time, for example 14.")
    if len(secret) < 16:
        raise AnswerError(f"The secret has {len(secret)} bytes; take 16 or more, for example secrets.token_bytes(32).")
    expires = int((time.time() if now is None else now) + days * DAY)
    return seal(Claims(address_of(email), assignment, expires, secrets.token_hex(8)), secret)


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
    parts_of(assignment)
    claims = Claims(address_of(email), assignment, int(time.time()) + DAY, secrets.token_hex(8), practice=True)
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


def canonical(document: Any) -> bytes:
    """Write plain data as the one JSON text that all its spellings share: sorted keys, no blanks, UTF-8, no nan."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def address_of(email: Any) -> str:
    """Check that a text looks like an address, and drop what makes no difference."""
    if not isinstance(email, str) or not _EMAIL.fullmatch(email.strip()):
        raise AnswerError(f"{email!r} is no e-mail address.")
    return email.strip().lower()


def _encode(data: bytes) -> str:
    """Write bytes in the alphabet of URLs, without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decode(text: str) -> bytes:
    """Read what `_encode` wrote; anything else raises."""
    data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if _encode(data) != text:
        raise ValueError("not the usual spelling")
    return data
