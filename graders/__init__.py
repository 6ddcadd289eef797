"""The grading engine and the instructor's knowledge; run it with ``python -m graders``."""

import sys

__version__ = "0.1.0"

# jsonschema, which nbformat imports, compiles a grammar for IRIs whenever this package is installed: over a
# second for each process, for a format that no notebook schema uses. It takes "not installed" in its stride.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
