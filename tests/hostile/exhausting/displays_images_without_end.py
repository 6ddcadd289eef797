"""Displays an image of random pixels, again and again."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
from IPython.display import Image, display
import io
import matplotlib.pyplot as plt

with io.BytesIO() as buffer:
    plt.imsave(buffer, np.random.default_rng(0).integers(0, 256, (600, 600, 3)).astype(np.uint8), format="png")
    picture = Image(buffer.getvalue())
while True:
    display(picture)
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
