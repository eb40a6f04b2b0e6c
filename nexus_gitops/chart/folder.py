"""A chart as a folder, whole: what is in it is what was derived, and nothing else."""

from collections.abc import Mapping
from pathlib import Path

import yaml

from nexus_gitops.errors import LocalError, RefusedError
from nexus_gitops.rendering.dist import Change

_METADATA = "Chart.yaml"


def plan(root: Path, files: Mapping[str, str], name: str) -> Change:
    """Toward `root` holding exactly these files.

    Args:
        root: the folder; there, empty, or the chart of this name.
        files: text by path below it.
        name: of the chart.

    Raises:
        RefusedError: something else is in the folder.
        LocalError: the disk does not let us read.
    """
    try:
        present = {
            path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()
        }
        if present and _chart_in(root) != name:
            raise RefusedError(
                f"{root} holds something else than the chart {name}",
                "name an empty folder with --output, or remove what is in it",
            )
        written = {
            path: text
            for path, text in sorted(files.items())
            if path not in present or present[path].read_bytes() != text.encode()
        }
    except OSError as error:
        raise LocalError(
            f"{error.filename} cannot be used: {error.strerror}", "check the folder and its owner"
        ) from error
    return Change(
        root=root,
        written=written,
        removed=tuple(sorted(present.keys() - files.keys())),
        unchanged=len(files) - len(written),
    )


def _chart_in(root: Path) -> str:
    try:
        found = yaml.safe_load((root / _METADATA).read_text("utf-8"))
    except (FileNotFoundError, ValueError, yaml.YAMLError):
        return ""
    return str(found.get("name", "")) if isinstance(found, dict) else ""
