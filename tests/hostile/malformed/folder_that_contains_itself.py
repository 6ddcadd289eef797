"""Has links in its folder that lead back to it, a pipe, a socket and files whose names are no text."""

import contextlib
import os
import socket

from tests.hostile.expected import Expected
from tests.hostile.kit import write

ASSIGNMENT = "05_shallow_backprop"
EXPECT = Expected()


def build(folder, notebook, canaries):
    """Make odd entries beside a good notebook."""
    write(folder, notebook)
    (folder / "again").symlink_to(".", target_is_directory=True)
    (folder / "above").symlink_to("..", target_is_directory=True)
    (folder / "nowhere").symlink_to("nowhere")
    os.mkfifo(folder / "pipe")
    with contextlib.chdir(folder), socket.socket(socket.AF_UNIX) as channel:
        channel.bind("socket")
    with open(os.fsencode(folder) + b"/\xff\xfe-\n-name.ipynb", "wb") as file:
        file.write(b"{}")
