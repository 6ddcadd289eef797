"""Overwrites the gradient in each turn of the loop, so only the last example counts."""


def loop_step(X, Y, w, b, alpha):
    m = len(X)
    J = 0
    for i in range(m):
        J_i, dw, db = example_gradient(X[i : i + 1], Y[i : i + 1], w, b)
        J += J_i
    return J / m, w - alpha * dw / m, b - alpha * db / m
