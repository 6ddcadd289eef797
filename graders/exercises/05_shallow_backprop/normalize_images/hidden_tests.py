"""Hidden checks of `normalize_images`."""

from typing import Any

import numpy as np

from utils.checks import Function, require


def _normalize_images(target: Any) -> Function:
    """Wrap what the student defined."""
    return Function(target, "normalize_images", "x")


def check_values(target: Any, rng: np.random.Generator) -> None:
    """Random images of bytes come out at the right numbers."""
    x = rng.integers(0, 256, (9, 6)).astype(np.uint8)
    x[2, 1], x[4, 3] = 0, 255
    answer = _normalize_images(target)(x).array(shape=(9, 6), kind="float").finite()
    wide = x.astype(np.float64)
    answer.close(
        (wide - 127.5) / 127.5,
        mistakes={
            "this is the range 0 to 1; the darkest pixel should be -1": wide / 255,
            "bytes wrap around at 256: divide first, or convert to float first": lambda: (np.uint8(2) * x) / 255 - 1,
            "the lightest pixel is 255, not 256, so that the middle of the range is 127.5": wide / 128 - 1,
            "this has mean 0 and spread 1, but not the range -1 to 1": lambda: (wide - wide.mean()) / wide.std(),
            "the range is -0.5 to 0.5: it has to be twice as wide": wide / 255 - 0.5,
            "the sign is wrong: 0 (dark) should become -1 and 255 (light) 1": 1 - wide / 127.5,
            "half of 255 is 127.5, not 127": wide / 127 - 1,
            "1 is added where it should be subtracted": wide / 127.5 + 1,
            "the results are rounded": lambda: np.round(wide / 127.5 - 1, 2),
            "the precision of float16 is too low; compute in float64": lambda: (
                x.astype(np.float16) / np.float16(127.5) - np.float16(1)
            ).astype(np.float64),
        },
        hint="A straight line takes 0 to -1 and 255 to 1, each pixel on its own. (Bytes wrap around at 256: does every "
        "pixel become a float before anything is added or multiplied?)",
    )


def check_fixed_scale(target: Any, rng: np.random.Generator) -> None:
    """A grey level becomes the same number whatever else the images hold."""
    normalize_images = _normalize_images(target)
    hint = "The scale must not depend on the images: 0 becomes -1 and 255 becomes 1, even where neither occurs."
    x = rng.integers(40, 200, (6, 5)).astype(np.uint8)
    right = x.astype(np.float64) / 127.5 - 1
    normalize_images(x).array(shape=(6, 5)).finite(hint).close(right, hint=hint)
    normalize_images(x[:, 2:3]).array(shape=(6, 1)).finite(hint).close(right[:, 2:3], hint=hint)
    blank = np.zeros((4, 3), dtype=np.uint8)
    normalize_images(blank).array(shape=(4, 3)).finite(hint).close(np.full((4, 3), -1.0), hint=hint)


def check_range(target: Any, rng: np.random.Generator) -> None:
    """The 256 grey levels become 256 different numbers from -1 to 1."""
    x = rng.permutation(256).astype(np.uint8).reshape(32, 8)
    answer = _normalize_images(target)(x).array(shape=(32, 8)).finite()
    low, high = float(answer.value.min()), float(answer.value.max())
    require(
        abs(low + 1) < 1e-6 and abs(high - 1) < 1e-6,
        f"{answer.call} runs from {low:g} to {high:g} for pixels from 0 to 255; expected from -1 to 1.",
    )
    distinct = len(np.unique(answer.value.round(6)))
    require(
        distinct == 256,
        f"{answer.call} makes {distinct} different numbers of 256 grey levels; expected 256. Are the results "
        "rounded, or "
        "turned into whole numbers?",
    )


def check_arguments(target: Any, rng: np.random.Generator) -> None:
    """Other shapes and number types work, and the argument stays as it was."""
    normalize_images = _normalize_images(target)
    bytes_ = rng.integers(0, 256, (3, 4, 5)).astype(np.uint8)
    right = bytes_.astype(np.float64) / 127.5 - 1
    for x in (bytes_, bytes_.astype(np.int64), bytes_.astype(np.float64), bytes_.astype(np.float32)):
        answer = normalize_images(x).array(shape=(3, 4, 5)).finite()
        answer.close(right, hint=f"The pixels have dtype {x.dtype} here and shape {x.shape}.").unchanged((x,), "x")
    # Grey levels between two whole numbers, as an average of pixels has them, tell a cast back to bytes.
    grey = np.array([[127.5, 0.25, 254.5], [3.75, 200.125, 64.5]])
    answer = normalize_images(grey).array(shape=(2, 3)).finite()
    answer.close(
        grey / 127.5 - 1,
        mistakes={"the fractions are cut off: convert to float, not to whole numbers": np.floor(grey) / 127.5 - 1},
        hint="The grey levels are floating point numbers here: 127.5 becomes 0.",
    )
