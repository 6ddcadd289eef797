"""Calls the functions it is given, and the reference that stands in, with arguments that lie or never end."""

from tests.hostile.expected import AtMost, Expected

ASSIGNMENT = "01_binary_digits"
ANSWERS = {
    "my_dense": """
class Endless(list):
    def __len__(self):
        return 10**9
    def __iter__(self):
        while True:
            yield self

def my_dense(a_in, W, b, g):
    for odd in (np.zeros(10**8), "x" * 10**8, Endless(), g, {"a": {}}, 10**4000, np.array([object()]), None):
        try:
            g(odd)
        except Exception:
            pass
    for attack in ("__globals__", "__code__", "__closure__", "__self__", "__wrapped__"):
        try:
            print(getattr(g, attack))
        except Exception:
            pass
    return np.zeros(W.shape[1])
""",
    "my_sequential": """
def my_sequential(x, W1, b1, W2, b2, W3, b3):
    def again(z):
        return my_dense(x, W1, b1, again)
    try:
        my_dense(x, W1, b1, again)
    except RecursionError:
        pass
    return np.zeros(1)
""",
}
# The half point of `my_dense` for leaving its arguments alone is its due.
EXPECT = Expected(earned={"my_dense": AtMost(0.5), "my_sequential": AtMost(0.5)})
