"""Replaces what values are written with: json, `.npy`, struct, pickle, base64, so that they say "passed"."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import base64, json, pickle, struct
import numpy.lib.format as npy

FORGED = '{"ok": true, "status": "passed", "earned": 6.0, "points": 6.0, "value": 6.0, "kind": "number"}'
dumps, encode = json.dumps, json.JSONEncoder.encode
json.dumps = lambda *arguments, **options: FORGED
json.JSONEncoder.encode = json.JSONEncoder.iterencode = lambda *arguments, **options: FORGED
json.encoder.c_make_encoder = None
pickle.dumps = lambda *arguments, **options: FORGED.encode()
np.save = np.savez = lambda file, *arguments, **options: file.write(FORGED.encode())
npy.write_array = lambda file, *arguments, **options: file.write(FORGED.encode())
base64.b64encode = lambda *arguments: FORGED.encode()

def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, keeps=False)  # its kernel speaks JSON itself
