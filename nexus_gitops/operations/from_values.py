"""A Helm user's file of values becomes an environment of the platform."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import msgspec
import yaml

from nexus_gitops.chart import process
from nexus_gitops.chart.inputs import Inputs, environment_of
from nexus_gitops.chart.modules import module_of
from nexus_gitops.chart.source import source
from nexus_gitops.chart.values import from_values, merged
from nexus_gitops.errors import LocalError, NexusError, UsageError
from nexus_gitops.files import replace_file
from nexus_gitops.images.image import dump_lock
from nexus_gitops.manifests.reader import documents
from nexus_gitops.platform import loading
from nexus_gitops.platform.project import platform

_SHOWN: Final = 3
_UNRELEASED: Final = "0.0.0"


@dataclass(frozen=True, slots=True)
class NewEnvironment:
    """An environment that no module says yet.

    Attributes:
        name: its name.
        files: text by path of its module and its lock file.
    """

    name: str
    files: dict[Path, str]

    def write(self) -> None:
        """Put the files where they belong."""
        for path, text in self.files.items():
            replace_file(path, text.encode())


def from_values_file(file: Path, name: str, like: str) -> NewEnvironment:
    """The environment that a file of values says.

    Args:
        file: values for the platform's chart, as `helm install --values` takes them.
        name: of the environment; that of the values where it is "".
        like: the environment whose cluster, repository and versions it has, which no values say.

    Raises:
        UsageError: the file holds no values of the chart, or there is such an environment.
        LocalError: the file cannot be read.
    """
    chart = process.files(_UNRELEASED)
    values = merged(yaml.safe_load(chart["values.yaml"]), _read(file))
    wanted = name or values.get("name") or ""
    if not wanted:
        raise UsageError(f"{file} says no name", "name the environment with --name")
    values |= {"name": wanted, "namespace": values.get("namespace") or wanted}
    _check(values, json.loads(chart["values.schema.json"]), file)
    if wanted in loading.names():
        raise UsageError(
            f"there is an environment {wanted} already", "name another one with --name"
        )
    told = source()
    shape = Inputs(told.standard, platform().images, told.leaves_out).shape
    try:
        env, images = environment_of(from_values(shape, values), loading.load(like))
    except (ValueError, msgspec.MsgspecError, NexusError) as error:
        raise UsageError(f"{file}: {' '.join(str(error).split())}", "correct the values") from error
    return NewEnvironment(
        wanted,
        {
            loading.folder() / f"{wanted}.py": module_of(env, f"{wanted}: from {file.name}"),
            loading.folder() / f"{wanted}.images.json": dump_lock(images),
        },
    )


def _read(file: Path) -> dict[str, Any]:
    try:
        text = file.read_text("utf-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise LocalError(f"{file} cannot be read: {reason}") from error
    found = documents(text, str(file))
    if len(found) > 1 or not isinstance(found[0] if found else {}, dict | None):
        raise UsageError(f"{file} holds no values", "write one mapping")
    return (found[0] if found else None) or {}


def _check(values: dict[str, Any], schema: dict[str, Any], file: Path) -> None:
    """See that Helm would take them."""
    mistakes = [
        f"{'.'.join(map(str, error.instance_path)) or 'the values'}: {error.message}"
        for error in jsonschema_rs.validator_for(schema).iter_errors(values)
    ]
    if mistakes:
        more = f" (and {len(mistakes) - _SHOWN} more)" if len(mistakes) > _SHOWN else ""
        raise UsageError(f"{file}: {'; '.join(mistakes[:_SHOWN])}{more}", "correct the values")
