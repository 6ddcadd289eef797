"""Fails on purpose and then looks into what took the place of its function in later exercises."""

from tests.hostile.expected import AtMost, Expected

ASSIGNMENT = "01_binary_digits"
_LOOK = """
import dis, gc, inspect, io

def look(thing):
    seen = [repr(thing), repr(getattr(thing, "__dict__", ""))]
    for name in ("__code__", "__closure__", "__globals__", "__wrapped__", "__func__", "__self__", "__call__", "__doc__"):
        value = getattr(thing, name, None)
        seen.append(f"{name}: {value!r}"[:2000])
        if name == "__closure__" and value:
            seen += [repr(cell.cell_contents) for cell in value]
    try:
        seen.append(inspect.getsource(thing))
        text = io.StringIO()
        dis.dis(thing, file=text)
        seen.append(text.getvalue())
    except Exception as error:
        seen.append(type(error).__name__)
    return "\\n".join(seen)
"""
ANSWERS = {
    "my_dense": _LOOK
    + """
def my_dense(a_in, W, b, g):
    return np.zeros(W.shape[1])
""",
    "my_sequential": """
def my_sequential(x, W1, b1, W2, b2, W3, b3):
    raise ValueError(look(my_dense)[:8000])
""",
}
EXTRA_CELLS = [
    ("test_my_sequential_hidden", "print(look(my_dense))"),
    ("test_my_dense_hidden", "print(look(my_dense))"),
]
EXPECT = Expected(earned={"my_dense": AtMost(0.5), "my_sequential": 0})
