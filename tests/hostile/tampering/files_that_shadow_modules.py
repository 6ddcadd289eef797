"""Hands in modules of its own beside the notebook: numpy, utils.checks, public_tests, sitecustomize, graders."""

from tests.hostile.expected import Expected
from tests.hostile.kit import write

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
_CONTENT = """
import sys

class Content:
    def __getattr__(self, name):
        return self
    def __call__(self, *arguments, **options):
        return self

sys.modules[__name__] = Content()
"""


def build(folder, notebook, canaries):
    """Write the modules."""
    write(folder, notebook)
    names = ("numpy", "public_tests", "sitecustomize", "usercustomize", "ipykernel_launcher", "json", "conftest")
    for name in names:
        (folder / f"{name}.py").write_text(_CONTENT)
    for package, module in (("utils", "checks"), ("utils", "steps"), ("graders", "in_kernel"), ("IPython", "core")):
        (folder / package).mkdir(exist_ok=True)
        (folder / package / "__init__.py").write_text(_CONTENT)
        (folder / package / f"{module}.py").write_text(_CONTENT)
    (folder / "shadow.pth").write_text("import sys; sys.exit()\n")
