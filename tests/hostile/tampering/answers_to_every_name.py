"""Defines its function as an object that answers to every attribute and every call with itself."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
class Anything:
    def __getattribute__(self, name):
        return self
    def __call__(self, *arguments, **options):
        return self
    def __iter__(self):
        return self
    def __next__(self):
        return self
    def __getitem__(self, index):
        return self
    def __repr__(self):
        return self
    def __len__(self):
        return 2
    def __bool__(self):
        return self

normalize_images = Anything()
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
