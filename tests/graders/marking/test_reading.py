"""What is marked is what was hashed; what is gone or at work is named and never recorded."""

import shutil
from dataclasses import replace

import pytest

import graders.submissions.received
from graders.core.results import NotebookVerdict
from graders.course.course import KIT, open_course
from graders.marking.jobs import mark_apart, queue_of, submitted
from graders.marking.task import Judged

NAME = "01_binary_digits"


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.setattr(graders.submissions.received, "PAUSE", 0.01)
    for who in ("all-right", "blank"):
        shutil.copytree(KIT / "examples" / "submitted" / who / NAME, tmp_path / "submitted" / who / NAME)
    return open_course(tmp_path)


def judge(task):
    """Judge nothing: every notebook has no automatic points."""
    return Judged(NotebookVerdict({}, {}, [], [], [], 0.0), task.notebook)


def jobs(course):
    return list(queue_of(course, submitted(course, [NAME], []), True, True, []))


def test_what_vanishes_after_it_was_listed_is_a_fault_and_no_mark(course):
    job, _ = jobs(course)
    shutil.rmtree(job.submission.folder)
    result, _, fault = mark_apart(job, judge)
    assert "is missing: it was there a moment ago; run the same command again." in fault
    assert result.scores == {}


def test_an_empty_folder_is_listed_and_gets_no_mark(course):
    (course.submitted / "blank" / NAME / f"{NAME}.ipynb").unlink()
    (course.submitted / "blank" / NAME / "timestamp.txt").unlink(missing_ok=True)
    _, job = jobs(course)
    assert job.stamp["submission"] == ""  # like nothing that was ever recorded
    assert "the folder holds no file of work" in mark_apart(job, judge)[2]


def test_what_changed_after_it_was_listed_is_marked_under_its_own_hash(course):
    job, other = jobs(course)
    shutil.copy(other.submission.notebook, job.submission.notebook)
    result, _, fault = mark_apart(job, judge)
    assert not fault
    assert result.stamp["submission"] == job.submission.digest() != job.stamp["submission"]
    assert result.stamp == {**job.stamp, **{key: result.stamp[key] for key in ("submission", "seed")}}


def test_the_time_is_read_with_the_notebook(course):
    for text, time, doubts in (("2026-10-05 00:30 CEST", "2026-10-04 22:30:00", 0), ("2026-10-05 00:30 IST", "", 1)):
        (course.submitted / "all-right" / NAME / "timestamp.txt").write_text(text)
        job = jobs(course)[0]
        result, _, _ = mark_apart(replace(job), judge)
        assert result.submitted_at == time
        assert len([reason for reason in result.needs_person if "timestamp.txt" in reason]) == doubts


def test_an_untouched_written_answer_gets_0_and_one_that_stands_beside_it_waits(course):
    results = {job.student: mark_apart(job, judge)[0] for job in jobs(course)}
    assert results["blank"].scores["parameter_count"] == 0
    assert results["all-right"].scores["parameter_count"] is None
