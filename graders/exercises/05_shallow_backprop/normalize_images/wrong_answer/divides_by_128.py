"""Takes 128 for the middle of the range, so that white is a little less than 1."""


def normalize_images(x):
    return x / 128 - 1
