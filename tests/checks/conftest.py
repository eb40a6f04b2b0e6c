"""A valid environment, and ways to break it in one place."""

import copy
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from nexus_constructs.kinds import KINDS
from nexus_gitops.argocd.layout import CORE
from nexus_gitops.checks.findings import Finding
from nexus_gitops.manifests.identity import KubeObject, identity
from nexus_gitops.platform.application import Application, Deployed

_FOLDER = Path(__file__).parent
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")

Place = str | tuple[str | int, ...]
"""A field as findings name it; a tuple of keys where a key has dots."""


class Objects:
    """A valid set of objects by title; each method gives a changed copy as a list."""

    def __init__(self, objects: Iterable[KubeObject]) -> None:
        self._objects = {str(identity(obj)): obj for obj in objects}

    @property
    def all(self) -> list[KubeObject]:
        return copy.deepcopy(list(self._objects.values()))

    def __getitem__(self, title: str) -> KubeObject:
        return copy.deepcopy(self._objects[title])

    def with_field(self, title: str, place: Place, value: Any) -> list[KubeObject]:
        """The objects with the field set, and the mappings to it made."""
        return self._edited(title, place, lambda parent, key: parent.__setitem__(key, value))

    def without_field(self, title: str, place: Place) -> list[KubeObject]:
        return self._edited(title, place, lambda parent, key: parent.__delitem__(key))

    def without(self, *titles: str) -> list[KubeObject]:
        return [
            obj for title, obj in zip(self._objects, self.all, strict=True) if title not in titles
        ]

    def plus(self, *objects: KubeObject) -> list[KubeObject]:
        return [*self.all, *objects]

    def _edited(
        self, title: str, place: Place, edit: Callable[[Any, str | int], None]
    ) -> list[KubeObject]:
        objects = {known: self[known] for known in self._objects}
        *parents, last = _keys(place)
        parent: Any = objects[title]
        for key in parents:
            parent = parent.setdefault(key, {}) if isinstance(parent, dict) else parent[key]
        edit(parent, last)
        return list(objects.values())


def _keys(place: Place) -> tuple[str | int, ...]:
    if isinstance(place, tuple):
        return place
    return tuple(name or int(index) for name, index in _STEP.findall(place))


def _load(name: str) -> Objects:
    # By way of JSON, because YAML's aliases are one object, and editing one would edit all.
    return Objects(json.loads(json.dumps(yaml.safe_load((_FOLDER / name).read_text()))))


def _rendered(*_: object) -> Any:
    raise AssertionError("what is judged was rendered before")


@pytest.fixture(scope="session")
def deployed() -> Callable[..., Deployed]:
    """Makes an Application of objects: `core`, in the namespace `shop`, unless told otherwise."""

    def deploy(objects: Iterable[KubeObject], **changes: Any) -> Deployed:
        standard = {
            "name": CORE,
            "namespace": "shop",
            "destination": "https://kubernetes.default.svc",
            "objects": _rendered,
            "permits": KINDS,
        }
        return Deployed(Application(**{**standard, **changes}), list(objects))

    return deploy


@pytest.fixture(scope="session")
def environment() -> Objects:
    """See environment.yaml."""
    return _load("environment.yaml")


@pytest.fixture(scope="session")
def argocd() -> Objects:
    """See argocd.yaml."""
    return _load("argocd.yaml")


@pytest.fixture(scope="session")
def where() -> Callable[[Iterable[Finding]], list[tuple[str, str, str]]]:
    """Object, rule and field of each finding, sorted."""

    def located(findings: Iterable[Finding]) -> list[tuple[str, str, str]]:
        return sorted((finding.object, finding.rule, finding.field) for finding in findings)

    return located
