"""Uses the method of the array."""


def onehot2label(d):
    return d.argmax(0)
