"""Schedules of CronJobs, as Kubernetes reads them.

Source: `ParseStandard` of https://pkg.go.dev/github.com/robfig/cron/v3 and `validateTimeZone` in
pkg/apis/batch/validation/validation.go
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from nexus_gitops.terminal import counted

_DURATION: Final = re.compile(r"(?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h))+", re.ASCII)
_PART: Final = re.compile(r"(?P<range>\*|\?|(?P<low>\w+)(?:-(?P<high>\w+))?)(?:/(?P<step>\d+))?")
_ZONE: Final = re.compile(r"[A-Za-z._0-9+-]{1,14}", re.ASCII)
_DESCRIPTORS: Final = frozenset(
    {"@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"}
)
_MONTHS: Final = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]
_LONGEST: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAYS: Final = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    low: int
    high: int
    words: Mapping[str, int]


_FIELDS: Final = (
    _Field("minute", 0, 59, {}),
    _Field("hour", 0, 23, {}),
    _Field("day of the month", 1, 31, {}),
    _Field("month", 1, 12, {word: number for number, word in enumerate(_MONTHS, 1)}),
    _Field("day of the week", 0, 6, {word: number for number, word in enumerate(_DAYS)}),
)


def schedule_fault(schedule: str) -> str:
    """What is wrong with a schedule; "" where nothing is."""
    if "TZ" in schedule:
        return "names a time zone"
    if schedule.startswith("@every "):
        return "" if _DURATION.fullmatch(schedule.removeprefix("@every ")) else "is no duration"
    if schedule.startswith("@"):
        return "" if schedule in _DESCRIPTORS else "is no schedule"
    parts = schedule.split()
    if len(parts) != len(_FIELDS):
        return f"has {counted(len(parts), 'field')} instead of {len(_FIELDS)}"
    for field, text in zip(_FIELDS, parts, strict=True):
        if not all(_is_part(field, part) for part in text.split(",") if part) or not text.strip(
            ","
        ):
            return f"has no {field.name} in {text!r}"
    return ""


def comes_never(schedule: str) -> bool:
    """Whether a valid schedule names days that no month of it has, as 31 February."""
    parts = schedule.split()
    if len(parts) != len(_FIELDS) or parts[4] not in ("*", "?"):
        return False
    days, months = _lowest(_FIELDS[2], parts[2]), parts[3]
    if days is None or months in ("*", "?"):
        return False
    named = [
        month
        for part in months.split(",")
        if (found := _PART.fullmatch(part)) and found["low"] and not found["step"]
        for month in _span(_FIELDS[3], found["low"], found["high"])
    ]
    return bool(named) and all(days > _LONGEST[month - 1] for month in named)


def is_time_zone(name: str) -> bool:
    """Whether Kubernetes knows a time zone of that name."""
    if name.lower() == "local" or not all(_ZONE.fullmatch(part) for part in name.split("/")):
        return False
    return name in _zones()


@cache
def _zones() -> frozenset[str]:
    # Not the machine's own, which differ.
    return frozenset(files("tzdata").joinpath("zones").read_text("utf-8").split())


def _lowest(field: _Field, text: str) -> int | None:
    found = [_PART.fullmatch(part) for part in text.split(",")]
    lows = [_number(field, one["low"]) if one and one["low"] else None for one in found]
    known = [low for low in lows if low is not None]
    return min(known) if len(known) == len(lows) else None


def _span(field: _Field, low: str, high: str | None) -> range:
    first = _number(field, low) or field.low
    last = _number(field, high) if high else first
    return range(first, (last or first) + 1)


def _is_part(field: _Field, part: str) -> bool:
    found = _PART.fullmatch(part)
    if found is None or found["step"] == "0":
        return False
    if found["low"] is None:
        return True
    low, high = _number(field, found["low"]), _number(field, found["high"] or found["low"])
    return low is not None and high is not None and field.low <= low <= high <= field.high


def _number(field: _Field, text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() else field.words.get(text.lower())
