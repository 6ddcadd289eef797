"""Imports graders, its catalogue and the hidden tests by every road that Python offers."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import importlib.util
import os
import pkgutil
import sys

def normalize_images(x):
    return np.zeros(np.shape(x))

sys.path[:0] = ["{KIT}", "/", "..", "../..", os.path.dirname(os.path.dirname(public_tests.__file__))]
try:
    from graders.course.exercise import load_exercise
    from graders.course.source_notebook import SourceNotebook
    exercise = load_exercise("05_shallow_backprop", "normalize_images")
    print("ESCA" + "PED", exercise.hidden_checks())
    exec(SourceNotebook("{KIT}/source/05_shallow_backprop/05_shallow_backprop.ipynb").reference("normalize_images"))
except Exception as error:
    print(type(error).__name__)
for name in ("hidden_tests", "graders.exercises", "graders.judge.checks", "answers"):
    try:
        print(importlib.util.find_spec(name))
    except Exception as error:
        print(type(error).__name__)
print([module.name for module in pkgutil.iter_modules() if module.name in ("graders", "hidden_tests")])
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, never=("graders/judge/checks.py", "check_fixed_scale"))
