"""Makes empty files and nested folders without end."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import os

number = 0
while True:
    number += 1
    try:
        open(f"empty-{number}", "w").close()
        if number % 100 == 0:
            os.mkdir("deeper")
            os.chdir("deeper")
    except OSError:
        if number > 10**6:
            break
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, says=("stopped", "too long", "too many", "files", "not defined"))
