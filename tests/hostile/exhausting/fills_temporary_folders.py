"""Fills /tmp, /dev/shm and its work folder."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
block = bytes(2**22)
for number in range(10**6):
    failed = 0
    for folder in ("/tmp", "/dev/shm", "/var/tmp", "."):
        try:
            with open(f"{folder}/full-{number}", "wb") as file:
                for _ in range(8):
                    file.write(block)
        except OSError:
            failed += 1
    if failed == 4:
        raise MemoryError("all is full")
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, says=("full", "space", "file", "memory", "stopped", "not defined"))
