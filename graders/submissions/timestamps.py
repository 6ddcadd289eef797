"""The time of submission, as people and campus systems write it: read for sure, or refused with what to write instead."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, available_timezones

EXAMPLE = "2026-10-04 23:59:00 UTC"
_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
MONTHS = {name: number for number, name in enumerate(_NAMES, start=1)}
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?)?(?: ?(?P<half>[AaPp]\.?[Mm]\b\.?))?"
_ZONE = r"(?P<zone>Z|(?:UTC|GMT)?[+-]\d\d?(?::?\d\d)?|[A-Za-z]\w*(?:[/+-]\w+){0,3})"
_MONTH = r"(?P<name>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_DAY = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? +)?"
#: ISO 8601; as e-mail writes it; as `date` prints it.
FORMS = [
    re.compile(rf"(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d)[ T]{_CLOCK}(?: ?{_ZONE})?", re.ASCII),
    re.compile(rf"{_DAY}(?P<day>\d{{1,2}})\.? +{_MONTH} +(?P<year>\d{{4}}),? +{_CLOCK}(?: ?{_ZONE})?", re.ASCII),
    re.compile(rf"{_DAY}{_MONTH} +(?P<day>\d{{1,2}}) +{_CLOCK}(?: {_ZONE})? (?P<year>\d{{4}})", re.ASCII),
]
OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d\d?)(?::?(\d\d))?")
#: Short names that mean one thing wherever they are used: hours ahead of UTC, and where clocks go by them.
SHORT = {
    "CET": (1, "Europe/Berlin"),
    "CEST": (2, "Europe/Berlin"),
    "WET": (0, "Europe/Lisbon"),
    "WEST": (1, "Europe/Lisbon"),
    "EET": (2, "Europe/Helsinki"),
    "EEST": (3, "Europe/Helsinki"),
    "MSK": (3, "Europe/Moscow"),
    "EST": (-5, "America/New_York"),
    "EDT": (-4, "America/New_York"),
    "CDT": (-5, "America/Chicago"),
    "MST": (-7, "America/Denver"),
    "MDT": (-6, "America/Denver"),
    "PST": (-8, "America/Los_Angeles"),
    "PDT": (-7, "America/Los_Angeles"),
    "AKST": (-9, "America/Anchorage"),
    "AKDT": (-8, "America/Anchorage"),
    "HST": (-10, "Pacific/Honolulu"),
    "AEST": (10, "Australia/Sydney"),
    "AEDT": (11, "Australia/Sydney"),
    "ACST": (9.5, "Australia/Adelaide"),
    "ACDT": (10.5, "Australia/Adelaide"),
    "AWST": (8, "Australia/Perth"),
    "NZST": (12, "Pacific/Auckland"),
    "NZDT": (13, "Pacific/Auckland"),
    "JST": (9, "Asia/Tokyo"),
    "KST": (9, "Asia/Seoul"),
    "HKT": (8, "Asia/Hong_Kong"),
    "PKT": (5, "Asia/Karachi"),
    "WIB": (7, "Asia/Jakarta"),
    "CAT": (2, "Africa/Maputo"),
    "EAT": (3, "Africa/Nairobi"),
    "WAT": (1, "Africa/Lagos"),
    "SAST": (2, "Africa/Johannesburg"),
}
NO_ZONES = {"localtime", "posixrules", "Factory"}  # files beside the zones
GERMAN = {"MEZ": "CET", "MESZ": "CEST", "MET": "CET", "MEST": "CEST"}
ALWAYS = {"UTC", "GMT", "UT", "UCT", "Z", "ZULU"}
SEVERAL = {"AMT", "AST", "ADT", "BST", "CST", "ECT", "GST", "IST", "LHST", "SST", "WST"}  # of several places


class NoTime(ValueError):
    """A text that is no time, or not for sure; the message says why and what to write."""


def read_time(text: str) -> tuple[datetime, str]:
    """Read a time.

    Parameters
    ----------
    text : str
        Date, time of day and zone; without a zone it is UTC, as for nbgrader.

    Returns
    -------
    time : datetime
        In UTC without a zone, as nbgrader keeps it.
    doubt : str
        What a person should look at, as a zone that no clock showed on that day; "" as a rule.

    Raises
    ------
    NoTime
        If it could be another time.
    """
    found = next((found for form in FORMS if (found := form.fullmatch(text))), None)
    if not found:
        raise NoTime(f"holds no time but {text[:40]!r}: write it like {EXAMPLE}")
    parts = found.groupdict()
    try:
        local = datetime(
            int(parts["year"]),
            int(parts.get("month") or MONTHS[parts["name"].lower()]),
            int(parts["day"]),
            _hour(int(parts["hour"]), parts["half"]),
            int(parts["minute"]),
            int(parts["second"] or 0),
            int((parts["fraction"] or "0")[:6].ljust(6, "0")),
        )
        zone, doubt = _zone(parts["zone"] or "UTC", local)
        return local.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None), doubt
    except NoTime:
        raise
    except (ValueError, OverflowError):
        raise NoTime(f"holds no time but {text[:40]!r}: write it like {EXAMPLE}") from None


def _hour(hour: int, half: str | None) -> int:
    """Read an hour of a clock of 24 hours, or of 12 with AM or PM."""
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError
    return hour % 12 + (12 if half[0] in "Pp" else 0)


def _zone(name: str, local: datetime) -> tuple[tzinfo, str]:
    """Read a zone: an offset, a short name that means one thing, or a name of the time zone database."""
    if offset := OFFSET.fullmatch(name):
        sign, hours, minutes = offset.groups("0")
        ahead = timedelta(hours=int(hours), minutes=int(minutes))
        if int(minutes) >= 60 or ahead > timedelta(hours=14):
            raise NoTime(f"names a zone that there is none of, {name!r}: write the time like {EXAMPLE}")
        return timezone(-ahead if sign == "-" else ahead), ""
    short = name.upper()
    if short in ALWAYS:
        return UTC, ""
    if short in SEVERAL:
        raise NoTime(f"names the zone {name!r}, which several places use: write the time like {EXAMPLE}, or +02:00")
    if (short := GERMAN.get(short, short)) in SHORT:
        hours_ahead, place = SHORT[short]
        shown = {local.replace(tzinfo=ZoneInfo(place), fold=fold).tzname() for fold in (0, 1)}
        doubt = f"names the zone {name}, which clocks in {place} did not show on that day; it was read as written"
        return timezone(timedelta(hours=hours_ahead)), "" if short in shown else doubt
    known = {zone.lower(): zone for zone in available_timezones() - NO_ZONES}
    if name.lower() not in known:
        raise NoTime(f"names the zone {name[:40]!r}, which is not known: write the time like {EXAMPLE}, or with +02:00")
    return ZoneInfo(known[name.lower()]), ""
