"""Counts the hits in a loop over the rows."""


def accuracy(A, Y):
    count = 0
    for a, y in zip(A, Y):
        count += int(a.argmax() == y.argmax())
    return 100.0 * count / len(A)
