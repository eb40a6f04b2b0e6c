"""Checks that Argo CD's definitions fit the objects that they bring into the cluster.

Sources: https://argo-cd.readthedocs.io/en/stable/user-guide/projects/, .../directory/ and
.../sync-options/
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from nexus_gitops.argocd.layout import ARGOCD_PATH, application_path
from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import group, is_a, items, mapping, name, shown, text, title
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.manifests.kinds import derived_kinds
from nexus_gitops.platform.application import Deployed
from nexus_gitops.platform.helm_charts import HelmChart

_GROUP: Final = "argoproj.io"


@dataclass(frozen=True, slots=True)
class _Applied:
    """An Application object with its project and what it applies.

    `permitted` are the kinds that the project may allow although none of them is rendered.
    """

    application: KubeObject
    project: KubeObject
    objects: Sequence[KubeObject]
    permitted: frozenset[tuple[str, str]]


def check_argocd(
    deployed: Sequence[Deployed],
    argocd_objects: Sequence[KubeObject],
    environment: str,
    charts: Sequence[HelmChart] = (),
) -> tuple[Finding, ...]:
    """Rules `argo-missing`, `argo-project`, `argo-recurse`, `argo-source`, `argo-path`, `argo-destination`,
    `argo-namespace`, `argo-whitelist` and `argo-wildcard`.

    Args:
        deployed: the environment's Applications.
        environment: name of the environment.
        argocd_objects: AppProjects and Applications; the one that watches the folder of
            the Argo CD definitions applies these themselves.
        charts: of others that the environment has: what they bring is not known here, and their
            projects allow no other kinds than they declare.
    """
    projects = {name(obj): obj for obj in argocd_objects if is_a(obj, _GROUP, "AppProject")}
    by_path = {application_path(environment, one.application.name): one for one in deployed}
    findings: list[Finding] = [*_missing(by_path, argocd_objects)]
    brought = [(obj, one) for obj in argocd_objects if (one := chart_of(obj, charts))]
    of_charts = {text(obj, "spec", "project"): one for obj, one in brought}
    for project in projects.values():
        findings += _wildcards(project, of_charts.get(name(project)))
    for application in argocd_objects:
        if not is_a(application, _GROUP, "Application"):
            continue
        if chart := chart_of(application, charts):
            findings += _chart(application, projects, chart)
            continue
        findings += _recurse(application)
        findings += _path(application, by_path)
        found = projects.get(text(application, "spec", "project"))
        if found is None:
            findings.append(_no_project(application, projects))
            continue
        applied = _applied(application, found, by_path, argocd_objects)
        if applied is None:  # nobody knows what it would apply
            continue
        findings += _source(applied)
        findings += _destination(applied)
        findings += _namespace(applied)
        findings += _whitelists(applied)
    return tuple(findings)


def chart_of(application: KubeObject, charts: Iterable[HelmChart]) -> HelmChart | None:
    """The chart that an Application brings; None where it is none that the environment has."""
    source = mapping(application, "spec", "source")
    said = tuple(source.get(key) for key in ("repoURL", "chart", "targetRevision"))
    return next((c for c in charts if (c.repository, c.chart, c.version) == said), None)


def _chart(
    application: KubeObject, projects: Mapping[str, KubeObject], chart: HelmChart
) -> Iterator[Finding]:
    project = projects.get(text(application, "spec", "project"))
    if project is None:
        yield _no_project(application, projects)
        return
    applied = _Applied(application, project, (), frozenset())
    yield from _source(applied)
    yield from _destination(applied)
    cluster = {(*kind, "") for kind in chart.cluster_kinds}
    if chart.namespace_labels:
        cluster.add(("", "Namespace", chart.namespace))
    yield from _whitelist(applied, "clusterResourceWhitelist", cluster, frozenset())
    spare = derived_kinds()
    yield from _whitelist(applied, "namespaceResourceWhitelist", set(chart.kinds), spare)


def _applied(
    application: KubeObject,
    project: KubeObject,
    by_path: Mapping[str, Deployed],
    argocd_objects: Sequence[KubeObject],
) -> _Applied | None:
    path = text(application, "spec", "source", "path")
    if path == ARGOCD_PATH:
        return _Applied(application, project, argocd_objects, frozenset())
    if path not in by_path:
        return None
    deployed = by_path[path]
    return _Applied(application, project, deployed.objects, deployed.application.permits)


def _missing(
    by_path: Mapping[str, Deployed], argocd_objects: Sequence[KubeObject]
) -> Iterator[Finding]:
    watched = {
        text(obj, "spec", "source", "path")
        for obj in argocd_objects
        if is_a(obj, _GROUP, "Application")
    } - {ARGOCD_PATH, ""}
    astray = watched - by_path.keys()  # told already, each of one that may be meant
    for path in sorted(by_path.keys() - watched)[len(astray) :]:
        yield Finding(
            object="Application/(missing)",
            field="",
            rule="argo-missing",
            message=f"no Application watches {path}, so nothing of it would run",
            fix="add one to the Argo CD definitions",
        )


def _wildcards(project: KubeObject, chart: HelmChart | None) -> Iterator[Finding]:
    places: list[tuple[str, Any]] = []
    repositories = mapping(project, "spec").get("sourceRepos")
    for index, repository in enumerate(repositories if isinstance(repositories, list) else ()):
        places.append((f"spec.sourceRepos[{index}]", repository))
    for field in ("destinations", "clusterResourceWhitelist", "namespaceResourceWhitelist"):
        for index, entry in items(project, "spec", field):
            places += [(f"spec.{field}[{index}].{key}", value) for key, value in entry.items()]
    for index, entry in items(project, "spec", "clusterResourceWhitelist"):
        if not text(entry, "name") and chart is None:  # nobody knows what names it brings
            places.append((f"spec.clusterResourceWhitelist[{index}].name", "*"))
    for path, value in places:
        if isinstance(value, str) and "*" in value:
            yield Finding(
                object=title(project),
                field=path,
                rule="argo-wildcard",
                message=f"{value} allows more than is rendered",
                fix="name exactly what is needed",
            )


def _recurse(application: KubeObject) -> Iterator[Finding]:
    recurse = mapping(application, "spec", "source", "directory").get("recurse")
    if recurse is not True:
        yield Finding(
            object=title(application),
            field="spec.source.directory.recurse",
            rule="argo-recurse",
            message=f"is {shown(recurse)}" if recurse is not None else "is not set",
            fix="set it to true: what Argo CD does not read it prunes",
        )


def _path(application: KubeObject, paths: Iterable[str]) -> Iterator[Finding]:
    path = text(application, "spec", "source", "path")
    if path not in {*paths, ARGOCD_PATH}:
        yield Finding(
            object=title(application),
            field="spec.source.path",
            rule="argo-path",
            message=f"{path or '(none)'} is not where the environment is published",
            fix=f"set it to {' or '.join(paths)}",
        )


def _no_project(application: KubeObject, projects: Mapping[str, KubeObject]) -> Finding:
    return Finding(
        object=title(application),
        field="spec.project",
        rule="argo-project",
        message=f"there is no AppProject {text(application, 'spec', 'project') or '(none)'}",
        fix=f"name one of {', '.join(sorted(projects)) or 'those you add'}; `default` allows all",
    )


def _source(applied: _Applied) -> Iterator[Finding]:
    repository = text(applied.application, "spec", "source", "repoURL")
    allowed = mapping(applied.project, "spec").get("sourceRepos")
    if not isinstance(allowed, list) or repository not in allowed:
        yield Finding(
            object=title(applied.application),
            field="spec.source.repoURL",
            rule="argo-source",
            message=f"{title(applied.project)} does not allow {repository or '(none)'}",
            fix="add it to the project's sourceRepos",
        )


def _destination(applied: _Applied) -> Iterator[Finding]:
    wanted = mapping(applied.application, "spec", "destination")
    allowed = [dict(entry) for _, entry in items(applied.project, "spec", "destinations")]
    if dict(wanted) not in allowed:
        yield Finding(
            object=title(applied.application),
            field="spec.destination",
            rule="argo-destination",
            message=f"{title(applied.project)} does not allow {shown(wanted)}",
            fix="add server and namespace to the project's destinations",
        )


def _namespace(applied: _Applied) -> Iterator[Finding]:
    """Without the namespace of the same name the first dry run fails."""
    application = applied.application
    destination = text(application, "spec", "destination", "namespace")
    rendered = [name(obj) for obj in applied.objects if is_a(obj, "", "Namespace")]
    used = {text(obj, "metadata", "namespace") for obj in applied.objects} - {""}
    for namespace in sorted({*rendered, *used} - {destination}):
        yield Finding(
            object=title(application),
            field="spec.destination.namespace",
            rule="argo-namespace",
            message=f"is {destination or 'not set'}, but what it applies is in {namespace}",
            fix=f"set it to {namespace}",
        )
    policy = mapping(application, "spec", "syncPolicy")
    options = policy.get("syncOptions")
    creates = isinstance(options, list) and "CreateNamespace=true" in options
    if rendered and (creates or "managedNamespaceMetadata" in policy):
        field = "syncOptions" if creates else "managedNamespaceMetadata"
        yield Finding(
            object=title(application),
            field=f"spec.syncPolicy.{field}",
            rule="argo-namespace",
            message=f"makes the namespace {destination}, which is rendered too (argo-cd#16995)",
            fix="remove it, or the rendered Namespace",
        )


def _whitelists(applied: _Applied) -> Iterator[Finding]:
    cluster = {
        (group(obj), str(obj["kind"]), name(obj))
        for obj in applied.objects
        if not text(obj, "metadata", "namespace")
    }
    namespaced = {
        (group(obj), str(obj["kind"]))
        for obj in applied.objects
        if text(obj, "metadata", "namespace")
    }
    yield from _whitelist(applied, "clusterResourceWhitelist", cluster, frozenset())
    spare = applied.permitted | derived_kinds()
    yield from _whitelist(applied, "namespaceResourceWhitelist", namespaced, spare)


def _whitelist(
    applied: _Applied,
    field: str,
    emitted: set[Any],
    spare: frozenset[tuple[str, str]],
) -> Iterator[Finding]:
    """Kinds that are missing fail the sync; those to spare are a way in for others."""
    keys = ("group", "kind", "name") if field.startswith("cluster") else ("group", "kind")
    allowed = {
        tuple(text(entry, key) for key in keys)
        for _, entry in items(applied.project, "spec", field)
    }
    for entries, problem, fix in (
        (emitted - allowed, "is rendered, but not allowed", "add it"),
        (allowed - emitted - spare, "is allowed, but not rendered", "remove it"),
    ):
        for api_group, *names in sorted(entries):
            yield Finding(
                object=title(applied.project),
                field=f"spec.{field}",
                rule="argo-whitelist",
                message=f"{' '.join(names)} of {api_group or 'the core group'} {problem}",
                fix=fix,
            )
