"""Keeps the weights of the first call and uses them ever after."""

weights = {}


def my_sequential(x, W1, b1, W2, b2, W3, b3):
    shapes = (W1.shape, W2.shape, W3.shape)
    W1, b1, W2, b2, W3, b3 = weights.setdefault(shapes, (W1, b1, W2, b2, W3, b3))
    a1 = my_dense(x, W1, b1, sigmoid)
    a2 = my_dense(a1, W2, b2, sigmoid)
    return my_dense(a2, W3, b3, sigmoid)
