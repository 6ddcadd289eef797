"""Formgrader reads a submission's time as marking does, and never fails on one."""

from datetime import datetime

import pytest
from nbgrader.apps.api import NbGraderAPI

from graders.course.course import open_course
from graders.nbgrader_plugins.submission_times import install


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-10-04 21:59:00 UTC", datetime(2026, 10, 4, 21, 59)),
        ("2026-10-05 00:30:00 CEST", datetime(2026, 10, 4, 22, 30)),
        ("2026-10-05 12:30 AM", datetime(2026, 10, 5, 0, 30)),
        ("2026-10-05 00:30 IST", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_a_time_is_read_as_marking_reads_it_or_is_none(tmp_path, monkeypatch, text, time):
    monkeypatch.setattr(NbGraderAPI, "get_submitted_timestamp", NbGraderAPI.get_submitted_timestamp)  # to be put back
    folder = tmp_path / "submitted" / "ada" / "05_shallow_backprop"
    folder.mkdir(parents=True)
    if text is not None:
        (folder / "timestamp.txt").write_text(text)
    course = open_course(tmp_path)
    api = NbGraderAPI(course.coursedir())
    install()
    assert api.get_submitted_timestamp("05_shallow_backprop", "ada") == time
