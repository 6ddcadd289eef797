"""Decides row by row in a loop and returns nested lists."""


def predict_binary(probabilities):
    labels = []
    for row in probabilities:
        if row[0] >= 0.5:
            labels.append([1])
        else:
            labels.append([0])
    return labels
