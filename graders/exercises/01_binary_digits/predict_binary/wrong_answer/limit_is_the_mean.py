"""Takes the mean of the probabilities for the limit."""


def predict_binary(probabilities):
    return (probabilities >= probabilities.mean()).astype(int)
