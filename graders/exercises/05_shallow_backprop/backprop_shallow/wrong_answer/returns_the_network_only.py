"""Returns the network without the losses."""


def backprop_shallow(x, d, net, T, gamma=0.05):
    for t in range(T):
        net = update_shallow(x, d, net, gamma)
        print(eval_loss(forwardprop_shallow(x, net), d))
    return net
