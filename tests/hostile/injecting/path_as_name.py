"""Is handed in by a student whose name looks like a path out of the folder, in several notations."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
STUDENT = "-..\\..\\%2e%2e%2fautograded%00$(touch {TOUCHED})`id`;--"
EXPECT = Expected()
