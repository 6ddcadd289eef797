"""Sends the error back through the W2 that has just been updated."""


def update_shallow(x, d, net, gamma=0.05):
    W1, b1, W2, b2 = net
    m = x.shape[1]
    a1 = W1 @ x + b1
    h1 = relu(a1)
    a2 = W2 @ h1 + b2
    delta2 = softmaxp(a2, -d / softmax(a2)) / m
    W2 = W2 - gamma * delta2 @ h1.T
    b2 = b2 - gamma * delta2.sum(axis=1, keepdims=True)
    delta1 = relup(a1, W2.T @ delta2)
    W1 = W1 - gamma * delta1 @ x.T
    b1 = b1 - gamma * delta1.sum(axis=1, keepdims=True)
    return W1, b1, W2, b2
