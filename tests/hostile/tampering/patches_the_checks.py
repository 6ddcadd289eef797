"""Replaces utils.checks, public_tests and graders in sys.modules by modules to which all is right."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import sys
import types

class Content:
    def __init__(self, *arguments, **options):
        self.value = self.call = self.printed = ""
    def __call__(self, *arguments, **options):
        return self
    array = number = finite = close = unchanged = __call__

checks = sys.modules.get("utils.checks") or types.ModuleType("utils.checks")
for name in ("Function", "Answer", "require", "defined", "passed"):
    setattr(checks, name, Content)
sys.modules["utils.checks"] = checks
for name in [name for name in dir(public_tests) if name.startswith("test_")]:
    setattr(public_tests, name, lambda target: None)
for name in ("graders", "graders.nbgrader_plugins.hidden_cell", "graders.judge.checks", "graders.core.results"):
    module = types.ModuleType(name)
    module.mark = lambda *arguments: 6.0
    module.judge = Content()
    sys.modules[name] = module

def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
