"""Opens the hidden tests and the exercise files where they lie, prints them and puts them into an error message."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import glob

found = []
for pattern in ("{EXERCISES}/**/*", "{KIT}/graders/**/hidden_tests.py", "/**/hidden_tests.py", "../**/hidden_tests.py"):
    for path in glob.glob(pattern, recursive=True)[:50]:
        try:
            found.append(open(path, errors="replace").read())
        except OSError as error:
            print(error)
for path in ("{EXERCISES}/05_shallow_backprop/normalize_images/hidden_tests.py",):
    try:
        found.append(open(path).read())
    except OSError as error:
        print(type(error).__name__)
print("\\n".join(found)[:50000])

def normalize_images(x):
    raise ValueError("\\n".join(found)[:5000])
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, never=("check_fixed_scale",))
