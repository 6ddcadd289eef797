"""Sets the negative numbers of a copy to 0."""


def relu(z):
    a = z.copy()
    a[a < 0] = 0
    return a
