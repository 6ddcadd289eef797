"""Returns plain lists, in a list."""


def predict_digit(logits):
    digits, probabilities = [], []
    for row in logits:
        p = list(my_softmax(row))
        probabilities.append(p)
        digits.append(p.index(max(p)))
    return [digits, probabilities]
