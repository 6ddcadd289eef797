"""Two plain loops, as the formula reads, with the largest logit found by a loop too."""

import math


def my_softmax(z):
    largest = z[0]
    for value in z:
        if value > largest:
            largest = value
    total = 0.0
    for value in z:
        total += math.exp(value - largest)
    a = []
    for value in z:
        a.append(math.exp(value - largest) / total)
    return a
