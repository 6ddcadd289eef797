"""Leaves threads behind that compute for ever, one of which never lets the process end."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import threading

def work():
    while True:
        np.linalg.svd(np.ones((200, 200)))

for number in range(8):
    threading.Thread(target=work, daemon=number > 0).start()

def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, keeps=False)  # its own later answers may become too slow
