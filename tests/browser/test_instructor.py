"""An instructor in formgrader, over a marked class: the gradebook's marks, a proof marked by hand, the feedback."""

import pytest
from playwright.sync_api import expect

from graders.demo.sample_class import read_expected
from graders.gradebook.connection import open_gradebook
from tests.browser.conftest import MARKED, STUDENTS

pytestmark = pytest.mark.browser
PROOF = "softmax_derivative"
COMMENT = "Right up to the sign: look at the last line again. <b>2 of 3</b>"
SHOWN = "Right up to the sign: look at the last line again. 2 of 3"  # a comment is Markdown, as in formgrader


def marks(course):
    """Read the gradebook: the submission's id, total and mark of each cell, by student."""
    with open_gradebook(course) as gradebook:
        return {
            submission.student_id: (
                notebook.id,
                float(notebook.score),
                {grade.cell.name: (grade.auto_score, grade.manual_score) for grade in notebook.grades},
            )
            for submission in gradebook.assignment_submissions(MARKED)
            for notebook in submission.notebooks
        }


def test_formgrader_shows_the_marks_of_the_gradebook(page, serve, course, kit):
    recorded = marks(course)
    entries = read_expected(kit / "examples" / "expected.toml")["submission"]
    due = {entry["student"]: entry["mark"] for entry in entries if entry["assignment"] == MARKED}
    assert {student: score for student, (_, score, _) in recorded.items()} == {name: due[name] for name in STUDENTS}
    address = serve(course.root)
    page.goto(f"{address}formgrader/gradebook")
    page.get_by_role("link", name=MARKED).click()
    page.get_by_role("link", name=MARKED).last.click()
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(len(STUDENTS))
    expect(rows.first).to_contain_text("Submission #1")
    shown = sorted(float(row.locator("td").nth(2).inner_text().split("/")[0]) for row in rows.all())
    assert shown == pytest.approx(sorted(score for _, score, _ in recorded.values()), abs=0.005)
    for number, _, cells in recorded.values():
        page.goto(f"{address}formgrader/submissions/{number}")
        for key, (auto, _) in cells.items():
            if auto is not None:
                expect(page.locator(f"#{key}.score")).to_have_attribute("placeholder", f"{auto:g}")


def test_mark_and_comment_by_hand_reach_the_students_page(page, serve, course, graders, seen):
    number, before, _ = marks(course)["relup-by-a-norm"]
    page.goto(f"{serve(course.root)}formgrader/submissions/{number}")
    score, comment = page.locator(f"#{PROOF}.score"), page.locator(f"#{PROOF}-comment")
    expect(score).to_have_class("score tabbable needs_manual_grade")
    for field, text in ((score, "2"), (comment, COMMENT)):
        with page.expect_response(lambda r: "/formgrader/api/" in r.url and r.request.method == "PUT") as saved:
            field.press_sequentially(text)
            field.press("Tab")  # leaves the field, by which formgrader saves
        assert saved.value.ok
    page.reload()
    expect(score).to_have_value("2")
    expect(comment).to_have_value(COMMENT)

    _, after, cells = marks(course)["relup-by-a-norm"]
    assert cells[PROOF] == (None, 2.0)
    assert after == pytest.approx(before + 2)

    done = graders("--course", course.root, "feedback", "--student", "relup-by-a-norm")
    assert done.returncode == 0, done.stderr
    seen.open(course.feedback / "relup-by-a-norm" / MARKED / f"{MARKED}.html")
    section = page.locator("section", has_text=SHOWN)
    expect(section.get_by_role("heading").first).to_have_id(PROOF)
    expect(section).to_contain_text("2 of 3 points")
    with open_gradebook(course) as gradebook:
        total = gradebook.find_submission(MARKED, "relup-by-a-norm").score
    expect(page.locator("header")).to_contain_text(f"{total:g} of")
