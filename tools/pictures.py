"""Take the pictures in docs/pictures/ of the real thing: JupyterLab, formgrader, a feedback page, the class report.

Run `make pictures`, or `python tools/pictures.py FOLDER` to have them elsewhere. It marks part of the sample class in a
temporary folder; nothing of yours is touched.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

KIT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(KIT))

from graders.course.course import Course  # noqa: E402
from graders.demo.sample_class import read_expected, set_up  # noqa: E402
from graders.gradebook.connection import open_gradebook  # noqa: E402
from tests.browser.chromium import find_chromium  # noqa: E402
from tests.browser.jupyter import jupyterlab  # noqa: E402
from tests.browser.lab import Lab  # noqa: E402

NAME, SMALL = "05_shallow_backprop", "02_multiclass_digits"
STUDENT, PROOF = "relup-by-a-norm", "softmax_derivative"
OVERFLOWS, SOFTMAX = "softmax-that-overflows", "The softmax of one vector of logits"
HALF_RANGE = "def normalize_images(x):\n    return x / 255.0\n"
COMMENT = "Complete, and every step has its reason."
DESKTOP, PAGE, PHONE = {"width": 1280, "height": 800}, {"width": 820, "height": 680}, {"width": 390, "height": 844}


def main(target: Path) -> None:
    """Take all pictures."""
    expect.set_options(timeout=90_000)
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="pictures-") as place, sync_playwright() as playwright:
        root = Path(place)
        browser = playwright.chromium.launch(executable_path=find_chromium())
        take_notebooks(browser, root, target)
        course = mark_class(root / "class")
        take_formgrader(browser, course, root / "settings-of-formgrader", target)
        take_pages(browser, course, target)
        browser.close()


def take(page: Page, path: Path) -> None:
    """Save what the window shows."""
    page.screenshot(path=path, animations="disabled", caret="hide")
    print(path)


@contextmanager
def notebook(browser: Browser, root: Path, name: str) -> Iterator[Lab]:
    """Open a released notebook in JupyterLab, its first cell run."""
    folder = root / name
    shutil.copytree(KIT / "release" / name, folder, ignore=shutil.ignore_patterns("__pycache__"))
    with jupyterlab(folder, root / f"settings-{name}") as address:
        lab = Lab(browser.new_page(viewport=DESKTOP), address, f"{name}.ipynb")
        lab.run(lab.cell("import public_tests"))
        yield lab


def take_notebooks(browser: Browser, root: Path, target: Path) -> None:
    """A check that fails with its message, and the sliders of the softmax."""
    with notebook(browser, root, NAME) as lab:
        answer, test = (
            lab.cell("def normalize_images"),
            lab.cell("public_tests.test_normalize_images(normalize_images)"),
        )
        lab.fill(answer, HALF_RANGE)
        lab.run(answer)
        lab.run(test)
        message = test.locator(".jp-OutputArea-output pre")
        expect(message).to_contain_text("this is the range 0 to 1")
        message.evaluate("e => e.scrollIntoView({block: 'end'})")
        take(lab.page, target / "check.png")
    with notebook(browser, root, SMALL) as lab:
        explorer = lab.cell("plots.softmax_explorer(n=4)")
        lab.run(explorer)
        expect(explorer.get_by_role("slider")).to_have_count(4)
        explorer.evaluate("e => e.scrollIntoView({block: 'end'})")
        take(lab.page, target / "explorer.png")


def mark_class(root: Path) -> Course:
    """Mark those of the sample class who handed in the small assignment, and one student of the other."""
    expected = read_expected(KIT / "examples" / "expected.toml")
    expected["assignments"] = [SMALL, NAME]
    course = set_up(root, expected)
    for folder in course.submitted.iterdir():
        if folder.name != STUDENT and not (folder / SMALL).is_dir():
            shutil.rmtree(folder)
    subprocess.run(
        [sys.executable, "-m", "graders", "--course", course.root, "autograde", SMALL], cwd=KIT, check=False
    )  # its status is 1, since one of the class handed in a file that cannot be read
    graders(course, "autograde", NAME, "--student", STUDENT)
    return course


def graders(course: Course, *words: str) -> None:
    """Run `python -m graders` on the class."""
    subprocess.run([sys.executable, "-m", "graders", "--course", course.root, *words], cwd=KIT, check=True)


def take_formgrader(browser: Browser, course: Course, settings: Path, target: Path) -> None:
    """A proof with points and a comment by hand."""
    with open_gradebook(course) as gradebook:
        number = gradebook.find_submission_notebook(NAME, NAME, STUDENT).id
    with jupyterlab(course.root, settings) as address:
        page = browser.new_page(viewport=DESKTOP)
        page.goto(f"{address}formgrader/submissions/{number}")
        # Until the page's script is ready it would not notice what is typed.
        expect(page.locator(f"#{PROOF}.score")).to_have_class("score tabbable needs_manual_grade")
        for field, text in ((f"#{PROOF}.score", "3"), (f"#{PROOF}-comment", COMMENT)):
            with page.expect_response(lambda r: "/formgrader/api/" in r.url and r.request.method == "PUT"):
                page.locator(field).press_sequentially(text)
                page.locator(field).press("Tab")
        page.locator(f"#{PROOF}-comment").evaluate("e => e.scrollIntoView({block: 'center'})")
        page.wait_for_load_state("networkidle")
        take(page, target / "formgrader.png")


def take_pages(browser: Browser, course: Course, target: Path) -> None:
    """A feedback page, its message on a mistake, the same on a phone; and the class report."""
    graders(course, "feedback")
    graders(course, "report", SMALL)
    page = course.feedback / OVERFLOWS / SMALL / f"{SMALL}.html"
    for name, size in (("feedback", PAGE), ("feedback-on-a-phone", PHONE)):
        opened = browser.new_page(viewport=size)
        opened.goto(page.as_uri())
        take(opened, target / f"{name}.png")
    opened = browser.new_page(viewport=PAGE)
    opened.goto(page.as_uri())
    opened.get_by_role("link", name=SOFTMAX).click()
    take(opened, target / "feedback-message.png")
    opened.goto(f"{(course.feedback / 'report' / 'index.html').as_uri()}#{SMALL}")
    take(opened, target / "report.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else KIT / "docs" / "pictures")
