"""The images of the course: handwritten digits and clothes, offline by default.

Environment variables change the data set without touching a notebook:

DIGITS_SOURCE
    ``bundled`` (the default; also called ``digits``), ``mnist`` or ``fashion``.
DIGITS_FOLDER
    A folder with the original ``*-ubyte.gz`` files, or with folders ``mnist/`` and ``fashion/`` of them.
DIGITS_CACHE, DIGITS_URL
    Where downloads are kept, and a server to ask instead of the public mirrors.
"""

from utils.data.idx import DataError
from utils.data.loaders import ImageSet, load_binary_digits, load_digits, load_images

__all__ = ["DataError", "ImageSet", "load_binary_digits", "load_digits", "load_images"]
