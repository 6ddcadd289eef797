"""Goes through the layers in a loop and returns a list."""


def my_sequential(x, W1, b1, W2, b2, W3, b3):
    a = x
    for W, b in [(W1, b1), (W2, b2), (W3, b3)]:
        a = my_dense(a, W, b, sigmoid)
    return list(a)
