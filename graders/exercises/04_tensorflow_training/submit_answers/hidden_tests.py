"""Hidden checks of submit_answers: the function is called with histories and tensors of ours, and a grader that records.

No mark depends on numbers that a student claims. What a submitted file says is verified and compared elsewhere
(graders/course_checks/signed_answers.py).
"""

import numpy as np

from graders.course_checks.signed_answers import implausible, verify_answers
from utils.answers import Grader
from utils.answers.parts import PARTS, AnswerError, check_value
from utils.answers.tokens import make_token
from utils.checks import CheckFailed, Function, require
from utils.describe import describe

ASSIGNMENT = "04_tensorflow_training"
NUMBERS = {
    "linear_val_loss": ("linear", "loss"),
    "linear_val_accuracy": ("linear", "accuracy"),
    "mlp_val_loss": ("mlp", "loss"),
    "mlp_val_accuracy": ("mlp", "accuracy"),
}
EMAIL, TOKEN = "ada@example.org", "digits2.a-token.of-ours"
RECEIPT = "received: number 4711"


class Recorder:
    """A grader that takes everything and remembers it."""

    def __init__(self):
        self.calls = []

    def __deepcopy__(self, memo):
        return self  # what is recorded has to reach the check

    def set_answer(self, part, value):
        self.calls.append(("set", part, value))

    def submit(self, email, token):
        self.calls.append(("submit", email, token))
        return RECEIPT

    @property
    def answers(self):
        return {call[1]: call[2] for call in self.calls if call[0] == "set"}

    @property
    def submits(self):
        return [call[1:] for call in self.calls if call[0] == "submit"]


class Memory:
    """A transport that keeps what it is given."""

    def __init__(self):
        self.payload = b""

    def send(self, payload):
        self.payload = payload
        return RECEIPT


class KeptGrader(Grader):
    """A grader that is itself again when a check copies its arguments."""

    def __deepcopy__(self, memo):
        return self


def history(rng, loss, accuracy, k, epochs=6):
    """Make a history whose last epoch is neither the best nor the first, and whose sets differ."""

    def losses(last):
        return [*(last * (1.1 + rng.uniform(0, 1, epochs - 2))), last * 0.97, last]

    def shares(last):
        right = round(last * k)
        return [(right - int(rng.integers(20, 40))) / k for _ in range(epochs - 2)] + [(right + 2) / k, right / k]

    return {
        "loss": losses(0.6 * loss),
        "accuracy": shares(accuracy + 0.02),
        "val_loss": losses(loss),
        "val_accuracy": shares(accuracy),
    }


def tensors(rng, n=None, C=None, k=None):
    """Make the five tensors, all sizes different, the parameters as variables."""
    import tensorflow as tf

    n, C = n or int(rng.integers(11, 20)), C or int(rng.integers(3, 9))
    k = k or int(rng.integers(30, 40))
    m = 5 * k
    return {
        "X": np.zeros((m, n), dtype=np.float32),
        "Y": np.zeros((m, C), dtype=np.float32),
        "X_val": tf.zeros((k, n)),
        "W": tf.Variable(tf.zeros((n, C))),
        "b": tf.Variable(tf.zeros(C)),
    }


def results(rng, k=1000):
    """Make the two histories."""
    linear = history(rng, 0.35 + 0.01 * rng.uniform(), 0.9, k)
    mlp = history(rng, 0.15 + 0.01 * rng.uniform(), 0.95, k)
    linear["val_loss"] = [np.float32(value) for value in linear["val_loss"]]  # what a loop over tensors gives
    return linear, mlp


def recorded(target, rng):
    """Call the function with a recorder."""
    grader, (linear, mlp), given = Recorder(), results(rng), tensors(rng)
    function = Function(target, "submit_answers", "grader tensors linear_history mlp_history email token")
    answer = function(grader, given, linear, mlp, EMAIL, TOKEN)
    for kind, part, *_ in grader.calls:
        require(
            kind != "set" or isinstance(part, str),
            f"set_answer takes the part's name first and its value second; first came {describe(part)}.",
        )
    return grader, given, linear, mlp, answer


def check_parts(target, rng):
    """All five parts are set, under their own names, and no others."""
    grader, *_ = recorded(target, rng)
    names = PARTS[ASSIGNMENT]
    require(grader.answers, "No part was set: call grader.set_answer(part, value) for each of the five parts.")
    for name in grader.answers:
        require(name in names, f"{name!r} is none of the parts; they are {', '.join(names)}.")
    missing = [name for name in names if name not in grader.answers]
    require(not missing, f"Not set: {', '.join(missing)}.")


def check_values(target, rng):
    """The four numbers are the validation values of the last epoch, of the histories that were passed."""
    for _ in range(2):
        grader, _, linear, mlp, _ = recorded(target, rng)
        histories = {"linear": linear, "mlp": mlp}
        for part, (model, kind) in NUMBERS.items():
            require(part in grader.answers, f"The part {part} was not set.")
            other, twin = ("mlp" if model == "linear" else "linear"), ("accuracy" if kind == "loss" else "loss")
            column = histories[model][f"val_{kind}"]
            compare(
                part,
                grader.answers[part],
                column[-1],
                {
                    "this is the last epoch's training value; the validation value is asked": histories[model][kind][
                        -1
                    ],
                    "this is the first epoch's value; the last epoch's is asked": column[0],
                    "this is the first epoch's training value; the last epoch's validation value is asked": (
                        histories[model][kind][0]
                    ),
                    "this is the best of all epochs; the last epoch's is asked": (
                        min(column) if kind == "loss" else max(column)
                    ),
                    "the two models are exchanged": histories[other][f"val_{kind}"][-1],
                    "loss and accuracy are exchanged": histories[model][f"val_{twin}"][-1],
                },
            )


def compare(part, value, right, mistakes):
    """Compare one number with the history's."""
    try:
        number = check_value(ASSIGNMENT, part, value)
    except AnswerError as error:
        raise CheckFailed(str(error)) from None
    if abs(number - float(right)) <= 1e-6:
        return
    advice = next((words for words, wrong in mistakes.items() if abs(number - float(wrong)) <= 1e-6), "")
    if not advice and abs(number - float(right)) < 6e-3:
        advice = "do not round it"
    advice = advice or "take it from the histories that are passed as arguments"
    raise CheckFailed(f"{part} was set to {number:.6g}; expected {float(right):.6g}: {advice}.")


def check_shapes(target, rng):
    """tensor_shapes tells the shapes of the five tensors that were passed."""
    for _ in range(2):
        grader, given, *_ = recorded(target, rng)
        require("tensor_shapes" in grader.answers, "The part tensor_shapes was not set.")
        try:
            shapes = check_value(ASSIGNMENT, "tensor_shapes", grader.answers["tensor_shapes"])
        except AnswerError as error:
            raise CheckFailed(str(error)) from None
        for name, tensor in given.items():
            require(
                shapes[name] == list(tensor.shape),
                f"tensor_shapes says that {name} has shape {tuple(shapes[name])}; the shape of the tensors that were passed is "
                f"{tuple(tensor.shape)}.",
            )


def check_submit(target, rng):
    """The answers are submitted once, last, with the address and the token, and the receipt comes back."""
    grader, _, _, _, answer = recorded(target, rng)
    require(grader.submits, "grader.submit(email, token) was never called.")
    require(
        len(grader.submits) == 1, f"grader.submit was called {len(grader.submits)} times; expected once, at the end."
    )
    require(grader.submits[0] != (TOKEN, EMAIL), "email and token are exchanged: grader.submit(email, token).")
    require(grader.submits[0] == (EMAIL, TOKEN), "grader.submit did not get the email and the token that were passed.")
    require(
        grader.calls[-1][0] == "submit" and len(grader.calls) > 1,
        "Parts were set after grader.submit, or none before it: submit comes last.",
    )
    require(
        isinstance(answer.value, str) and answer.value == RECEIPT,
        f"submit_answers returned {answer.value!r}; expected the receipt that grader.submit returns.",
    )


def check_signed(target, rng):
    """With a real grader and a real token the file verifies, and its numbers agree with what was passed."""
    secret = rng.bytes(32)
    token = make_token(EMAIL, ASSIGNMENT, 1, secret)
    transport = Memory()
    linear, mlp = results(rng)
    given = tensors(rng, n=784, C=10, k=1000)
    grader = KeptGrader(ASSIGNMENT, transport)
    function = Function(target, "submit_answers", "grader tensors linear_history mlp_history email token")
    function(grader, given, linear, mlp, EMAIL, token)
    require(transport.payload, "Nothing was submitted: call grader.submit(email, token) at the end.")
    try:
        answers = verify_answers(transport.payload, secret).answers
    except AnswerError as error:
        raise CheckFailed(str(error)) from None
    for part, (model, kind) in NUMBERS.items():
        right = float({"linear": linear, "mlp": mlp}[model][f"val_{kind}"][-1])
        require(
            abs(answers[part] - right) < 1e-2,
            f"The file says {part} = {answers[part]:.4g}; expected {right:.4g}, from the arguments.",
        )
    require(not implausible(answers), " ".join(implausible(answers)))
