"""Uses > in place of >=, so that exactly 0.5 becomes 0."""


def predict_binary(probabilities):
    return (probabilities > 0.5).astype(int)
