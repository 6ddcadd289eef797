"""Is handed in by a student whose name is markup with an event handler."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
STUDENT = "<img src=x onerror=alert(1)>\"'{{ 7 * 191 }}[bold]"
EXPECT = Expected()
