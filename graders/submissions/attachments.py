"""Images pasted into a written answer: kept where they are images, since a person marks what they show.

nbconvert writes an attachment into the page as it stands, so nothing but the letters of canonical
base64, a harmless name and a type from a short list may get that far.
"""

import base64
import binascii
import re
from typing import Any

IMAGES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff", "image/gif": b"GIF8"}
LARGEST_IMAGE = 3_000_000  # bytes
MOST_IMAGES = 20  # in one cell
NAME = re.compile(r"[\w.()-]{1,100}", re.ASCII)


def clean_attachments(raw: Any) -> tuple[dict[str, dict[str, str]], int]:
    """Keep a cell's images.

    Parameters
    ----------
    raw : object
        The cell's `attachments`, of whatever kind.

    Returns
    -------
    images : dict
        By name, then by type: base64 text.
    dropped : int
        How many attachments were no images, too large or too many.
    """
    if not isinstance(raw, dict):
        return {}, int(raw is not None)
    images: dict[str, dict[str, str]] = {}
    for name, bundle in raw.items():
        if len(images) == MOST_IMAGES:
            break
        image = _image(bundle)
        if image and NAME.fullmatch(name):
            images[name] = image
    return images, len(raw) - len(images)


def _image(bundle: Any) -> dict[str, str]:
    """Keep the first image of a bundle of types."""
    if not isinstance(bundle, dict):
        return {}
    for kind, start in IMAGES.items():
        value = bundle.get(kind)
        if isinstance(value, list) and all(isinstance(line, str) for line in value):
            value = "".join(value)
        if not isinstance(value, str) or len(value) > LARGEST_IMAGE * 3 // 2:
            continue
        try:
            content = base64.b64decode("".join(value.split()), validate=True)
        except (binascii.Error, ValueError):
            continue
        if content.startswith(start) and len(content) <= LARGEST_IMAGE:
            return {kind: base64.b64encode(content).decode()}
    return {}
