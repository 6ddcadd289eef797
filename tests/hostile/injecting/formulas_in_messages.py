"""Makes messages that begin like spreadsheet formulas, and answers that end a line of a table."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": r"""
def normalize_images(x):
    raise ValueError('=HYPERLINK("http://127.0.0.1:{PORT}/";"120")\r\n,"me",120,120\n@SUM(1+1)*cmd|calc\t+1-1')
""",
    "relu": "import os\nos._exit(0)  # =1+1",
}
EXPECT = Expected(earned={"normalize_images": 0, "relu": 0}, limits=True)
