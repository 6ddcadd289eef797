"""Opens the canary files, the home folder's keys and passwords, and prints them, in an error message too."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import glob
import os

found = []
paths = ["{CANARY_FILE}", "{CANARY_BESIDE}", "{CANARY_HOME}", "{CANARY_VAR}", "{CANARY_SHM}", "{CANARY_KEY}", "/etc/shadow"]
for pattern in ("~/.ssh*/*", "/root/.ssh*/*", "/root/*canary*", "~/.netrc", "~/.pgpass", "~/.config/**/*", "/dev/shm/*", "/var/tmp/*", "/tmp/*/*", "/home/*/.ssh/*"):
    paths += glob.glob(os.path.expanduser(pattern), recursive=True)[:50]
for path in paths:
    try:
        found.append(open(path, errors="replace").read(2000))
    except OSError as error:
        print(type(error).__name__)
print("\\n".join(found))

def normalize_images(x):
    raise ValueError("\\n".join(found)[:5000])
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, never=("root:$", "root:!", "root:*:"))
