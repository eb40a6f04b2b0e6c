"""The named templates of a chart."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Definitions:
    """What `_helpers.tpl` defines.

    Args:
        chart: its name, which begins the names of its templates.
    """

    chart: str
    _texts: dict[str, str] = field(default_factory=dict)

    def add(self, called: str, lines: Sequence[str]) -> str:
        """The name of the template of these lines, made of what it should be called."""
        name, n = f"{self.chart}.{called}", 1
        while name in self._texts:
            n += 1
            name = f"{self.chart}.{called}{n}"
        self._texts[name] = "\n".join([f'{{{{- define "{name}" -}}}}', *lines, "{{- end }}", ""])
        return name

    def text(self) -> str:
        """All of them, in the order in which they were added."""
        return "\n".join(self._texts.values())
