"""Training curves in JupyterLab: one picture, redrawn while the training runs, that stands still afterwards."""

import nbformat
import pytest
from playwright.sync_api import expect

from tests.browser.lab import Lab
from utils.selfcheck.inspection import grade_id

pytestmark = pytest.mark.browser
NAME = "04_tensorflow_training"
BEFORE = (  # what each cell needs that has not run yet, by a text that stands in no other
    "from utils.training import LiveCurves",
    "images = data.load_images(",
    "def unroll(x):",
    "def make_parameters(n, C):",
    "def forward(X, W, b):",
    "def cross_entropy(logits, Y):",
    "def train_step(X, Y, W, b, optimizer):",
    "def evaluate(X, Y, W, b):",
    "def linear_fit(X, Y, X_val,",
)
# Each change below a cell: the pictures that are there, the outputs, and whether the cell is still running.
WATCH = """cell => {
    window.__seen = [];
    const look = () => window.__seen.push({
        pictures: [...cell.querySelectorAll('.jp-OutputArea-output img')].map(e => e.src),
        outputs: cell.querySelectorAll('.jp-OutputArea-child').length,
        running: cell.querySelector('.jp-InputPrompt').innerText.includes('*'),
    });
    new MutationObserver(look).observe(cell, {subtree: true, childList: true, attributes: true, characterData: true});
}"""


def watched(lab, cell):
    """Run a cell and give what was to be seen below it, change by change."""
    cell.evaluate(WATCH)
    lab.run(cell)
    return lab.page.evaluate("window.__seen")


@pytest.fixture
def lab(page, serve, released, right):
    """Give the released notebook with all answers written, and run up to the training."""
    folder = released(NAME, **right(NAME))
    opened = Lab(page, serve(folder), f"{NAME}.ipynb")
    opened.path = folder / f"{NAME}.ipynb"
    for text in BEFORE:
        opened.run(opened.cell(text))
    return opened


def test_curves_grow_in_one_picture_that_stays(lab):
    for key, text, before in (
        ("linear_run", "curves = LiveCurves(total=40, every=8)", ()),
        ("mlp_run", "curves = LiveCurves(total=25, every=5)", ("mlp_model = Placeholder(", "Sequential(")),
    ):
        if before:
            lab.run(lab.cell(before[0]).filter(has_text=before[1]))
        cell = lab.cell(text)
        seen = watched(lab, cell)
        running = {tuple(look["pictures"]) for look in seen if look["running"] and look["pictures"]}
        assert len(running) >= 3, f"{key}: {len(running)} different pictures while it ran"  # five are drawn
        assert {len(pictures) for pictures in running} == {1}
        assert max(look["outputs"] for look in seen) == 1

        picture = cell.locator(".jp-OutputArea-output").get_by_role("img")
        expect(picture).to_have_count(1)
        source = picture.get_attribute("src")
        assert (source,) == tuple(seen[-1]["pictures"])
        lab.save()
        [saved] = [c for c in nbformat.read(lab.path, as_version=4).cells if grade_id(c) == key]
        [output] = saved.outputs
        assert set(output.data) == {"image/png", "text/plain"}  # nothing that needs a kernel to be seen
        kind, _, data = source.partition(",")
        assert kind == "data:image/png;base64"
        assert data.replace("\n", "") == output.data["image/png"].replace("\n", "")
