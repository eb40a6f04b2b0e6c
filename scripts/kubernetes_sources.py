"""What the sources of each Kubernetes minor version say of its kinds and fields.

The published OpenAPI documents tell no enumerations, because they are written with the
feature off that makes an API server tell them; the Go code that it is served from has them.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from go_modules import GoModule

_MODULE: Final = "k8s.io/kubernetes"

RELEASES: Final[Mapping[str, GoModule]] = {
    "1.27": GoModule(_MODULE, "v1.27.16", "h1:DHFqj/HTUqHStFlRH9wCKPocqgHsjR6Q/DzYarB2QQE="),
    "1.28": GoModule(_MODULE, "v1.28.0", "h1:p8qq/VoNHnBWinLEi5LO2IvCfzFouN7Jhdz8+L++V+U="),
    "1.29": GoModule(_MODULE, "v1.29.6", "h1:jn8kA/oVOAWZOeoorx6xZ4d+KgGp+Evgi90x9bEI/DE="),
    "1.30": GoModule(_MODULE, "v1.30.14", "h1:MrlKXh9uhLIJpyxOeXhcndzRVSvwiV9iJ8NgH8nqPsg="),
    "1.31": GoModule(_MODULE, "v1.31.14", "h1:UtjLfqvXLuSVDdJ4+NpQCIfFkKkLnAAVmxAEMsnkhjk="),
    "1.32": GoModule(_MODULE, "v1.32.13", "h1:5TGYdZ6YZqdp6h/Rp1vX/4TIoybMPdgv97LCZCtPuNQ="),
    "1.33": GoModule(_MODULE, "v1.33.13", "h1:bmH31xUdSzeA5vk0wZAK9MZp11mdLuzUSeKk0qN3hPQ="),
    "1.34": GoModule(_MODULE, "v1.34.4", "h1:Yy6R4QB8C9kJPp25GFqEvX5XQwY5qzKeqD0Xx6oAcmk="),
    "1.35": GoModule(_MODULE, "v1.35.4", "h1:o/8dBC/pHVpYoGV4OAIytAlNPZbdYVTXJHoYvXC4qzM="),
    "1.36": GoModule(_MODULE, "v1.36.1", "h1:Mt7NKigaZ2KmOmCLhX81lGlH9JU5wjXnYhXnxAun9XA="),
    "1.37": GoModule(_MODULE, "v1.37.2", "h1:A2VDEiObzkYqFTKhSsn0ZEb0RlLEXpHWj93gi2HqEwE="),
}

HOLDS_STATE: Final = frozenset(
    {
        ("", "Namespace"),
        ("", "PersistentVolume"),
        ("", "PersistentVolumeClaim"),
        ("", "Secret"),
        ("apiextensions.k8s.io", "CustomResourceDefinition"),
        ("apps", "StatefulSet"),
    }
)
"""Group and kind of what holds state, as `nexus_gitops.manifests.kinds` means it."""

DERIVED: Final = frozenset({("", "Pod"), ("apps", "ReplicaSet")})
"""Group and kind of what controllers make of workloads."""

_FUNCTION: Final = re.compile(r"^func schema_(\w+)\(ref common", re.MULTILINE)
_FIELD: Final = re.compile(r'^\t{5}"(\w+)": \{$', re.MULTILINE)
_ENUM: Final = re.compile(r"Enum: +\[\]interface\{\}\{(.*)\},")
_COLLECTION: Final = re.compile(
    r"/(?:api|apis/(?P<group>[^/]+))/(?P<version>[^/]+)"
    r"(?P<namespace>/namespaces/\{namespace\})?/(?P<plural>[a-z]+)"
)
_SHORT_GROUP: Final = {"core": "", "storage": "storage.k8s.io"}


def enumerations(release: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Definition, field and allowed values of each enumeration, in a Kubernetes minor version.

    The definition is named as in OpenAPI, as `io.k8s.api.core.v1.Container`. Where a field is
    a list or a map, the values are those of its items.
    """
    text = _read(release, "pkg/generated/openapi/zz_generated.openapi.go")
    parts = _FUNCTION.split(text)
    for function, body in zip(parts[1::2], parts[2::2], strict=True):
        fields = _FIELD.split(body)
        for field, definition in zip(fields[1::2], fields[2::2], strict=True):
            if found := _ENUM.search(definition):
                yield _definition(function), field, tuple(json.loads(f"[{found[1]}]"))


def collections(release: str) -> Iterator[tuple[str, str, str, str, bool]]:
    """Group, version, kind, plural and whether it is namespaced, of each kind to be made."""
    paths: dict[str, Any] = json.loads(_read(release, "api/openapi-spec/swagger.json"))["paths"]
    for path, operations in paths.items():
        match = _COLLECTION.fullmatch(path)
        if match and "post" in operations:
            kind = operations["post"]["x-kubernetes-group-version-kind"]
            yield (
                kind["group"],
                kind["version"],
                kind["kind"],
                match["plural"],
                bool(match["namespace"]),
            )


def _read(release: str, path: str) -> str:
    module = RELEASES[release]
    with module.open() as archive:
        return archive.read(module.folder + path).decode()


def _definition(function: str) -> str:
    """The name in OpenAPI, of `k8sio_api_core_v1_Container`."""
    package, _, name = function.rpartition("_")
    return f"{package.replace('k8sio', 'io.k8s', 1).replace('_', '.')}.{name}"
