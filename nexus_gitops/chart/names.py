"""How a value is called in the chart: as Helm has it, in camelCase."""

import re
from typing import Final

from nexus_gitops.chart.inputs import IMAGES

_FIELD: Final = re.compile(r"_([a-z0-9])")
_IN_PROSE: Final = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")


def value_name(field: str) -> str:
    """A field of the environment as a value: `cpu_request` is `cpuRequest`."""
    return _FIELD.sub(lambda letter: letter[1].upper(), field)


def value_path(path: tuple[str, ...]) -> tuple[str, ...]:
    """A path of fields as a path of values; the names of images are data."""
    if path[0] == IMAGES:
        return path
    return tuple(map(value_name, path))


def in_values(prose: str) -> str:
    """A message about fields, with the names that they have as values."""
    return _IN_PROSE.sub(lambda name: value_name(name[0]), prose)
