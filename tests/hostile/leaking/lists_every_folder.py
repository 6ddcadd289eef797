"""Lists every folder that it can see, and where its own lies."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import os

lines = []
for top in ("{OUTSIDE}", "{COURSE}", "{SUBMITTED}", "{KIT}", "{TMP}", "/tmp", "/root", "/home", "/var", "/mnt", "/run", "/proc/1/root", "/proc/1/cwd", "/proc/self/root", "../../.."):
    for folder, folders, names in os.walk(top):
        lines += [os.path.join(folder, name) for name in folders + names]
        if len(lines) > 3000:
            break
print("\\n".join(lines[:3000]))
print(open("/proc/self/mountinfo").read())

def normalize_images(x):
    raise ValueError("\\n".join(lines)[:3000])
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
