"""Connects to the sockets of services that would act for it: Docker, containerd, systemd, D-Bus, X11, SSH agents."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": r"""
import glob
import os
import socket

paths = ["/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock", "/run/systemd/private", "/run/dbus/system_bus_socket", "/tmp/.X11-unix/X0", "\0/tmp/.X11-unix/X0", "/run/user/0/bus", "/run/postgresql/.s.PGSQL.5432", "/tmp/.s.PGSQL.5432", "/dev/log", os.environ.get("SSH_AUTH_SOCK", "/tmp/ssh"), "{SOCKET}"]
paths += glob.glob("/tmp/**/*.sock", recursive=True) + glob.glob("/run/**/*sock*", recursive=True) + glob.glob("{TMP}/**/*", recursive=True)
for line in open("/proc/net/unix").read().splitlines()[1:]:
    fields = line.split()
    if len(fields) > 7 and fields[7].startswith("@"):
        paths.append("\0" + fields[7][1:])
for path in paths:
    try:
        with socket.socket(socket.AF_UNIX) as channel:
            channel.settimeout(0.2)
            channel.connect(path)
            if not os.path.abspath(path).startswith(os.getcwd()):
                print("connected to", repr(path))
    except (OSError, ValueError) as error:
        print(type(error).__name__)

def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, never=("connected to '/run", "connected to '/var", "canary"))
