"""Returns the comparison itself, True and False, which count as 1 and 0."""


def predict_binary(probabilities):
    return probabilities >= 0.5
