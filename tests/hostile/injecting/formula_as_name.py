"""Is handed in by a student whose name a spreadsheet would run as a formula."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
STUDENT = "=cmd|' C calc'!A0"
EXPECT = Expected()
