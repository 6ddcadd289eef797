"""Opens files, pipes and sockets until none is left."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import os
import socket

kept = []
while True:
    try:
        kept.append(os.pipe())
        kept.append(socket.socketpair())
        kept.append(open("/dev/null"))
    except OSError as error:
        last = error
        break
raise last
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, keeps=False)  # its process has no descriptor left
