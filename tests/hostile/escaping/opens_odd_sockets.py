"""Opens sockets of other kinds: netlink, packet, raw, vsock, Bluetooth, the kernel's crypto, and asks for interfaces."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import socket

for name, family, kind, protocol in (
    ("packet", 17, socket.SOCK_RAW, 0x300), ("raw", socket.AF_INET, socket.SOCK_RAW, 1), ("vsock", 40, socket.SOCK_STREAM, 0),
    ("alg", 38, socket.SOCK_SEQPACKET, 0), ("bluetooth", 31, socket.SOCK_RAW, 1), ("xdp", 44, socket.SOCK_RAW, 0), ("key", 15, socket.SOCK_RAW, 2),
    ("netfilter", 16, socket.SOCK_RAW, 12), ("can", 29, socket.SOCK_RAW, 1), ("tipc", 30, socket.SOCK_STREAM, 0), ("rds", 21, socket.SOCK_SEQPACKET, 0),
):
    try:
        with socket.socket(family, kind, protocol) as channel:
            print("opened", name)
            if name == "vsock":
                channel.settimeout(0.2)
                channel.connect((2, {PORT}))
                print("ESCA" + "PED through vsock")
    except OSError as error:
        print(name, type(error).__name__)
print([name for _, name in socket.if_nameindex()])
try:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as server:
        server.bind(("0.0.0.0", 0))
        server.listen()
except OSError as error:
    print(type(error).__name__)

def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, keeps=False, never=("'eth0'", "'ens", "'enp", "'docker0'"))
