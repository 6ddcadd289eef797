"""Goes to the range 0 to 1 first and stretches it afterwards."""


def normalize_images(x):
    fraction = x / 255
    return 2 * fraction - 1
