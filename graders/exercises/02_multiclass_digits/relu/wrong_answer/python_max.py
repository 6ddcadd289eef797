"""Uses Python's max on an array, which does not work element by element."""


def relu(z):
    return max(0, z)
