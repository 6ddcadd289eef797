"""What reads, repairs, runs and judges a notebook."""

import graders.apart
import graders.mark  # noqa: F401
