"""Tokens that expire, each for one student and one assignment; answers are signed with them."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import time
from dataclasses import asdict, dataclass
from typing import Any

from itsdangerous import BadData, Signer, base64_decode, base64_encode

from utils.answers.parts import AnswerError, parts_of

DAY = 86_400
_PREFIX = "digits2"
_TOKEN = re.compile(rf"{_PREFIX}\.([\w-]+)\.[\w-]{{43}}", re.ASCII)  # 43 characters are 32 bytes in base64
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


class TokenError(AnswerError):
    """A token is malformed, expired or somebody else's."""


@dataclass(frozen=True)
class Claims:
    """The content of a token.

    Attributes
    ----------
    email : str
        The student's address, in lower case.
    assignment : str
        The assignment that it is for.
    expires : int
        When it expires, in seconds since 1970 (UTC).
    nonce : str
        Random, so that no two tokens are equal.
    practice : bool
        Whether it was made in the notebook itself, for practice; nobody can verify what it signs.
    """

    email: str
    assignment: str
    expires: int
    nonce: str
    practice: bool = False


def make_token(email: str, assignment: str, days: float, secret: bytes, now: float | None = None) -> str:
    """Make a token for one student and one assignment, as the instructor.

    Parameters
    ----------
    email : str
        The student's address.
    assignment : str
        A key of `PARTS`.
    days : float
        How long it is valid.
    secret : bytes
        The instructor's secret, at least 16 bytes; whoever knows it can make tokens.
    now : float, optional
        The current time in seconds since 1970; by default the system's.

    Returns
    -------
    str
        One line of ASCII: prefix, claims and signature.

    Raises
    ------
    AnswerError
        If an argument is not valid.
    """
    parts_of(assignment)
    if days <= 0:
        raise AnswerError(f"days is {days:g}: give a positive number, for example 14.")
    if len(secret) < 16:
        raise AnswerError(f"The secret has {len(secret)} bytes; take 16 or more, for example secrets.token_bytes(32).")
    expires = int((time.time() if now is None else now) + days * DAY)
    return seal(Claims(address_of(email), assignment, expires, secrets.token_hex(8)), secret)


def practice_token(email: str, assignment: str) -> str:
    """Make a token to practise submitting with; it never needs to leave the notebook.

    It is signed with random bytes that are not kept, so nobody, not even an instructor, can verify what it signs, and
    the file says that it is practice. It is valid for a day.

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
    """Get the address and the token to submit with.

    Parameters
    ----------
    assignment : str
        The assignment.

    Returns
    -------
    email, token : str
        From the environment variables DIGITS_EMAIL and DIGITS_TOKEN if both are set, so that no notebook contains a
        token; otherwise a practice token.
    """
    email, token = os.environ.get("DIGITS_EMAIL", "").strip(), os.environ.get("DIGITS_TOKEN", "").strip()
    if email and token:
        print(f"Submitting as {email} with the token from the environment.")
        return email, token
    print("Using a practice token: the answers file is for you to look at; nobody can verify it.")
    return "practice@example.org", practice_token("practice@example.org", assignment)


def read_token(token: str, now: float | None = None) -> Claims:
    """Read a token's content. Whether it is genuine can only be told with the secret.

    Parameters
    ----------
    token : str
        The token.
    now : float, optional
        The current time in seconds since 1970; by default the system's.

    Returns
    -------
    Claims
        Its content.

    Raises
    ------
    TokenError
        If it is malformed or has expired.
    """
    match = _TOKEN.fullmatch(token.strip()) if isinstance(token, str) else None
    try:
        if not match:
            raise ValueError("not of the form of a token")
        claims = claims_from(json.loads(base64_decode(match[1])))
        if _encode(claims) != match[1]:  # another spelling of the same claims would be a different key
            raise ValueError("not in canonical form")
    except (ValueError, BadData, RecursionError):  # UnicodeError and JSONDecodeError are ValueErrors
        raise TokenError("This is not a complete token: copy the whole line that your instructor sent.") from None
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
        If a field is missing, unknown or of the wrong type.
    """
    types = {"email": str, "assignment": str, "expires": int, "nonce": str, "practice": bool}
    if not isinstance(data, dict) or set(data) != set(types) or any(type(data[k]) is not t for k, t in types.items()):
        raise TokenError("The token's claims are incomplete.")
    if not 0 <= data["expires"] < 253_402_300_800:  # the year 10000, the end of the calendar of `time`
        raise TokenError("The token's expiry is not a valid date.")
    return Claims(**data)


def seal(claims: Claims, secret: bytes) -> str:
    """Write claims as a token, signed with a secret."""
    return signer(secret, "token").sign(f"{_PREFIX}.{_encode(claims)}").decode()


def signer(key: str | bytes, purpose: str) -> Signer:
    """Make a signer (HMAC-SHA256) whose key is derived for one purpose, so that it signs nothing else."""
    return Signer(key, salt=f"digits-course {purpose}", key_derivation="hmac", digest_method=hashlib.sha256)


def canonical(document: Any) -> bytes:
    """Serialise plain data in a canonical form: JSON with sorted keys and no spaces, UTF-8, without nan."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def address_of(email: Any) -> str:
    """Check that a string looks like an address; drop spaces around it and turn it to lower case."""
    if not isinstance(email, str) or not _EMAIL.fullmatch(email.strip()):
        raise AnswerError(f"{email!r} is not an e-mail address.")
    return email.strip().lower()


def _encode(claims: Claims) -> str:
    """Write claims in the alphabet of URLs."""
    return base64_encode(canonical(asdict(claims))).decode()
