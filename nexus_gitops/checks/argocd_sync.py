"""Checks that Argo CD keeps the cluster as what is published, by itself and at any time.

Sources: https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/, .../directory/,
.../diffing/, .../sync_windows/ and .../skip_reconcile/
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from nexus_gitops.checks.argocd import chart_of
from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import is_a, items
from nexus_gitops.checks.objects.place import Place
from nexus_gitops.checks.objects.places import place_of
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.platform.helm_charts import HelmChart

_GROUP: Final = "argoproj.io"
_SKIP: Final = "argocd.argoproj.io/skip-reconcile"
_BRANCH: Final = "refs/heads/"
_UNSAFE: Final[Mapping[str, str]] = {
    "Force=true": "deletes what it cannot change",
    "Prune=false": "keeps what is gone for ever",
    "Replace=true": "replaces objects, with what controllers wrote into them",
    "Validate=false": "sends what the schema refuses",
}
_WIDE: Final = frozenset(
    {"", ".", ".data", ".metadata", ".spec", "/", "/data", "/metadata", "/spec"}
)
_TEMPLATE: Final = ("/spec/template", ".spec.template")


def check_argocd_sync(
    argocd_objects: Sequence[KubeObject], branch: str, charts: Sequence[HelmChart] = ()
) -> tuple[Finding, ...]:
    """Rules `argo-automated`, `argo-branch`, `argo-excluded`, `argo-ignored`, `argo-window`,
    `argo-source-type`, `argo-unsafe-option` and `argo-skipped`.

    Args:
        argocd_objects: AppProjects and Applications.
        branch: of the GitOps repository, that is published to.
        charts: of others that the environment has.
    """
    found: list[Finding] = []
    for obj in argocd_objects:
        if is_a(obj, _GROUP, "Application"):
            found += _application(place_of(obj))
            if chart_of(obj, charts) is None:
                found += _published(place_of(obj), branch)
        elif is_a(obj, _GROUP, "AppProject") and any(items(obj, "spec", "syncWindows")):
            found += _windows(place_of(obj))
    return tuple(found)


def _published(application: Place, branch: str) -> Iterator[Finding]:
    """That it brings what is published, all of it and nothing else."""
    revision = application.at("spec", "source", "targetRevision")
    if revision.text().removeprefix(_BRANCH) != branch:
        yield revision.found(
            "argo-branch", f"is not {branch}, where it is published", f"write {_BRANCH}{branch}"
        )
    for field in ("exclude", "include"):
        pattern = application.at("spec", "source", "directory", field)
        if pattern.text():
            yield pattern.found(
                "argo-excluded", "leaves out manifests, which are pruned then", "remove the field"
            )
    for field in ("chart", "helm", "kustomize", "plugin"):
        if application.at("spec", "source").has(field):
            yield application.at("spec", "source", field).bare.found(
                "argo-source-type", "makes other manifests of what is published", "remove the field"
            )
    if application.at("spec").has("sources"):
        yield application.at("spec", "sources").bare.found(
            "argo-source-type", "brings manifests from elsewhere too", "name one source"
        )


def _application(application: Place) -> Iterator[Finding]:
    yield from _automated(application.at("spec", "syncPolicy", "automated"))
    limit = application.at("spec", "syncPolicy", "retry", "limit")
    if limit.number() == 0:
        yield limit.found("argo-automated", "tries no sync again", "write 5")
    for option in application.items("spec", "syncPolicy", "syncOptions"):
        if option.text() in _UNSAFE:
            yield option.found("argo-unsafe-option", _UNSAFE[option.text()], "remove it")
    for ignored in application.items("spec", "ignoreDifferences"):
        yield from _ignored(ignored)
    skipped = application.at("metadata", "annotations", _SKIP)
    if skipped.value is not None:
        yield skipped.found("argo-skipped", "stops all syncs", "remove the annotation")


def _automated(automated: Place) -> Iterator[Finding]:
    if automated.value is None:
        yield automated.found(
            "argo-automated", "is not set, so nothing is synced", "set prune and selfHeal to true"
        )
        return
    wanted = {"prune": True, "selfHeal": True}
    for field, value in wanted.items():
        place = automated.at(field)
        if place.value is not value:
            why = "is not set" if place.value is None else "lets the cluster drift"
            yield place.found("argo-automated", why, "set it to true")
    if automated.at("enabled").value is False:
        yield automated.at("enabled").found(
            "argo-automated", "turns all of it off", "remove the field"
        )
    if automated.at("allowEmpty").value is True:
        yield automated.at("allowEmpty").found(
            "argo-automated", "lets an empty folder delete everything", "set it to false"
        )


def _ignored(ignored: Place) -> Iterator[Finding]:
    if ignored.value and "*" in (ignored.text("kind"), ignored.text("group")):
        yield ignored.at("kind").found("argo-ignored", "is every kind", "name the kind")
    for pointer in (*ignored.items("jsonPointers"), *ignored.items("jqPathExpressions")):
        if pointer.text() in _WIDE or pointer.text().startswith(_TEMPLATE):
            yield pointer.found(
                "argo-ignored", "hides every change from Argo CD", "name the one field"
            )
    for manager in ignored.items("managedFieldsManagers"):
        if manager.text() in ("*", "argocd-controller"):
            yield manager.found("argo-ignored", "is Argo CD itself", "name another manager")


def _windows(project: Place) -> Iterator[Finding]:
    for window in project.items("spec", "syncWindows"):
        kind = window.at("kind")
        if kind.value is not None:
            yield kind.found(
                "argo-window",
                "holds up releases, also the one that mends something",
                "remove the window",
            )
