"""Public tests of assignment 05: one function per exercise, here to be read.

Each test calls your function on a small example whose answer was worked out beforehand, and climbs a ladder: is it
defined, does it run, has the result the right shape, are the numbers right? Examples are columns everywhere. The
comment above a fixture says which mistake it is there to catch.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from utils.checks import Answer, Function, passed, require
from utils.describe import describe

Array = npt.NDArray[np.float64]

# A network of 3 inputs, 2 hidden units and 4 outputs, and 5 examples: no two sizes are equal, so nothing fits by
# accident.
# The first example leaves both hidden units at zero, the third leaves both alive, the others one of them.
X = np.array([[0.5, -1.0, 0.2, 0.8, -0.3], [1.0, 0.4, -0.6, 0.1, 0.9], [-0.7, 0.3, 1.2, -0.5, 0.6]])
LBL = np.array([2, 0, 3, 1, 2])
D = np.array([[0, 1, 0, 0, 0], [0, 0, 0, 1, 0], [1, 0, 0, 0, 1], [0, 0, 1, 0, 0]], dtype=float)
W1 = np.array([[0.4, -0.6, 0.3], [-0.2, 0.5, 0.7]])
B1 = np.array([[0.1], [-0.2]])
W2 = np.array([[0.5, -0.3], [-0.8, 0.6], [0.2, 0.9], [-0.4, -0.1]])
B2 = np.array([[0.05], [-0.1], [0.2], [0.0]])
NET = (W1, B1, W2, B2)
NAMES = ("W1", "b1", "W2", "b2")

# The same network after one step with gamma = 0.5 on X and D.
NET_AFTER = (
    np.array([[0.32881748, -0.57790192, 0.27877777], [-0.1517218, 0.53630401, 0.65329488]]),
    np.array([[-0.02617322], [-0.26981028]]),
    np.array(
        [[0.46474566, -0.28783246], [-0.79315037, 0.56822209], [0.15625484, 0.91444288], [-0.32785014, -0.09483251]]
    ),
    np.array([[0.0293869], [-0.10098308], [0.21919747], [0.00239871]]),
)
# Its loss before any step, and after each of three such steps.
LOSS_BEFORE = 0.36673876
LOSSES = [0.34676591, 0.33554132, 0.32966874]


def network(answer: Answer, like: tuple[Array, ...]) -> list[Answer]:
    """Climb the rungs of a network: four arrays, each with the shape and the kind of numbers of the old one."""
    value = answer.value
    require(
        isinstance(value, (tuple, list)) and len(value) == 4,
        f"{answer.call} returns {describe(value)}; expected the new network, a tuple (W1, b1, W2, b2).",
    )
    parts = []
    for name, part, old in zip(NAMES, value, like, strict=True):
        hint = "A bias is a column: sum over the examples with keepdims=True." if name in ("b1", "b2") else ""
        part = Answer(part, f"{name} of {answer.call}").array(shape=old.shape, hint=hint)
        require(
            part.value.dtype.kind == "f",
            f"{part.call} holds whole numbers: integer weights lose every small step. Keep them floating point "
            "numbers.",
        )
        parts.append(part.finite())
    return parts


def trained(answer: Answer, like: tuple[Array, ...], steps: int) -> tuple[list[Answer], Answer]:
    """Climb the rungs of a training function's result: (net, losses)."""
    value = answer.value
    require(
        isinstance(value, (tuple, list)) and len(value) == 2,
        f"{answer.call} returns {describe(value)}; expected two things, `return net, losses`.",
    )
    net = network(Answer(value[0], f"the network of {answer.call}"), like)
    losses = Answer(value[1], f"the list of losses of {answer.call}")
    return net, losses.array(shape=(steps,), hint="One loss for each step or epoch, measured after it.").finite()


def test_normalize_images(target: Any) -> None:
    """Grey levels 0..255 become numbers from -1 to 1."""
    normalize_images = Function(target, "normalize_images", "x")
    # Neither 0 nor 255 occurs in the second column: it catches scaling by what the images happen to hold. All numbers
    # from 128 on overflow if they are doubled while they are still bytes.
    x = np.array([[0, 51], [255, 204], [102, 153]], dtype=np.uint8)
    answer = normalize_images(x).array(shape=(3, 2)).finite()
    answer.close(
        [[-1.0, -0.6], [1.0, 0.6], [-0.2, 0.2]],
        mistakes={
            "this is the range 0 to 1; the darkest pixel should be -1": x / 255,
            "bytes hold at most 255, so 2 * x wrapped around: divide first, or convert to float first": lambda: (
                (np.uint8(2) * x) / 255 - 1
            ),
            "the bytes wrapped around in a subtraction: convert to float first": lambda: (x - np.uint8(128)) / 128,
            "the lightest pixel is 255, not 256, so that the middle of the range is 127.5": x / 128 - 1,
        },
        hint="0 has to become -1 and 255 has to become 1, on a straight line, whatever else the images hold.",
    )
    passed("normalize_images", answer)


def test_label2onehot(target: Any) -> None:
    """One column for each label, ten rows."""
    label2onehot = Function(target, "label2onehot", "lbl")
    # The largest label is 7: max()+1 rows would be 8. Labels repeat and are not sorted.
    lbl = np.array([3, 0, 7, 3])
    answer = label2onehot(lbl)
    right = np.zeros((10, 4))
    right[3, 0] = right[0, 1] = right[7, 2] = right[3, 3] = 1
    shape = answer.shape
    require(
        shape != (8, 4),
        f"{answer.call} returns 8 rows, which is lbl.max() + 1: always make ten, absent classes included.",
    )
    require(
        len(shape or ()) != 3,
        f"{answer.call} returns an array with 3 axes, {shape}: was something one-hot encoded a second time?",
    )
    if answer.truth:
        answer.remarks.append("True and False have no minus sign; `.astype(float)` makes numbers of them.")
    answer.array(shape=(10, 4)).close(
        right,
        mistakes={
            "the whole row of a class is set: index rows and columns together, d[lbl, columns]": right.max(1)[:, None]
            * np.ones((10, 4))
        },
        hint="Column k holds a single 1, in row lbl[k].",
    )
    passed("label2onehot", answer)


def test_onehot2label(target: Any) -> None:
    """The row of the largest entry of each column."""
    onehot2label = Function(target, "onehot2label", "d")
    # The labels are not sorted, so that nonzero(d)[0], which lists row after row, gives them in the wrong order.
    lbl = [3, 0, 7, 3, 9]
    d = np.zeros((10, 5))
    d[lbl, range(5)] = 1
    hint = "Is the largest entry sought along the wrong axis? A class is a row, an example a column."
    answer = onehot2label(d).array(shape=(5,), kind="int", hint=hint)
    answer.close(
        lbl,
        mistakes={
            "these are the labels in sorted order: nonzero lists the ones row after row, not by columns": sorted(lbl),
            "this is the largest entry itself, not the row where it stands": np.ones(5),
            "these are counted from 1; the first row has the number 0": np.add(lbl, 1),
            "this is the row of the smallest entry": d.argmin(axis=0),
        },
        hint="The label of a column is the row of its largest entry.",
    )
    # Probabilities: the second column has no entry above one half, so a threshold or a search for 1 finds nothing.
    answer = onehot2label(np.array([[0.2, 0.3], [0.7, 0.45], [0.1, 0.25]])).array(shape=(2,), kind="int", hint=hint)
    answer.close([1, 1], hint="For probabilities the label is the row of the largest entry.")
    passed("onehot2label", answer)


def test_softmax(target: Any) -> None:
    """Every column becomes probabilities."""
    softmax = Function(target, "softmax", "a")
    # Four rows and two columns, so a softmax along the wrong axis gives other numbers.
    a = np.array([[1.0, -2.0], [2.0, 0.5], [3.0, 1.0], [4.0, 0.0]])
    right = [[0.0320586, 0.02459596], [0.08714432, 0.29964011], [0.23688282, 0.49402302], [0.64391426, 0.18174091]]
    answer = softmax(a).array(shape=(4, 2)).finite()
    answer.close(
        right,
        mistakes={
            "each row sums to 1, but each column should: look at the axis": lambda: (
                np.exp(a) / np.exp(a).sum(1)[:, None]
            ),
            "the whole array sums to 1, but each column should: give the sum an axis": lambda: (
                np.exp(a) / np.exp(a).sum()
            ),
            "these are sigmoids, one for each entry; they do not sum to 1": lambda: 1 / (1 + np.exp(-a)),
            "the exponentials are not divided by their sum yet": lambda: np.exp(a),
            "the exponentials are not divided by the sum of their column yet": lambda: np.exp(a - a.max(0)),
            "the whole array sums to 1, but each column should: give the sum below an axis, too": lambda: (
                np.exp(a - a.max(0)) / np.exp(a - a.max(0)).sum()
            ),
            "the maximum is subtracted above the fraction but not below: both need the same exponentials": lambda: (
                np.exp(a - a.max(0)) / np.exp(a).sum(0)
            ),
            "the maximum subtracted is that of each row, but it has to be the same for a whole column": lambda: (
                np.exp(a - a.max(1)[:, None]) / np.exp(a - a.max(1)[:, None]).sum(0)
            ),
            "the sign of the logits is turned around: the largest should get the largest probability": lambda: (
                np.exp(-a) / np.exp(-a).sum(0)
            ),
            "this is the logarithm of the probabilities": lambda: a - np.log(np.exp(a).sum(0)),
            "these are powers of 2 in place of powers of e": lambda: 2**a / (2**a).sum(0),
            "the logits themselves are divided by their sum; take their exponentials first": lambda: a / a.sum(0),
        },
        hint="The first column holds exp(1), exp(2), exp(3) and exp(4), each divided by the sum of the four.",
    )
    # exp(1000) is infinite: this one asks for the subtraction of each column's maximum.
    large = softmax(a + np.array([1000.0, -1000.0])).array(shape=(4, 2))
    large.finite("exp(1000) overflows: subtract the maximum of each column first.").close(
        right, hint="Adding a constant to a column leaves its softmax as it is: subtract the maximum of each column."
    )
    passed("softmax", answer)


def test_softmaxp(target: Any) -> None:
    """The Jacobian of the softmax times e, column by column."""
    softmaxp = Function(target, "softmaxp", "a e")
    a = np.array([[1.0, -2.0], [2.0, 0.5], [3.0, 1.0]])
    e = np.array([[2.0, -1.0], [-3.0, 0.5], [1.0, 4.0]])
    g = np.array([[0.09003057, 0.03005889], [0.24472847, 0.36619222], [0.66524096, 0.6037489]])
    # A Jacobian times (0, 1, 0) is its second column: -g_1 g_2, g_2 (1 - g_2), -g_3 g_2. Nothing but the off-diagonal
    # entries can give the first and the last number.
    one = softmaxp(a[:, :1], np.array([[0.0], [1.0], [0.0]])).array(shape=(3, 1)).finite()
    one.close(
        [[-0.02203305], [0.18483645], [-0.16280340]],
        mistakes={
            "only the diagonal g_i (1 - g_i) is here; every output also depends on the other logits": [
                [0],
                [0.18483645],
                [0],
            ],
            "the sign is turned around": [[0.02203305], [-0.18483645], [0.16280340]],
            "this is g * e; the term with the inner product <g, e> is missing": [[0], [0.24472847], [0]],
        },
        hint="e is (0, 1, 0) here, so that this is the Jacobian's second column: -g_1 g_2, g_2 (1 - g_2), -g_3 g_2.",
    )
    answer = softmaxp(a, e).array(shape=(3, 2)).finite()
    answer.close(
        [[0.17005725, -0.1072511], [-0.76137883, -0.75729752], [0.59132158, 0.86454861]],
        mistakes={
            "the inner product runs over the whole array: each column has its own, so give the sum an axis": lambda: (
                g * e - np.sum(g * e) * g
            ),
            "only the diagonal g_i (1 - g_i) is here; every output also depends on the other logits": g * (1 - g) * e,
            "the inner product <g, e> is not multiplied by g yet": lambda: g * e - np.sum(g * e, axis=0),
            "the inner product is added; it has to be taken away": lambda: g * e + np.sum(g * e, axis=0) * g,
            "the inner product is a mean in place of a sum": lambda: g * e - np.mean(g * e, axis=0) * g,
            "the inner product <g, e> is multiplied by e; it should be multiplied by g": lambda: (
                g * e - np.sum(g * e, axis=0) * e
            ),
            "the logits stand where their softmax g belongs": lambda: a * e - np.sum(a * e, axis=0) * a,
        },
        hint="delta = g * e - <g, e> g, with one inner product for each column.",
    )
    passed("softmaxp", answer)


def test_relu(target: Any) -> None:
    """Negative entries become 0, the others stay."""
    relu = Function(target, "relu", "a")
    a = np.array([[-2.0, 0.0, 3.0], [0.5, -0.1, -7.0]])
    answer = relu(a).array(shape=(2, 3)).finite()
    answer.close(
        [[0.0, 0.0, 3.0], [0.5, 0.0, 0.0]],
        mistakes={
            "this is the absolute value": np.abs(a),
            "the negative entries are kept and the positive ones lost": np.minimum(a, 0),
            "this is 1 where a > 0, not a itself": a > 0,
        },
        hint="Each entry on its own: itself where it is positive, else 0.",
    )
    passed("relu", answer)


def test_relup(target: Any) -> None:
    """e passes where a > 0 and nowhere else."""
    relup = Function(target, "relup", "a e")
    # a has a zero in it, and the signs of a and e differ in some places: conditions on the wrong array, >= and products
    # with a all show.
    a = np.array([[-2.0, 0.0, 3.0], [0.5, -0.1, 7.0]])
    e = np.array([[5.0, 4.0, -3.0], [-2.0, -1.0, 6.0]])
    answer = relup(a, e).array(shape=(2, 3)).finite("Is something divided by zero? Nothing has to be divided here.")
    answer.close(
        [[0.0, 0.0, -3.0], [-2.0, 0.0, 6.0]],
        mistakes={
            "e passes where a is 0, too; here the slope at 0 is taken as 0, so a > 0 is asked": np.where(a >= 0, e, 0),
            "this is the slope alone, 1 where a > 0; it still has to be multiplied by e": a > 0,
            "the sign of e decides here; it should be the sign of a": np.where(e > 0, e, 0),
            "e is multiplied by relu(a) itself; it should be multiplied by the slope of relu, 0 or 1": np.maximum(a, 0)
            * e,
            "these are the entries of a; those of e should pass": np.maximum(a, 0),
            "a and e have changed places: the sign of a decides, and e passes": np.where(e > 0, a, 0),
            "e passes where a is negative": np.where(a < 0, e, 0),
            "half of e passes where a is 0; here the slope at 0 is taken as 0": np.heaviside(a, 0.5) * e,
            "negative entries of e are lost, but they have to pass, too": np.where((a > 0) & (e > 0), e, 0),
            "e changes its sign where a is negative; there it should become 0": np.sign(a) * e,
            "a > 0 decides, however small a is: no other threshold, and no whole numbers": np.where(a >= 1, e, 0),
        },
        hint="Nothing is scaled or divided: an entry of e passes as it is, or becomes 0.",
    )
    passed("relup", answer)


def test_forwardprop_shallow(target: Any) -> None:
    """Linear, relu, linear, softmax."""
    forwardprop_shallow = Function(target, "forwardprop_shallow", "x net")
    # First with all biases zero: only the products and the activations count.
    bare = (W1, np.zeros_like(B1), W2, np.zeros_like(B2))
    hint = "W1 @ x has one row for each hidden unit and one column for each example."
    answer = forwardprop_shallow(X, bare).array(shape=(4, 5), hint=hint).finite()
    total = answer.value.sum(axis=0)
    require(
        np.allclose(total, 1, atol=1e-4),
        f"The columns of {answer.call} sum to {np.round(total, 4)}; each should sum to 1. Is softmax the last step?",
    )
    answer.close(
        [
            [0.25, 0.16833573, 0.28363957, 0.26737715, 0.13216203],
            [0.25, 0.29147678, 0.15722915, 0.23175024, 0.30521873],
            [0.25, 0.35000952, 0.40654894, 0.25869771, 0.40344036],
            [0.25, 0.19017798, 0.15258233, 0.24217491, 0.15917889],
        ],
        hint="The biases are zero here, so look at the two products and at the relu between them.",
    )
    # Then the biases.
    answer = forwardprop_shallow(X, NET).array(shape=(4, 5)).finite()
    answer.close(
        [
            [0.25165009, 0.19313869, 0.32567817, 0.28301431, 0.15264971],
            [0.21659724, 0.24042509, 0.11396709, 0.18539663, 0.25344475],
            [0.29237569, 0.36701714, 0.4140181, 0.30873937, 0.42587498],
            [0.23937697, 0.19941908, 0.14633664, 0.22284968, 0.16803056],
        ],
        mistakes={"both biases are missing": lambda: forwardprop_shallow(X, bare).value},
        hint="Without biases your network was right: look where b1 and b2 are added, each before its activation.",
    )
    passed("forwardprop_shallow", answer)


def test_eval_loss(target: Any) -> None:
    """The mean over all entries of -d log y."""
    eval_loss = Function(target, "eval_loss", "y d")
    # Three classes and two examples: a mean over the columns is three times too large, a sum six times.
    y = np.array([[0.5, 0.1], [0.2, 0.3], [0.3, 0.6]])
    d = np.array([[1.0, 0.0], [0.0, 0.0], [0.0, 1.0]])
    right = 0.20066213
    answer = (
        eval_loss(y, d).number().finite("The logarithm of 0 is minus infinity: which of the two arguments can be 0?")
    )
    answer.close(
        right,
        mistakes={
            "this is the mean over the examples; here the mean runs over all entries, zeros of d included": 3 * right,
            "this is the sum over all entries, not their mean": 6 * right,
            "this is the sum over all entries, divided by the number of classes only": 2 * right,
            "the sign is turned around: a loss is not negative": -right,
            "the logarithm is to base 10; the natural one is asked": right / np.log(10),
            "the logarithm is to base 2; the natural one is asked": right / np.log(2),
            "the terms (1 - d) log(1 - y) belong to a binary cross-entropy, not here": lambda: (
                -np.mean(d * np.log(y) + (1 - d) * np.log(1 - y))
            ),
            "these are squared differences, without a logarithm": np.mean((y - d) ** 2),
        },
        hint="By hand: the sum is -log 0.5 - log 0.6, and there are 3 * 2 entries.",
    )
    passed("eval_loss", answer)


def test_eval_perfs(target: Any) -> None:
    """The percentage of columns that are misclassified."""
    eval_perfs = Function(target, "eval_perfs", "y lbl")
    # One of four is wrong, so that the error and the accuracy differ; the labels given and found are the same
    # when sorted
    # in the second example, where two of four are wrong.
    y = np.array([[0.6, 0.1, 0.3, 0.2], [0.3, 0.8, 0.3, 0.5], [0.1, 0.1, 0.4, 0.3]])
    answer = eval_perfs(y, np.array([0, 1, 2, 0])).number()
    answer.close(
        25.0,
        mistakes={
            "this is the percentage that is right; the error is asked": 75.0,
            "this is a fraction; a percentage is asked": 0.25,
            "this is the number of errors; a percentage is asked": 1.0,
            "the errors are divided by the number of classes, not of examples": 100 / 3,
            "the errors are divided by the number of entries of y, not of examples": 100 / 12,
        },
        hint="Find each column's label with onehot2label and count the columns where it differs from lbl.",
    )
    answer = eval_perfs(y, np.array([1, 0, 2, 1])).number()
    answer.close(
        50.0, hint="Compare column by column: do the labels found belong to the columns they are compared with?"
    )
    passed("eval_perfs", answer)


def test_update_shallow(target: Any) -> None:
    """One step against the gradient."""
    update_shallow = Function(target, "update_shallow", "x d net gamma")
    gamma = 0.5
    answer = update_shallow(X, D, NET, gamma)
    parts = network(answer, NET)
    if all(np.allclose(part.value, old) for part, old in zip(parts, NET, strict=True)):
        require(
            False,
            f"{answer.call} returns the network as it was. What goes into softmaxp must be the gradient -d/y, an "
            "array; a "
            "scalar such as the loss gives exactly 0.",
        )
    # The last layer first: an error there goes on into the first layer.
    for index in (3, 2, 1, 0):
        old, new = NET[index], NET_AFTER[index]
        parts[index].close(
            new,
            mistakes={
                "this part of the network has not changed at all": old,
                "the gradient is not divided by the number of examples": old + 5 * (new - old),
                "the gradient is divided by the number of entries of d, not by the number of examples": old
                + (new - old) / 4,
                "the step goes up the slope: subtract the gradient": old - (new - old),
                "`gamma` is not used": old + (new - old) / gamma,
                "`gamma` is fixed at 0.05; take it from the argument": old + (new - old) / 10,
                "the gradient is divided by the number of inputs (rows of x), not of examples": old
                + (new - old) * 5 / 3,
                "this is the gradient itself, not the network after the step": (old - new) / gamma,
            },
            hint="Were b2 and W2 right? Then look at how the error comes back through W2 (the old one) and relup."
            if index < 2
            else "Look at delta2 = softmaxp(a2, -d/y), and at W2's gradient, delta2 @ h1.T / m.",
            atol=1e-5,
        )
    answer.unchanged((X, D, NET), "x d net")
    # The step size has a default, and the network may come as a list, which must stay as it is, too.
    answer = update_shallow(X, D, list(NET))
    answer.unchanged((X, D, list(NET)), "x d net")
    small = network(answer, NET)
    for part, old, new in zip(small, NET, NET_AFTER, strict=True):
        part.close(old + (new - old) / 10, hint="Without a fourth argument gamma should be 0.05.", atol=1e-5)
    passed("update_shallow", answer)


def test_backprop_shallow(target: Any) -> None:
    """Three full-batch steps."""
    backprop_shallow = Function(target, "backprop_shallow", "x d net T gamma")
    answer = backprop_shallow(X, D, NET, 3, 0.5)
    net, losses = trained(answer, NET, 3)
    losses.close(
        LOSSES,
        mistakes={
            "these losses are measured before each step; measure them after it": [LOSS_BEFORE, *LOSSES[:2]],
            "every step starts again from the first network: keep the new one, net = update_shallow(...)": [LOSSES[0]]
            * 3,
            "the loss stays as it was: keep the new network, net = update_shallow(...)": [LOSS_BEFORE] * 3,
            "these are sums over the classes, four times the loss": np.multiply(LOSSES, 4),
            "`gamma` makes no difference: pass it on to update_shallow": lambda: (
                trained(backprop_shallow(X, D, NET, 3, 0.05), NET, 3)[1].value
            ),
        },
        hint="Call update_shallow with gamma in each step, keep what it returns, and measure the loss with eval_loss.",
    )
    require(
        not np.allclose(net[0].value, W1),
        f"{answer.call} returns the first network; expected the one after the last step.",
    )
    answer.unchanged((X, D, NET), "x d net")
    if not answer.printed.strip():
        answer.remarks.append(
            "Nothing is printed: with the loss and the error after each step you could watch it learn."
        )
    passed("backprop_shallow", answer)


def test_backprop_minibatch_shallow(target: Any) -> None:
    """Epochs over shuffled mini-batches."""
    backprop_minibatch_shallow = Function(target, "backprop_minibatch_shallow", "x d net T B gamma seed")
    # With all columns in a single batch their order does not matter: the same losses as full-batch steps.
    answer = backprop_minibatch_shallow(X, D, NET, 3, 5, 0.5, 1)
    _, losses = trained(answer, NET, 3)
    losses.close(
        LOSSES,
        mistakes={
            "these losses are measured before each epoch; measure them after it": [LOSS_BEFORE, *LOSSES[:2]],
            "every epoch starts again from the first network": [LOSSES[0]] * 3,
            "the network stays as it was: is the last batch left out, or the new network not kept?": [LOSS_BEFORE] * 3,
            "`gamma` makes no difference: pass it on to update_shallow": lambda: (
                trained(backprop_minibatch_shallow(X, D, NET, 3, 5, 0.05, 1), NET, 3)[1].value
            ),
        },
        hint="With B = 5 columns in a batch and 5 columns in all, an epoch is one step over all of them. Do x and d use the "
        "same columns, each once?",
    )
    answer.unchanged((X, D, NET), "x d net")
    if not answer.printed.strip():
        answer.remarks.append(
            "Nothing is printed: with the loss and the error after each epoch you could watch it learn."
        )
    # Batches of 2, 2 and 1: the last one is smaller, but not lost, and one batch more means one step more.
    _, losses = trained(backprop_minibatch_shallow(X, D, NET, 2, 2, 0.05, 1), NET, 2)
    require(
        losses.value[1] < losses.value[0] < LOSS_BEFORE,
        f"{losses.call} is {losses.value}, starting from {LOSS_BEFORE}; expected the loss to fall from epoch to epoch. "
        "Are the columns of x and d shuffled with the same order?",
    )
    passed("backprop_minibatch_shallow", answer)
