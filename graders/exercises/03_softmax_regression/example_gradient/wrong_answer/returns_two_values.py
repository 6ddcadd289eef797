"""Returns the gradients but not the cost."""


def example_gradient(x, y, w, b):
    dz = softmax(x @ w + b) - y
    return x.T @ dz, dz
