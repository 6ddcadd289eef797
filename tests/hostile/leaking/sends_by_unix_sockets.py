"""Connects to an abstract socket and to one in the file system, in case only the network is closed."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": r"""
import glob
import os
import socket

def send():
    for address in ("\0{ABSTRACT}", "{SOCKET}", os.path.relpath("{SOCKET}"), *glob.glob("/run/**/*.sock", recursive=True)):
        try:
            with socket.socket(socket.AF_UNIX) as channel:
                channel.settimeout(0.2)
                channel.connect(address)
                channel.send(b"the hidden tests")
                print("ESCA" + "PED to", address)
        except (OSError, ValueError) as error:
            print(type(error).__name__)

send()

def normalize_images(x):
    send()
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
