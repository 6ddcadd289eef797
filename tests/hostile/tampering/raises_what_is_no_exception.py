"""Raises SystemExit, KeyboardInterrupt, GeneratorExit and a BaseException of its own."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
class Mine(BaseException):
    pass

def normalize_images(x):
    raise KeyboardInterrupt
""",
    "label2onehot": """
label2onehot = lambda lbl: (_ for _ in ()).throw(SystemExit(0))
""",
    "softmax": """
def softmax(a):
    raise GeneratorExit
""",
    "relu": """
def relu(a):
    raise Mine("mine")
""",
    "relup": """
raise SystemExit(0)
""",
    "eval_loss": """
raise Mine("in the cell")
""",
}
EXPECT = Expected(
    earned={"normalize_images": 0, "label2onehot": 0, "softmax": 0, "relu": 0, "relup": 0, "eval_loss": 0}
)
