"""Subtracts 128 from bytes, so that dark pixels wrap around to light ones."""


def normalize_images(x):
    return (x - 128) / 128
