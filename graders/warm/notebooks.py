"""What reads, repairs and runs a notebook."""

import graders.autograde
import graders.run  # noqa: F401
