"""What reads, repairs, runs and judges a notebook."""

import graders.autograde
import graders.mark  # noqa: F401
