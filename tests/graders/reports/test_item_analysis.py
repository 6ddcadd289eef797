"""What the checks of a marked class tell."""

import json

import pytest

from graders.core.plain_data import to_plain
from graders.core.results import CheckResult, ExerciseResult, SubmissionResult
from graders.course.course import Course
from graders.reports.item_analysis import advice, draw, items, write_items

NAME = "01_binary_digits"
MESSAGES = {
    "values": "my_dense(a_in=[{n}, 2]) gives [{n}]; expected [3] (farthest off at [0]). The bias b is not added.",
    "shapes": "my_dense(…) returns shape ({n},); expected shape (3,). An axis is lost: look at sums.",
}


@pytest.fixture
def course(tmp_path):
    """Six students: `values` tells strong from weak, `shapes` the other way round, `easy` and `hard` nothing."""
    for number in range(6):
        outcome = {"values": number >= 3, "shapes": number < 3, "easy": True, "hard": False, "rest": number >= 2}
        checks = tuple(
            CheckResult(
                name,
                False,
                2.0,
                2.0 * good,
                "" if good else MESSAGES.get(name, "No.").format(n=number),
                "passed" if good else "failed",
            )
            for name, good in outcome.items()
        )
        more = ExerciseResult("relu", (CheckResult("values", False, 9.0, 1.5 * number, "", "passed"),), 1)
        result = SubmissionResult(f"s{number}", NAME, exercises=[ExerciseResult("my_dense", checks, 1), more])
        folder = tmp_path / "autograded" / f"s{number}" / NAME
        folder.mkdir(parents=True)
        (folder / "mark.json").write_text(json.dumps(to_plain(result)))
    return Course(tmp_path)


def test_each_check_is_counted_and_compared_with_the_rest(course):
    found = {(item.exercise, item.check): item for item in items(course, [NAME])}
    values, shapes = found["my_dense", "values"], found["my_dense", "shapes"]
    assert (values.judged, values.passed, values.share) == (6, 3, 0.5)
    assert values.discrimination > 0.7
    assert values.remark == ""
    assert shapes.discrimination < 0
    assert shapes.remark == "does not tell strong from weak"
    assert found["my_dense", "easy"].remark == "nobody fails it"
    assert found["my_dense", "hard"].remark == "nobody passes it"
    assert found["my_dense", "hard"].discrimination is None


def test_a_mistake_is_the_same_whatever_the_numbers(course):
    found = {(item.exercise, item.check): item for item in items(course, [NAME])}
    assert found["my_dense", "values"].commonest == [("The bias b is not added.", 3)]
    assert advice("f(1) gives 2.5; expected 3e-4") == advice("f(7) gives 1; expected 2")


def test_table_and_picture_are_written(course):
    found = items(course, [NAME])
    table, picture = write_items(course, found)
    lines = table.read_text().splitlines()
    assert len(lines) == 1 + len(found)
    assert "3 x The bias b is not added." in lines[1]
    assert "<svg" in picture.read_text()[:1000]
    labels = [text.get_text() for text in draw(found).axes[0].get_yticklabels()]
    assert labels[0] == "my_dense: values"


def test_a_class_without_marks_has_no_items(tmp_path):
    assert items(Course(tmp_path), [NAME]) == []
