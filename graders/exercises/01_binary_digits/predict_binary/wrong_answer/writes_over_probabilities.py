"""Writes the labels into the array of probabilities."""


def predict_binary(probabilities):
    probabilities[probabilities >= 0.5] = 1
    probabilities[probabilities < 0.5] = 0
    return probabilities
