"""Stops as soon as the loss is small."""


def backprop_shallow(x, d, net, T, gamma=0.05):
    losses = []
    for t in range(T):
        net = update_shallow(x, d, net, gamma)
        y = forwardprop_shallow(x, net)
        losses.append(eval_loss(y, d))
        if losses[-1] < 0.01:
            break
        print(t + 1, losses[-1], eval_perfs(y, onehot2label(d)))
    return net, losses
