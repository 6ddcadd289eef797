"""The pages that students and instructors read: for everybody, by keyboard, without a word to anyone."""

import pytest

from graders.course.course import Course
from tests.browser.conftest import MARKED, STUDENTS
from tests.hostile.batch import NEIGHBOUR, verb
from tests.hostile.canaries import Canaries
from tests.hostile.kit import hand_in, lower_limits, members

pytestmark = pytest.mark.browser
INJECTING = [member for member in members() if member.family == "injecting"]
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def feedback(marked_class, graders):
    """Give the feedback pages of the marked class, by student."""
    done = graders("--course", marked_class.root, "feedback")
    assert done.returncode == 0, done.stderr
    return {student: marked_class.feedback / student / MARKED / f"{MARKED}.html" for student in STUDENTS}


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("student", STUDENTS)
def test_feedback_page_fits_and_keeps_quiet(page, seen, feedback, student, size):
    page.set_viewport_size(size)
    seen.open(feedback[student])
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]  # nothing to push aside
    assert seen.not_reached_by_keyboard() == []
    assert seen.console == []
    assert seen.requests == [feedback[student].resolve().as_uri()]


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("student", STUDENTS)
def test_axe_finds_no_serious_fault_on_the_feedback_page(page, seen, feedback, student, size):
    page.set_viewport_size(size)
    seen.open(feedback[student])
    assert seen.faults_of_access() == []


def test_faults_would_be_found(page, seen, tmp_path):
    """The instruments themselves: a page with every fault that the other tests look for."""
    bad = tmp_path / "bad.html"
    bad.write_text(
        "<html lang=en><title>t</title><main><h1>t</h1><img src='http://127.0.0.1:9/x.png'><p style='color:#ccc'>pale</p>"
        "<a href='#' tabindex='-1'>never reached</a><a href='#'>reached</a><script>alert('hostile')</script></main></html>"
    )
    seen.open(bad)
    assert {fault.partition(":")[0] for fault in seen.faults_of_access()} >= {"image-alt", "color-contrast"}
    assert ["never reached" in missed for missed in seen.not_reached_by_keyboard()] == [True]
    assert seen.dialogs == ["hostile"]
    assert seen.requests[1:] == ["http://127.0.0.1:9/x.png"]
    assert seen.console


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Give a course in which those were marked who inject markup, scripts, links and styles."""
    root = tmp_path_factory.mktemp("hostile") / "class"
    (root / "submitted").mkdir(parents=True)
    lower_limits(root)
    canaries = Canaries(root, NEIGHBOUR, MARKED)
    try:
        for member in INJECTING:
            hand_in(member, root / "submitted", canaries)
        environment = canaries.environment()
        marking = verb(root, "autograde", **environment)
        assert "fault of ours" not in marking.stderr, marking.stderr
        assert verb(root, "feedback", **environment).returncode == 0
    finally:
        canaries.close()
    return Course(root)


@pytest.mark.parametrize("member", INJECTING, ids=lambda member: member.behaviour)
def test_hostile_page_shows_text_and_asks_for_nothing(page, seen, hostile, member):
    path = hostile.feedback / member.student / member.assignment / f"{member.assignment}.html"
    seen.open(path)
    page.mouse.move(200, 200)
    seen.not_reached_by_keyboard()  # what waits for the focus gets it
    assert seen.dialogs == []
    assert seen.requests == [path.resolve().as_uri()]
    assert seen.console == []  # nothing was even tried: the policy would say so here
    assert len(page.context.pages) == 1
    assert page.locator("script, iframe, object, embed, form, [onerror], [onload], [onmouseover]").count() == 0


def test_hostile_words_stand_there_as_text(page, seen, hostile):
    [member] = [member for member in INJECTING if member.behaviour == "scripts_in_error_messages"]
    seen.open(hostile.feedback / member.student / member.assignment / f"{member.assignment}.html")
    assert "<script>alert('hostile')</script>" in page.locator("main").inner_text()


@pytest.fixture(scope="module")
def report(marked_class, graders):
    """Give the class report of the marked class."""
    done = graders("--course", marked_class.root, "report")
    assert done.returncode == 0, done.stderr
    return marked_class.feedback / "report" / "index.html"


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_class_report_fits_keeps_quiet_and_has_no_serious_fault(page, seen, report, size):
    page.set_viewport_size(size)
    seen.open(report)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert seen.not_reached_by_keyboard() == []
    assert seen.faults_of_access() == []
    assert seen.console == []
    assert seen.requests == [report.resolve().as_uri()]
    for student in STUDENTS:
        assert student in page.inner_text("main")
