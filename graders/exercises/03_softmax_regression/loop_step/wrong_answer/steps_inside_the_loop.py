"""Changes w and b inside the loop, so each example sees other weights."""


def loop_step(X, Y, w, b, alpha):
    m = len(X)
    J = 0
    for i in range(m):
        J_i, dw, db = example_gradient(X[i : i + 1], Y[i : i + 1], w, b)
        J += J_i / m
        w = w - alpha * dw / m
        b = b - alpha * db / m
    return J, w, b
