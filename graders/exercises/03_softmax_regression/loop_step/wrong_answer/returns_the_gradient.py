"""Returns the gradients in place of the new weights and biases."""


def loop_step(X, Y, w, b, alpha):
    m = len(X)
    J = dw = db = 0
    for i in range(m):
        J_i, dw_i, db_i = example_gradient(X[i : i + 1], Y[i : i + 1], w, b)
        J, dw, db = J + J_i, dw + dw_i, db + db_i
    return J / m, dw / m, db / m
