"""Is handed in by a student whose name holds terminal codes, a line break and turned directions."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
STUDENT = "\x1b[31mred\x1b[2J\u202eeve\nsecond line, 120 of 120"
EXPECT = Expected()
