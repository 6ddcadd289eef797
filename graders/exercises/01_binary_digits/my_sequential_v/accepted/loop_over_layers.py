"""Goes through the three layers in a loop: a loop over layers is no loop over examples."""


def my_sequential_v(X, W1, b1, W2, b2, W3, b3):
    A = X
    for W, b in zip((W1, W2, W3), (b1, b2, b3)):
        A = my_dense_v(A, W, b, sigmoid)
    return A
