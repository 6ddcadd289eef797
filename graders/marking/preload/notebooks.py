"""What runs and judges a notebook."""

import graders.marking.judging  # noqa: F401
