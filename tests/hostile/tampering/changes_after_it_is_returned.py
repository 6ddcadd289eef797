"""Returns an array whose bytes a thread of its own keeps changing."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import threading
import time

handed_out = []

def change():
    while True:
        for array in handed_out[-3:]:
            array[...] = np.nan if time.time_ns() % 2 else 3.0
            try:
                array.shape = array.shape[::-1]
            except Exception:
                pass
        time.sleep(0.0005)

threading.Thread(target=change, daemon=True).start()

def normalize_images(x):
    array = np.zeros(np.shape(x))
    handed_out.append(array)
    return array
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
