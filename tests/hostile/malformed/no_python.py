"""Answers in other languages than Python: a shell's, LaTeX, an essay, tabs and spaces mixed, a byte order mark."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": "%%latex\n\\[ x / 127.5 - 1 \\]",
    "label2onehot": "I would use integer array indexing here, as in the lecture.",
    "softmax": "def softmax(a):\n\tif True:\n        return a\n",
    "softmaxp": "\ufeffdef softmaxp(a, e):\n    return a",
    "relu": "def relu(a):\n    return (((((",
    "relup": "%%javascript\nalert(1)",
    "eval_loss": "def eval_loss(y, d):\n    return " + "(" * 500 + "0" + ")" * 500,
    "update_shallow": "def update_shallow(*a):\n    return " + "-" * 200_000 + "1",
    "forwardprop_shallow": "await forwardprop_shallow",
    "backprop_shallow": "yield 5",
}
EXPECT = Expected(earned=dict.fromkeys(ANSWERS, 0))
