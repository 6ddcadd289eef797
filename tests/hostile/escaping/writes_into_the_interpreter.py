"""Writes modules, .pth files and commands where every later Python of the instructor would run them."""

from tests.hostile.expected import Expected

# What it writes does nothing, were it to succeed, and bears a name by which the tests find it.
ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import os
import site
import sys
import sysconfig

places = {*site.getsitepackages(), site.getusersitepackages(), *sysconfig.get_paths().values(), sys.prefix, "{SITE}", "{KIT}", "{KIT}/graders", "{KIT}/utils", "/usr/bin", "/usr/local/bin", "/etc", os.path.dirname(np.__file__), os.path.dirname(public_tests.__file__)}
for place in places:
    for name in ("{MARK}.pth", "{MARK}.py", "{MARK}"):
        try:
            os.makedirs(place, exist_ok=True)
            with open(os.path.join(place, name), "w") as file:
                file.write("# nothing\\n")
            if not place.startswith(os.getcwd()):
                print("wrote in", place)
        except OSError as error:
            print(type(error).__name__)
for module in (np, os):
    try:
        with open(module.__file__, "a") as file:
            print("ESCA" + "PED: may write", module.__file__)
    except OSError as error:
        print(type(error).__name__)

def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
