"""Never leaves the cell and catches whatever is raised to stop it."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
def again():
    while True:
        try:
            while True:
                pass
        except:
            pass
        finally:
            again()

while True:
    try:
        again()
    except BaseException:
        continue
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
