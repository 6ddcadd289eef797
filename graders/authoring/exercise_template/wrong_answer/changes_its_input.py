"""Changes its argument in place."""


def EXERCISE(X):
    X -= 1
    return X.mean(axis=1) + 1
