"""Raises errors whose names, messages and source lines are markup."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
def normalize_images(x):
    raise ValueError("<script>alert('hostile')</script><img src=x onerror=alert(1)>" + "&lt;script&gt;")
""",
    "relu": """
Markup = type("<svg onload=alert(1)>", (Exception,), {})

def relu(a):
    raise Markup("</li></ul><script>alert('hostile')</script>")
""",
    "softmax": """
class Answer:
    def __repr__(self):
        return "<img src=x onerror=alert('hostile')>"
    __str__ = __repr__

Answer.__name__ = Answer.__qualname__ = "<b onmouseover=alert(1)>"

def softmax(a):
    return Answer()
""",
    "relup": """
raise Exception("<script>alert('hostile')</script>")
""",
}
EXPECT = Expected(earned={"normalize_images": 0, "relu": 0, "softmax": 0, "relup": 0})
