"""The grading engine and the instructor's knowledge; run it with ``python -m graders``."""

__version__ = "0.1.0"
