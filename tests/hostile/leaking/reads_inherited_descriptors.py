"""Reads every file descriptor that it has inherited, through read, pread, /proc and a passed socket."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import os
import stat

for name in sorted(os.listdir("/proc/self/fd"), key=int):
    descriptor = int(name)
    try:
        target = os.readlink(f"/proc/self/fd/{name}")
        print(name, target)
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            print(os.pread(descriptor, 5000, 0))
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            print(os.listdir(descriptor), os.listdir(f"/proc/self/fd/{name}/.."))
            print(os.open("../../../../../../root", os.O_RDONLY, dir_fd=descriptor))
    except OSError as error:
        print(type(error).__name__)

def normalize_images(x):
    return np.zeros(np.shape(x))
""",
}
EXPECT = Expected(earned={"normalize_images": 0}, never=("gradebook.db", "hidden_tests"))
