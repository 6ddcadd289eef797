"""Make a picture smaller, as a program of its own: a picture from standard input, a PNG or JPEG to standard output.

Pictures are decoded by C code that has seen many a crafted file, and a small file may unfold to gigabytes. So this runs
apart from the process that holds the marks, with bounds on time and memory, and ends with the picture.
"""

import io
import resource
import sys

from PIL import Image, ImageOps

MOST_PIXELS = 120_000_000
SIDES = (2_400, 1_800, 1_300, 900)  # pixels of the longer side, tried one after the other
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF", "MPO")
MEMORY = 1_500_000_000  # bytes
SECONDS = 20  # of processor time


def shrink(content: bytes, most: int) -> bytes:
    """Make a picture small enough.

    Parameters
    ----------
    content : bytes
        A picture of one of `FORMATS`.
    most : int
        Bytes that it may have.

    Returns
    -------
    bytes
        A PNG where that is small enough, as of drawings and screens, else a JPEG.
    """
    with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        drawn = picture.format not in ("JPEG", "MPO", "WEBP")
        picture.draft("RGB", (SIDES[0], SIDES[0]))  # a JPEG is decoded at half or a quarter at once
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
    flat = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright).convert("RGB")
    made = b""
    for side in SIDES:
        flat.thumbnail((side, side))
        for kind in ("PNG", "JPEG") if drawn and side == SIDES[0] else ("JPEG",):
            out = io.BytesIO()
            flat.save(out, kind, quality=82)
            made = out.getvalue()
            if len(made) <= most:
                return made
    return made


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    sys.stdout.buffer.write(shrink(sys.stdin.buffer.read(), int(sys.argv[1])))
