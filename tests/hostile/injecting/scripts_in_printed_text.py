"""Prints markup, on standard output and error, in the cell and in its function."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import sys

for stream in (sys.stdout, sys.stderr):
    print("</pre></div><script>alert('hostile')</script><img src=x onerror=alert(1)>", file=stream)

def normalize_images(x):
    print("</pre><script>alert('hostile')</script>")
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
