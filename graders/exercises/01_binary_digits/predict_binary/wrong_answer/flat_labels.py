"""Drops the column axis and returns shape (m,)."""


def predict_binary(probabilities):
    return (probabilities >= 0.5).astype(int).ravel()
