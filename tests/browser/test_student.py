"""A student in JupyterLab, with a released folder and nothing else."""

import pytest
from playwright.sync_api import expect

from tests.browser.lab import Lab

pytestmark = pytest.mark.browser
SHALLOW = "05_shallow_backprop"  # NumPy only: its kernel starts at once
HALF_RANGE = "def normalize_images(x):\n    return x / 255.0\n"
WHOLE_RANGE = "def normalize_images(x):\n    return 2 * (x / 255.0) - 1\n"


def test_answer_is_refused_with_its_message_mended_and_validated(page, serve, released):
    lab = Lab(page, serve(released(SHALLOW)), f"{SHALLOW}.ipynb")
    answer = lab.cell("def normalize_images")
    test = lab.cell("public_tests.test_normalize_images(normalize_images)")

    lab.fill(answer, HALF_RANGE)
    lab.run_all()
    expect(test).to_contain_text("CheckFailed")
    expect(test).to_contain_text("this is the range 0 to 1; the darkest pixel should be -1")
    expect(test).not_to_contain_text("all public checks passed")

    lab.fill(answer, WHOLE_RANGE)
    lab.run_all()
    expect(test).to_contain_text("✓ normalize_images: all public checks passed.")
    expect(test).not_to_contain_text("CheckFailed")

    lab.save()
    said = lab.validate()
    assert "test_normalize_images" not in said  # names what fails, and that one passes
    assert "public_tests.test_label2onehot(label2onehot)" in said
    assert "`label2onehot` is still to be written" in said


def test_finished_notebook_validates(page, serve, released, right):
    lab = Lab(page, serve(released(SHALLOW, **right(SHALLOW))), f"{SHALLOW}.ipynb")
    assert "Success! Your notebook passes all the tests." in lab.validate()


def test_changed_test_cell_is_named_by_validate(page, serve, released):
    """JupyterLab locks test cells; somebody may have changed one elsewhere."""
    lab = Lab(page, serve(released(SHALLOW, test_relu="print('passed')")), f"{SHALLOW}.ipynb")
    said = lab.validate()
    assert "has changed, but it should not have" in said
    assert "print('passed')" in said


def test_sliders_change_the_picture(page, serve, released):
    """The explorer's picture follows its sliders, moved by the arrow keys."""
    name = "02_multiclass_digits"
    lab = Lab(page, serve(released(name)), f"{name}.ipynb")
    lab.run(lab.cell("import public_tests"))
    explorer = lab.cell("plots.softmax_explorer(n=4)")
    lab.run(explorer)
    picture, sliders = explorer.get_by_role("img"), explorer.get_by_role("slider")
    expect(sliders).to_have_count(4)
    seen = [picture.get_attribute("src")]
    assert seen[0].startswith("data:image/png;base64,")
    for slider, key in ((sliders.first, "ArrowRight"), (sliders.last, "ArrowLeft")):
        slider.focus()
        page.keyboard.press(key)
        expect(picture).not_to_have_attribute("src", seen[-1])
        seen.append(picture.get_attribute("src"))
    assert len(set(seen)) == 3
    expect(sliders.first).to_have_attribute("aria-valuenow", "1.1")


def test_self_check_in_a_cell_tells_what_is_left(page, serve, released):
    lab = Lab(page, serve(released(SHALLOW)), f"{SHALLOW}.ipynb")
    lab.fill(lab.cell("def normalize_images"), WHOLE_RANGE)
    lab.save()
    lab.page.get_by_role("button", name="Click to add a cell").click()
    added = lab.notebook.locator(".jp-CodeCell").last
    lab.fill(added, "from utils import selfcheck\nselfcheck.run()")
    lab.run(added)
    expect(added).to_contain_text("Not ready yet: 1 of 19 exercises done; the file is in order.")
    assert "passed     Exercise 2: pixels from -1 to 1" in added.inner_text().replace("\u00a0", " ")
