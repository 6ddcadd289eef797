"""Answers in parts: collected by a `Grader`, checked as they are set, signed and handed to a transport.

An instructor gives each student a token for one assignment; the token carries its own expiry. It is the key of the
signature, and the file that is written holds everything but that key.

What the signature proves to the instructor who made the token: whoever signed the file held the token, and nothing in the
file has changed since, whether by accident, in transport, or by somebody without the token. What it does not prove: that
the values are true. The student holds the token and may sign any number. Marks therefore never come from these values alone;
the instructor's side recomputes or compares what it can.
"""

from utils.answers.grader import FileTransport, Grader, Transport
from utils.answers.parts import AnswerError
from utils.answers.tokens import TokenError, credentials

__all__ = ["AnswerError", "FileTransport", "Grader", "TokenError", "Transport", "credentials"]
