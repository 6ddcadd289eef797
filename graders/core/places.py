"""Where this engine itself lies, whatever course it marks."""

from pathlib import Path

ENGINE = Path(__file__).resolve().parents[1]
UTILS = ENGINE.parent / "utils"  # the package of checks that judge and students' code both import
