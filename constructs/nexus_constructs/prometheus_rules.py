"""Rules of Prometheus as typed data, free of cdk8s.

Source: https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

Severity = Literal["critical", "warning"]
"""Whether somebody is woken, or looks at it in the morning."""

_RECORDED: Final = re.compile(r"[a-z_]+:[a-z0-9_]+:[a-z0-9_]+")
_ALERT: Final = re.compile(r"([A-Z][a-z]+)+")
_DURATION: Final = re.compile(r"[1-9][0-9]*[smhd]")


@dataclass(frozen=True, slots=True)
class Recording:
    """A query whose answer is kept under a name.

    Attributes:
        name: as `level:metric:operations`, the convention of Prometheus.
        query: in PromQL.

    Raises:
        ValueError: the name does not follow the convention.
    """

    name: str
    query: str

    def __post_init__(self) -> None:
        if not _RECORDED.fullmatch(self.name):
            raise ValueError(f"{self.name} is no name as level:metric:operations; give it one")

    def document(self) -> Mapping[str, Any]:
        """As a file of rules has it."""
        return {"record": self.name, "expr": self.query}


@dataclass(frozen=True, slots=True)
class Alert:
    """A query whose every answer is something that somebody has to look at.

    Attributes:
        name: says what is wrong, as `DatabaseIsDown`; also of its runbook.
        query: in PromQL.
        lasting: how long it must hold, as `5m`.
        severity: see `Severity`.
        summary: what is wrong, for whoever is woken; may hold templates as `{{ $labels.pod }}`.

    Raises:
        ValueError: the name or the duration is none, or there is no summary.
    """

    name: str
    query: str
    lasting: str
    severity: Severity
    summary: str

    def __post_init__(self) -> None:
        if not _ALERT.fullmatch(self.name):
            raise ValueError(f"{self.name} is no name as DatabaseIsDown; give the alert one")
        if not _DURATION.fullmatch(self.lasting):
            raise ValueError(f"{self.name} lasts {self.lasting!r}; write it as 5m")
        if not self.summary:
            raise ValueError(f"{self.name} has no summary; say what is wrong")

    def document(self, *, labels: Mapping[str, str], runbooks: str) -> Mapping[str, Any]:
        """As a file of rules has it.

        Args:
            labels: of every alert, beside its severity.
            runbooks: where the runbooks are, a file an alert.
        """
        return {
            "alert": self.name,
            "expr": self.query,
            "for": self.lasting,
            "labels": {"severity": self.severity, **labels},
            "annotations": {
                "summary": self.summary,
                "runbook_url": f"{runbooks}/{self.name}.md",
            },
        }


@dataclass(frozen=True, slots=True)
class Group:
    """Rules that are worked out one after another, each seeing what those before it recorded."""

    name: str
    rules: tuple[Recording | Alert, ...]

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Those of its rules that are alerts."""
        return tuple(rule for rule in self.rules if isinstance(rule, Alert))

    def document(self, *, labels: Mapping[str, str], runbooks: str) -> Mapping[str, Any]:
        """As a file of rules has it; see `Alert.document`."""
        return {
            "name": self.name,
            "rules": [
                rule.document(labels=labels, runbooks=runbooks)
                if isinstance(rule, Alert)
                else rule.document()
                for rule in self.rules
            ],
        }
