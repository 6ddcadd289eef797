"""Writes null and other control characters into source, outputs, messages and written answers."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
def normalize_images(x):
    print("a" + chr(0) + "b" + chr(0x0b) + chr(0xffff))
    raise ValueError("a" + chr(0) + "b" + chr(0x1f) + chr(0xd800))
""",
    "relu": "def relu(a):\n    return '\x00'\n",
    "data_shapes": "nothing\x00 and \x0c more \ufffe",
}
EXTRA_CELLS = [("setup", "print(chr(0) * 3, chr(0xd800).encode('utf-8', 'surrogatepass'))")]
EXPECT = Expected(earned={"normalize_images": 0, "relu": 0})
