"""What the API server would make of everything that is rendered: asked by a dry run, object by object.

A dry run goes through all that an apply goes through, admission and defaults too, and is not kept.
Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from nexus_gitops.argocd.layout import environment_path
from nexus_gitops.checks.findings import Finding, Severity
from nexus_gitops.cluster.api import Api
from nexus_gitops.cluster.bootstrap import ARGOCD
from nexus_gitops.cluster.inventory import found_of, kind_of
from nexus_gitops.cluster.kinds import NAMESPACE
from nexus_gitops.cluster.ownership import TRACKING
from nexus_gitops.errors import RefusedError
from nexus_gitops.manifests.identity import KubeObject, identity
from nexus_gitops.manifests.reader import from_yaml
from nexus_gitops.manifests.writer import to_yaml
from nexus_gitops.rendering.synthesis import Request, synthesise

RULE: Final = "server-refused"
_HOOK: Final = "argocd.argoproj.io/hook"
_APPLIED: Final = "kubectl.kubernetes.io/last-applied-configuration"
_FILLED_IN: Final = (
    *("creationTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid"),
    *("deletionTimestamp", "ownerReferences"),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the API server says of one object.

    Attributes:
        application: the Application that applies it.
        path: of its manifest, below the environment's folder.
        obj: as it is rendered.
        live: as it is in the cluster; None where it is not.
        result: as it would be; None where that was refused or not asked.
        refusal: why it is refused, in the server's words; "" where it is not.
        unasked: why it was not asked; "" where it was.
    """

    application: str
    path: str
    obj: KubeObject
    live: KubeObject | None
    result: KubeObject | None
    refusal: str = ""
    unasked: str = ""

    @property
    def is_hook(self) -> bool:
        """Whether it is made anew in each sync, so that what is there does not matter."""
        return _HOOK in (self.obj["metadata"].get("annotations") or {})


def answers(api: Api, environment: str, on_progress: Callable[[str], None]) -> tuple[Answer, ...]:
    """What the API server says of each object of an environment; nothing is changed.

    Raises:
        UnreachableError: the cluster did not answer, or does not let us in.
    """
    (synthesis,) = synthesise([Request(environment)])
    found = []
    for application, files in synthesis.applications.items():
        for name, text in files.items():
            obj = from_yaml(text, name)
            on_progress(f"asking for {identity(obj)}")
            found.append(_ask(api, application, f"{application}/{name}", obj))
    return tuple(found)


def findings(asked: tuple[Answer, ...], environment: str) -> tuple[Finding, ...]:
    """What the API server refuses, and what it could not be asked."""
    return tuple(
        Finding(
            object=str(identity(one.obj)),
            field="",
            rule=RULE,
            message=one.refusal or one.unasked,
            fix="the server's own words tell what is wrong" if one.refusal else "ask again then",
            environment=environment,
            severity=Severity.ERROR if one.refusal else Severity.WARNING,
            path=f"dist/{environment}/{one.path}",
            application=one.application,
        )
        for one in asked
        if one.refusal or one.unasked
    )


def before_and_after(
    api: Api, environment: str, asked: tuple[Answer, ...]
) -> tuple[dict[str, str], dict[str, str]]:
    """What is in the cluster, and what would be, as manifests by path.

    What is ours there and not rendered any more is among the first alone. What the server refuses
    is among the second as it is rendered.
    """
    folder = environment_path(environment)
    known = {identity(one.obj) for one in asked}
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for one in asked:
        if one.is_hook:
            continue
        path = f"{folder}/{one.path}"
        if one.live is not None:
            before[path] = _text(one.live)
        after[path] = _text(one.result or one.obj)
    for stale in found_of(api, [one.obj for one in asked]):
        if stale.identity in known or stale.holds_data:
            continue
        obj = api.find(stale.kind, stale.identity.name, stale.identity.namespace)
        if obj is not None:
            before[f"{folder}/{asked[0].application}/{stale.identity.file_name}"] = _text(obj)
    return before, after


def _ask(api: Api, application: str, path: str, obj: KubeObject) -> Answer:
    metadata = obj["metadata"]
    name, namespace = metadata["name"], metadata.get("namespace", "")
    try:
        kind = kind_of(api, obj)
        if namespace and api.find(NAMESPACE, namespace) is None:
            unasked = (
                f"the namespace {namespace} is not there yet, and nobody can be asked about it"
            )
            return Answer(application, path, obj, None, None, unasked=unasked)
        live = api.find(kind, name, namespace)
        asked = Answer(application, path, obj, live, None)
        rehearsed = _renamed(obj) if asked.is_hook else obj
    except RefusedError as error:
        return Answer(application, path, obj, None, None, refusal=error.message)
    try:
        result = api.rehearse(kind, rehearsed, ARGOCD)
    except RefusedError as error:
        return Answer(application, path, obj, live, None, refusal=error.message)
    return Answer(application, path, obj, live, result)


def _renamed(obj: KubeObject) -> KubeObject:
    metadata = obj["metadata"]
    return {**obj, "metadata": {**metadata, "name": f"{metadata['name']}-dry-run"}}


def comparable(obj: KubeObject) -> KubeObject:
    """An object without what the API server and its controllers fill in."""
    metadata = {key: value for key, value in obj["metadata"].items() if key not in _FILLED_IN}
    annotations = dict(_without_bookkeeping(metadata.pop("annotations", None) or {}))
    if annotations:
        metadata["annotations"] = annotations
    return {**{key: value for key, value in obj.items() if key != "status"}, "metadata": metadata}


def _without_bookkeeping(annotations: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in annotations.items():
        if key not in (_APPLIED, TRACKING) and not key.startswith("deployment.kubernetes.io/"):
            yield key, value


def _text(obj: KubeObject) -> str:
    return to_yaml(comparable(obj))
