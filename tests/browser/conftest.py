"""What the tests in the browser share: one Chromium, a page that notes what it does, JupyterLab, a marked class."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from graders.course.course import Course
from graders.demo.sample_class import read_expected, set_up
from tests.browser.chromium import find_chromium
from tests.browser.jupyter import jupyterlab
from tests.browser.seen import Seen
from utils.selfcheck.inspection import grade_id

PATIENCE = 90_000  # milliseconds for anything to appear: kernels start slowly on a busy machine
MARKED = "05_shallow_backprop"  # has code and written answers, and needs NumPy only
STUDENTS = ("all-right", "relup-by-a-norm")

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give the system's Chromium, run without a window."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium())
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Give a fresh profile."""
    fresh = browser.new_context(viewport={"width": 1280, "height": 900})
    fresh.set_default_timeout(PATIENCE)
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Give an empty page."""
    return context.new_page()


@pytest.fixture
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], str]]:
    """Give a function that starts JupyterLab in a folder and gives its address."""
    with ExitStack() as stack:
        # A short path: the kernels' sockets lie below it.
        yield lambda folder: stack.enter_context(jupyterlab(folder, tmp_path_factory.mktemp("j")))


@pytest.fixture
def right(kit: Path) -> Callable[[str], dict[str, str]]:
    """Give a function that gives the answers of the class's best student."""

    def answers(assignment: str) -> dict[str, str]:
        path = kit / "examples" / "submitted" / "all-right" / assignment / f"{assignment}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        return {grade_id(cell): cell.source for cell in notebook.cells if is_answer(cell)}

    return answers


def is_answer(cell: nbformat.NotebookNode) -> bool:
    """Tell whether a cell is a student's to fill."""
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def fill(path: Path, answers: dict[str, str]) -> None:
    """Write cells into a notebook, by grade_id."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = answers.get(grade_id(cell), cell.source)
    nbformat.write(notebook, path)


@pytest.fixture
def released(kit: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Give a function that copies what students are given, with some cells filled, and nothing beside it."""

    def copy(assignment: str, **answers: str) -> Path:
        skip = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        folder = tmp_path / assignment
        shutil.copytree(kit / "release" / assignment, folder, ignore=skip)
        fill(folder / f"{assignment}.ipynb", answers)
        return folder

    return copy


@pytest.fixture(scope="session")
def marked_class(kit: Path, tmp_path_factory: pytest.TempPathFactory, graders: Callable[..., Any]) -> Course:
    """Give a course folder of its own in which two of the class's students are released, handed in and marked."""
    expected = read_expected(kit / "examples" / "expected.toml")
    expected["assignments"] = [MARKED]
    course = set_up(tmp_path_factory.mktemp("class"), expected)
    for path in course.submitted.iterdir():
        if path.name not in STUDENTS:
            shutil.rmtree(path)
    done = graders("--course", course.root, "autograde", MARKED)
    assert done.returncode == 0, done.stderr
    return course


@pytest.fixture
def course(marked_class: Course, tmp_path: Path) -> Course:
    """Give a copy of the marked class that a test may change."""
    root = shutil.copytree(marked_class.root, tmp_path / "course")
    return Course(root)


@pytest.fixture
def seen(page: Page) -> Seen:
    """Give the log of what the page asks for, says and does."""
    return Seen(page)
