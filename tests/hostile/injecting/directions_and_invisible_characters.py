"""Uses characters that turn the direction of text around, vanish or look like others, in names and messages."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": r"""
def normalize_images(x):
    # \u202e } sgnihton snruter siht {
    raise ValueError("\u202epassed\u2066 \u200b\u200d\ufeff 6 of 6 \u2069 " + "\u0335" * 500 + "\U000e0041" * 50)
""",
}
EXPECT = Expected(earned={"normalize_images": 0})
