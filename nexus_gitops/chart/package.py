"""A chart as one file, and as an artifact of a registry; the same bytes for the same chart.

Source: https://helm.sh/docs/topics/registries/
"""

import gzip
import io
import json
import tarfile
from collections.abc import Mapping
from typing import Any, Final

import yaml

from nexus_gitops.errors import UsageError
from nexus_gitops.images.image import Image
from nexus_gitops.images.registry import Artifact, Blob

SCHEME: Final = "oci://"
_CONFIG: Final = "application/vnd.cncf.helm.config.v1+json"
_CONTENT: Final = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
_METADATA: Final = "Chart.yaml"
_TITLES: Final = {
    "org.opencontainers.image.title": "name",
    "org.opencontainers.image.version": "version",
    "org.opencontainers.image.description": "description",
}


def archive(name: str, files: Mapping[str, str]) -> bytes:
    """The chart's files as `helm package` puts them into a .tgz; Chart.yaml comes first."""
    packed = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for path in sorted(files, key=lambda path: (path != _METADATA, path)):
            content = files[path].encode()
            entry = tarfile.TarInfo(f"{name}/{path}")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def artifact(name: str, files: Mapping[str, str]) -> Artifact:
    """The chart as Helm pulls it from a registry."""
    metadata: dict[str, Any] = yaml.safe_load(files[_METADATA])
    config = json.dumps(metadata, separators=(",", ":"), sort_keys=True).encode()
    return Artifact(
        Blob(_CONFIG, config),
        Blob(_CONTENT, archive(name, files)),
        {title: metadata[field] for title, field in _TITLES.items()},
    )


def target_of(address: str, name: str, version: str) -> Image:
    """Where a chart of this version goes.

    Args:
        address: as `oci://registry.example.com/charts`.
        name: of the chart.
        version: of it; a tag has `_` in place of `+`, as Helm has it.

    Raises:
        UsageError: it is no such address.
    """
    if not address.startswith(SCHEME):
        raise UsageError(
            f"{address!r} is no address of a registry",
            "write it as oci://registry.example.com/charts",
        )
    folder = address.removeprefix(SCHEME).rstrip("/")
    return Image(f"{folder}/{name}", version.replace("+", "_"))
