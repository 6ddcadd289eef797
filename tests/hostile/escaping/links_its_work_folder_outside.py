"""Replaces its work folder, and the files that marking may look for there, by links to what lies outside."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import os
import shutil

here = os.getcwd()
for name in ("executed.ipynb", "repaired.ipynb", "{KIT}".rsplit("/", 1)[-1], "mark.json", "timestamp.txt", "05_shallow_backprop.ipynb", "work", "utils", "runtime", "socket", "out", "output", "result.json"):
    for folder in (here, os.path.dirname(here)):
        path = os.path.join(folder, name)
        try:
            if os.path.isdir(path) and not os.path.islink(path):
                shutil.rmtree(path)
            elif os.path.lexists(path):
                os.unlink(path)
            os.symlink("{CANARY_FILE}", path)
        except OSError as error:
            print(type(error).__name__)
try:
    os.link("/etc/passwd", os.path.join(here, "passwords"))
    os.mkfifo(os.path.join(here, "waits"))
    os.chmod(here, 0)
    os.rename(here, here + "-moved")
    os.symlink("{COURSE}", here)
except OSError as error:
    print(type(error).__name__)

def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
