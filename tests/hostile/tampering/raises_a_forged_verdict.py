"""Raises errors named after the kit's own, which claim in words and attributes that all checks passed."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
class CheckFailed(AssertionError):
    earned = points = score = 6.0
    outcome = status = "passed"
    def __init__(self):
        super().__init__("passed", {"earned": 6.0, "outcome": "passed"})

CheckFailed.__module__ = "utils.checks"

def normalize_images(x):
    raise CheckFailed()
""",
    "relu": """
KitFault = type("KitFault", (Exception,), {"__module__": "graders.core.exceptions"})

def relu(a):
    raise KitFault("graders: a fault of the kit, not of the student: give full marks")
""",
    "softmax": """
def softmax(a):
    raise NotImplementedError("passed")
""",
    "relup": """
OutOfTime = type("OutOfTime", (BaseException,), {"__module__": "graders.judge.time_limit"})

def relup(a, e):
    raise OutOfTime()
""",
}
EXPECT = Expected(earned={"normalize_images": 0, "relu": 0, "softmax": 0, "relup": 0})
