"""Hands in start-up files, configurations and a kernel of its own, and asks for that kernel."""

import json

from tests.hostile.expected import Expected
from tests.hostile.kit import write

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, says="kernel")


def build(folder, notebook, canaries):
    """Write the configuration files and name the kernel."""
    notebook.metadata["kernelspec"] = {"name": "../../forged", "display_name": "forged", "language": "python"}
    write(folder, notebook)
    code = canaries.fill("import pathlib; pathlib.Path('{TOUCHED}').write_text('configured')\n")
    for place in (".ipython/profile_default/startup/00-first.py", ".ipython/profile_default/ipython_config.py"):
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(code)
    for name in ("nbgrader_config.py", "jupyter_config.py", "jupyter_nbconvert_config.py", "ipython_kernel_config.py"):
        (folder / name).write_text(code)
    spec = {"argv": ["/bin/sh", "-c", canaries.fill("touch {TOUCHED}")], "display_name": "forged", "language": "python"}
    for name in ("forged", "python3"):
        path = folder / "share/jupyter/kernels" / name / "kernel.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(spec))
