"""Pictures in text cells reach the person who marks them, whatever their size, kind and name."""

import base64
import io
from urllib.parse import quote

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import graders.submissions.pictures
from graders.submissions.pictures import LARGEST_PICTURE, Pictures
from graders.submissions.sanitize import clean

PNG = b"\x89PNG\r\n\x1a\n"


def text(content=PNG):
    return base64.b64encode(content).decode()


def picture(kind="PNG", size=(60, 40), noise=False, mode="RGB"):
    """Make a picture; of noise, which cannot be compressed, if asked."""
    pixels = np.random.default_rng(0).integers(0, 256, (*size[::-1], 3), dtype="uint8")
    if not noise:
        pixels[:] = 230
    out = io.BytesIO()
    Image.fromarray(pixels).convert(mode).save(out, kind)
    return out.getvalue()


def attached(attachments, source="see"):
    pictures = Pictures()
    return (*pictures.attached(attachments, source, 1), pictures)


def decoded(bundle):
    """Open the one picture of a bundle as a page would."""
    [(kind, letters)] = bundle.items()
    opened = Image.open(io.BytesIO(base64.b64decode(letters)))
    opened.load()
    assert kind == f"image/{opened.format.lower()}"
    return opened


def notebook(*cells):
    return {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def markdown(source, **fields):
    return {"cell_type": "markdown", "source": source, "metadata": {}, **fields}


def test_a_small_picture_is_kept_as_it_is_and_its_base64_is_canonical():
    lines = [text()[:4] + "\n", " " + text()[4:]]
    source, kept, pictures = attached({"a.png": {"image/png": lines, "text/html": "<script>"}}, "![](attachment:a.png)")
    assert (source, kept) == ("![](attachment:a.png)", {"a.png": {"image/png": text()}})
    assert not pictures.lost


@pytest.mark.parametrize(
    "attachments",
    [
        [],
        "x",
        {"a.svg": {"image/svg+xml": "<svg onload='alert(1)'/>"}},
        {"a.png": {"image/png": text() + '" onerror="alert(1)'}},
        {"a.png": {"image/png": text(b"no png")}},
        {"a.png": {"image/png": 5}},
        {"a.png": {"image/png": ["x", 5]}},
        {"a.png": {"image/png": "é" * 8}},
        {"a.png": "x"},
        {"IMG_2034.HEIC": {"image/heic": text(b"\0\0\0\x18ftypheic" + b"x" * 50)}},
    ],
)
def test_what_no_page_can_show_is_named(attachments):
    _, kept, pictures = attached(attachments)
    assert kept == {}
    assert len(pictures.lost) == 1


@pytest.mark.parametrize(
    "name",
    [
        "My photo.jpg",
        "Lösung 3.png",
        'it\'s "mine".png',
        "100% right.png",
        "a(1)[2].png",
        "Ü" * 200,
        "日本.png",
        "a&b<c>.png",
    ],
)
@pytest.mark.parametrize("spelt", [str, quote])
def test_a_picture_of_an_awkward_name_is_kept_and_shown(name, spelt):
    source, kept, pictures = attached(
        {name: {"image/png": text(picture())}}, f"![proof](attachment:{spelt(name)}) text"
    )
    [(safe, bundle)] = kept.items()
    assert source == f"![proof](attachment:{safe}) text"
    assert graders.submissions.pictures.NAME.fullmatch(safe)
    assert decoded(bundle).size == (60, 40)
    assert not pictures.lost


def test_a_picture_that_the_text_does_not_show_is_shown():
    assert attached({"a.png": {"image/png": text()}}, "YOUR ANSWER HERE")[0].endswith("![a.png](attachment:a.png)")


@pytest.mark.parametrize(
    ("kind", "noise"), [("BMP", False), ("TIFF", False), ("WEBP", False), ("JPEG", True), ("PNG", True)]
)
def test_large_pictures_and_other_kinds_become_what_a_page_shows(kind, noise):
    given = picture(kind, (2400, 1800) if noise else (300, 200), noise)
    _, kept, pictures = attached({"IMG.jpg": {f"image/{kind.lower()}": text(given)}})
    shown = decoded(kept["IMG.jpg"])
    assert len(base64.b64decode(*kept["IMG.jpg"].values())) <= LARGEST_PICTURE
    assert max(shown.size) >= 300
    assert pictures.smaller == [1]


def test_a_photo_turned_by_the_camera_stands_upright():
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by a quarter
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (1500, 2000, 3), dtype="uint8")).save(
        out, "JPEG", exif=exif
    )
    _, kept, _ = attached({"a.jpg": {"image/jpeg": text(out.getvalue())}})
    shown = decoded(kept["a.jpg"])
    assert shown.height > shown.width


def test_a_picture_that_would_unfold_to_gigabytes_is_named_in_bounded_time():
    out = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(out, "TIFF", compression="group4")
    bomb = out.getvalue()
    assert len(bomb) < 500_000
    _, kept, pictures = attached({"a.tiff": {"image/tiff": text(bomb)}})
    assert kept == {}
    assert pictures.lost


def test_many_pictures_stay_within_what_a_page_carries(monkeypatch):
    monkeypatch.setattr(graders.submissions.pictures, "LARGEST_IN_ALL", 100)
    pictures = Pictures()
    for number in range(30):
        pictures.attached({"a.png": {"image/png": text()}}, "x", number)
    assert len(pictures.lost) == 30 - 100 // len(PNG)


@pytest.mark.parametrize(
    "around",
    ["![IMG]({})", '<img src="{}" alt="proof">', "[image1]: <{}>\n\n![][image1]", "see ![]({} 'title') and more"],
)
def test_a_large_picture_written_into_the_text_is_kept_smaller(around):
    photo = picture("JPEG", (2400, 1800), noise=True)
    written = around.format(f"data:image/jpeg;base64,{text(photo)}")
    submitted = clean(notebook(markdown(written)))
    [cell] = submitted.notebook.cells
    before, after = around.split("{}")
    assert cell.source.startswith(before)
    assert cell.source.endswith(after)
    assert len(cell.source) < LARGEST_PICTURE * 1.4
    assert submitted.notes == ["Large pictures were made smaller in cell 1."]
    assert submitted.needs_person == []


def test_four_photos_of_22_mb_do_not_cost_a_cell():
    photo = text(picture("JPEG", (2400, 1800), noise=True))
    cells = [
        markdown(f"![]({n}) ![](attachment:p.jpg)", attachments={"p.jpg": {"image/jpeg": photo}}) for n in range(4)
    ]
    submitted = clean(notebook(*cells))
    assert [len(cell.attachments) for cell in submitted.notebook.cells] == [1] * 4
    assert submitted.needs_person == []


def test_only_text_cells_keep_pictures_and_lost_ones_are_told():
    bundle = {"a.png": {"image/png": text()}}
    good = markdown("attachment:a.png", attachments=bundle)
    code = {"cell_type": "code", "source": "", "metadata": {}, "outputs": [], "attachments": bundle}
    submitted = clean(notebook(good, {**good, "attachments": {**bundle, "b": {}}}, code))
    assert [cell.get("attachments") for cell in submitted.notebook.cells] == [bundle, bundle, None]
    assert submitted.needs_person == ["The picture 'b' of cell 2 cannot be shown: look at it in the file as handed in."]


NAMES = st.text(min_size=1, max_size=20).filter(lambda name: name.strip() and "\0" not in name)


@settings(deadline=None)
@given(st.dictionaries(NAMES, st.sampled_from([PNG, b"GIF89a", b"\xff\xd8\xff", b"no", b""]), max_size=6))
def test_every_picture_is_kept_under_a_harmless_name_or_named(given_pictures):
    source, kept, pictures = attached({name: {"image/png": text(content)} for name, content in given_pictures.items()})
    assert len(kept) + len(pictures.lost) == len(given_pictures)
    assert len(kept) == sum(content not in (b"no", b"") for content in given_pictures.values())
    for name in kept:
        assert graders.submissions.pictures.NAME.fullmatch(name)
        assert f"attachment:{name}" in source
    assert attached(kept, source)[:2] == (source, kept)
