"""A time of submission is read for sure, or refused: never another time without a word."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import gettz
from hypothesis import given, settings
from hypothesis import strategies as st

from graders.submissions.timestamps import GERMAN, SEVERAL, SHORT, NoTime, read_time

NOON = datetime(2026, 3, 1, 12)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01 12:00:00 UTC",
        "2026-03-01 12:00:00.000000 UTC",
        "2026-03-01 12:00",
        "2026-03-01T12:00Z",
        "2026-03-01 12:00:00,0 utc",
        "2026-03-01T13:00:00+01:00",
        "2026-03-01T13:00+01",
        "2026-03-01 13:00 UTC+1",
        "2026-03-01 13:00 GMT+01:00",
        "2026-03-01 13:00:00 +0100",
        "2026-03-01 13:00:00 Europe/Paris",
        "2026-03-01 13:00:00 europe/paris",
        "2026-03-01 13:00 CET",
        "2026-03-01 13:00 MEZ",
        "2026-03-01 07:00 EST",
        "2026-03-01 04:00 PST",
        "2026-03-01 04:00 AM PST",
        "2026-03-01 4:00 a.m. PST",
        "2026-03-01 12:00 PM",
        "2026-03-01 12:00pm UTC",
        "2026-03-01 01:00 PM CET",
        "2026-03-01 21:00:00 JST",
        "2026-03-01 10:00 Etc/GMT+2",
        "Sun, 01 Mar 2026 13:00:00 +0100",
        "1 March 2026 13:00 CET",
        "Sun Mar  1 13:00:00 CET 2026",
        "Sun Mar  1 12:00:00 2026",
    ],
)
def test_the_ways_to_write_a_time_are_read(text):
    assert read_time(text) == (NOON, "")


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-10-05 00:30:00 CEST", datetime(2026, 10, 4, 22, 30)),
        ("2026-10-05 00:30:00 MESZ", datetime(2026, 10, 4, 22, 30)),
        ("2026-10-04 21:30:00 EDT", datetime(2026, 10, 5, 1, 30)),
        ("2026-10-05 12:30 AM", datetime(2026, 10, 5, 0, 30)),
        ("2026-10-04 11:30 PM", datetime(2026, 10, 4, 23, 30)),
        ("2026-10-05T00:30+02", datetime(2026, 10, 4, 22, 30)),
        ("2026-10-25 02:30 CEST", datetime(2026, 10, 25, 0, 30)),
        ("2026-10-25 02:30 CET", datetime(2026, 10, 25, 1, 30)),
    ],
)
def test_summer_and_midnight_are_read_as_clocks_show_them(text, utc):
    assert read_time(text) == (utc, "")


@pytest.mark.parametrize("name", sorted(SEVERAL))
def test_a_zone_of_several_places_is_refused_with_what_to_write(name):
    with pytest.raises(NoTime, match="which several places use: write the time like"):
        read_time(f"2026-10-05 00:30 {name}")


@pytest.mark.parametrize(
    "text",
    [
        "12:00",
        "Friday",
        "10",
        "2026",
        "1790000000",
        "1790000000.5",
        "yesterday",
        "2026-13-01 12:00 UTC",
        "2026-03-01 12:00:00 /etc/localtime",
        "2026-03-01 12:00 localtime",
        "2026-03-01 1 ../x",
        "2026-02-30 12:00",
        "2026-03-01 24:00",
        "2026-03-01 13:30 PM",
        "2026-03-01 00:30 AM",
        "2026-03-01 12:00 +25",
        "2026-03-01 12:00 +0199",
        "5. Oktober 2026 00:30",
        "05.10.2026 00:30",
        "10/05/2026 12:30",
        "2026-03-01 12:00 Uhr",
        "2026-03-01 12:00 XYZ",
        "2026-03-01 12:00 UTC 5",
        "2026-03-01 12:00 UTC\n2026-03-02 12:00 UTC",
        "٢٠٢٦-03-01 12:00",
    ],
)
def test_what_could_be_another_time_is_refused_with_what_to_write(text):
    with pytest.raises(NoTime, match=r"write (it|the time) like 2026-10-04 23:59:00 UTC"):
        read_time(text)


@pytest.mark.parametrize(
    ("text", "hours"), [("2026-10-05 00:30 CET", 1), ("2026-07-01 00:30 PST", -8), ("2026-01-05 00:30 MESZ", 2)]
)
def test_a_zone_that_no_clock_showed_is_read_as_written_and_told(text, hours):
    time, doubt = read_time(text)
    assert time == datetime.fromisoformat(text[:16]) - timedelta(hours=hours)
    assert "did not show on that day" in doubt


def test_the_short_names_are_those_of_their_places():
    """The hours of every short name are what the time zone database says of its place in some season."""
    for name, (hours, place) in SHORT.items():
        moments = [datetime(2026, month, 1, 12, tzinfo=ZoneInfo(place)) for month in range(1, 13)]
        assert timedelta(hours=hours) in {moment.utcoffset() for moment in moments}, name
        assert name in {moment.tzname() for moment in moments}, name
    assert set(GERMAN.values()) <= set(SHORT)
    assert not SEVERAL & set(SHORT)


ZONES = [*SHORT, "Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC"]


@settings(deadline=None)
@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),
    st.sampled_from(ZONES) | st.integers(-12 * 60, 14 * 60),
    st.booleans(),
)
def test_any_time_that_is_read_is_the_moment_that_was_meant(local, zone, twelve):
    local = local.replace(microsecond=0)
    if isinstance(zone, int):
        ahead = timezone(timedelta(minutes=zone))
        written = f"{'-' if zone < 0 else '+'}{abs(zone) // 60:02}:{abs(zone) % 60:02}"
    else:
        ahead = timezone(timedelta(hours=SHORT[zone][0])) if zone in SHORT else gettz(zone)
        written = zone
    clock = f"{local:%I:%M:%S %p}" if twelve else f"{local:%H:%M:%S}"
    meant = local.replace(tzinfo=ahead)
    assert read_time(f"{local:%Y-%m-%d} {clock} {written}")[0] == (meant - meant.utcoffset()).replace(tzinfo=None)


@settings(deadline=None)
@given(st.text(max_size=60) | st.from_regex(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?( ?\S{1,30})?", fullmatch=True))
def test_any_text_is_a_time_or_refused_in_one_line(text):
    try:
        time, _ = read_time(text)
    except NoTime as error:
        told = str(error)
    else:
        told = f"write {time:%Y}"
        assert time.tzinfo is None
    assert "write" in told
    assert told.isprintable()
