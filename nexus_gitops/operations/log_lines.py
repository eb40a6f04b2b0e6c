"""A line of a log, as services write it (one JSON object) or as others do (plain text). Pure."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from nexus_gitops.terminal import printable

# PostgreSQL: `2026-01-01 00:00:00.000 UTC [1] ERROR:  relation does not exist`.
_PLAIN: Final = re.compile(r"\b(DEBUG\d?|INFO|NOTICE|LOG|WARNING|ERROR|FATAL|PANIC):  ")
_PLAIN_LEVELS: Final = {
    "LOG": "info",
    "NOTICE": "info",
    "WARNING": "warn",
    "FATAL": "error",
    "PANIC": "error",
}
_TOLD: Final = ("timestamp", "level", "service", "message")
_COLOURS: Final = {"debug": "\x1b[2m", "info": "\x1b[32m", "warn": "\x1b[33m", "error": "\x1b[31m"}
_DIM: Final = "\x1b[2m"
_END: Final = "\x1b[0m"
_FRACTION: Final = re.compile(r"\.(\d+)")


class Level(StrEnum):
    """How serious a line is, the least first."""

    DEBUG = "debug"
    INFO = "info"
    WARN = "warn"
    ERROR = "error"


def levels_from(least: Level) -> tuple[Level, ...]:
    """That level, and whatever is more serious."""
    levels = tuple(Level)
    return levels[levels.index(least) :]


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of a container.

    Attributes:
        moment: when it was written, as the kubelet has it, in RFC 3339.
        pod: whose it is.
        text: the line itself.
        fields: of a JSON object; none where it is plain text.
    """

    moment: str
    pod: str
    text: str
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def level(self) -> Level | None:
        """How serious it is; None where it does not say."""
        if self.fields:
            said = str(self.fields.get("level", "")).lower()
            said = {"warning": "warn", "critical": "error", "fatal": "error"}.get(said, said)
            return Level(said) if said in set(Level) else None
        found = _PLAIN.search(self.text)
        if found is None:
            return None
        return Level(_PLAIN_LEVELS.get(found[1], found[1].rstrip("0123456789").lower()))

    @property
    def order(self) -> tuple[str, str]:
        """By which lines are in the order of their time."""
        whole, _, fraction = self.moment.rstrip("Z").partition(".")
        return whole, fraction.ljust(9, "0")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines are wanted.

    Attributes:
        level: the least serious one; None for all. What does not say how serious it is, is not
            wanted then.
        workspace, user: whom they are about; "" for anybody.
    """

    level: Level | None = None
    workspace: str = ""
    user: str = ""

    def takes(self, line: LogLine) -> bool:
        """Whether a line is wanted."""
        levels = list(Level)
        if self.level is not None and (
            line.level is None or levels.index(line.level) < levels.index(self.level)
        ):
            return False
        return all(
            not value or line.fields.get(key) == value
            for key, value in (("workspaceId", self.workspace), ("userId", self.user))
        )


def parse(pod: str, raw: str) -> LogLine:
    """A line as the API server gives it with its time in front."""
    moment, _, text = raw.partition(" ")
    if text.startswith("{"):
        try:
            fields = json.loads(text)
        except ValueError:
            return LogLine(moment, pod, text)
        return LogLine(moment, pod, text, fields)
    return LogLine(moment, pod, text)


def shown(line: LogLine, *, colour: bool) -> str:
    """A line for a person: time, level, pod, message, and what else it says."""
    moment = _time_of_day(str(line.fields.get("timestamp") or line.moment))
    level = line.level or ""
    message = str(line.fields.get("message", line.text))
    others = " ".join(_others(line.fields))
    parts = [moment, f"{level:<5}", line.pod, message, others]
    moment, level, pod, message, others = (printable(part) for part in parts)
    if not colour:
        return f"{moment} {level} {pod} {message} {others}".rstrip()
    painted = f"{_COLOURS.get(line.level or '', '')}{level}{_END}"
    return f"{_DIM}{moment}{_END} {painted} {_DIM}{pod}{_END} {message} {_DIM}{others}{_END}"


def _others(fields: Mapping[str, Any]) -> Iterator[str]:
    for key, value in fields.items():
        if key not in _TOLD:
            yield f"{key}={value if isinstance(value, str) else json.dumps(value)}"


def _time_of_day(moment: str) -> str:
    """The local time of an RFC 3339 moment; itself where it is none."""
    try:
        found = datetime.fromisoformat(_FRACTION.sub(lambda m: f".{m[1][:6]:0<6}", moment))
    except ValueError:
        return moment
    return found.astimezone().isoformat(sep=" ", timespec="milliseconds")[11:23]
