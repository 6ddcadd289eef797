"""Returns whether z is above 0, the step, in place of z itself."""


def relu(z):
    return (z > 0).astype(float)
