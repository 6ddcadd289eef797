"""Is right on the first call only: what is judged later must not stand on what was true once."""

from tests.hostile.expected import AtMost, Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
calls = 0

def normalize_images(x):
    global calls
    calls += 1
    return np.asarray(x) / 127.5 - 1.0 if calls == 1 else np.zeros(np.shape(x))
"""
}
# Checks with one call are its due if each asks a fresh process: public 1.5, values 1.5, range 0.5.
EXPECT = Expected(earned={"normalize_images": AtMost(3.5)})
