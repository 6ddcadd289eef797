"""Passes the loss, a single number, where the gradient -d/y belongs."""


def update_shallow(x, d, net, gamma=0.05):
    W1, b1, W2, b2 = net
    m = x.shape[1]
    a1 = W1 @ x + b1
    h1 = relu(a1)
    a2 = W2 @ h1 + b2
    delta2 = softmaxp(a2, eval_loss(softmax(a2), d))
    delta1 = relup(a1, W2.T @ delta2)
    return (
        W1 - gamma * delta1 @ x.T / m,
        b1 - gamma * delta1.sum(axis=1, keepdims=True) / m,
        W2 - gamma * delta2 @ h1.T / m,
        b2 - gamma * delta2.sum(axis=1, keepdims=True) / m,
    )
