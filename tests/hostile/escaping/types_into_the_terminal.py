"""Pushes keystrokes into the terminal of whoever started the marking, and writes to terminals."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import fcntl
import glob
import os
import termios

for path in ("/dev/tty", "/dev/console", "/proc/1/fd/0", "/proc/self/fd/0", *glob.glob("/dev/pts/*"), *glob.glob("/dev/tty[0-9]")):
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        fcntl.ioctl(descriptor, termios.TIOCSTI, b"#")
        print("ESCA" + "PED: typed into", path)
    except (OSError, ValueError) as error:
        print(type(error).__name__)
for descriptor in range(3):
    try:
        fcntl.ioctl(descriptor, termios.TIOCSTI, b"#")
        print("ESCA" + "PED: typed into", descriptor)
    except OSError as error:
        print(type(error).__name__)

def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
