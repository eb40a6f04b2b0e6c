"""Argo CD's definitions of environments that come from the chart, in place of plain manifests.

They are those that `synth` writes, with another source: the same project with the same limits,
the same policy, and values that are the environment.

Sources: https://argo-cd.readthedocs.io/en/stable/user-guide/helm/ and .../sync-options/
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import yaml

from nexus_gitops.argocd.layout import application_path
from nexus_gitops.chart.source import source
from nexus_gitops.images.image import Image
from nexus_gitops.manifests.identity import KubeObject, identity
from nexus_gitops.manifests.reader import from_yaml
from nexus_gitops.manifests.writer import to_yaml
from nexus_gitops.platform import loading
from nexus_gitops.rendering.synthesis import Request, Synthesis, synthesise

_CREATE_NAMESPACE: Final = "CreateNamespace=true"


def beyond_the_chart() -> dict[str, tuple[str, ...]]:
    """The fields by which environments are more than the chart makes, by environment."""
    return {
        name: fields
        for name in loading.names()
        if (fields := source().left_out(loading.load(name)))
    }


def chart_applications(files: Mapping[str, str], chart: Image, version: str) -> dict[str, str]:
    """Text by file name of a project and an Application for each environment.

    Those of `beyond_the_chart` are left to their manifests.

    Args:
        files: of the chart, by path.
        chart: where it was pushed.
        version: of it.

    Raises:
        LocalError: a render failed.
    """
    written: dict[str, str] = {}
    beyond = beyond_the_chart()
    wanted = [Request(name) for name in loading.names() if name not in beyond]
    for synthesis in synthesise(wanted):
        values = yaml.safe_load(files[f"values-{synthesis.environment}.yaml"]) or {}
        told = {
            "repoURL": chart.repository.rpartition("/")[0],
            "chart": chart.repository.rpartition("/")[2],
            "targetRevision": version,
            # What `helm test` runs is no hook of Argo CD's, and would be applied as the rest.
            "helm": {
                "releaseName": synthesis.environment,
                "skipTests": True,
                "valuesObject": values,
            },
        }
        for obj in _definitions(synthesis, told):
            written[identity(obj).file_name] = to_yaml(obj)
    return dict(sorted(written.items()))


def _definitions(synthesis: Synthesis, source: Mapping[str, Any]) -> list[KubeObject]:
    """One Application for all of an environment and its project, with that source.

    They are those of the first, and the project permits what those of the others permit.
    """
    name, *_ = synthesis.applications
    objects = [from_yaml(text, file) for file, text in synthesis.argocd.items()]
    application, *others = (
        _with_path(objects, application_path(synthesis.environment, one))
        for one in synthesis.applications
    )
    project = _project_of(objects, application)
    limits = dict(project["spec"])
    for other in others:
        limits = _permitting(limits, _project_of(objects, other)["spec"])
    policy = application["spec"]["syncPolicy"]
    spec = {
        **application["spec"],
        "source": dict(source),
        "syncPolicy": {
            **policy,
            "syncOptions": [*policy["syncOptions"], _CREATE_NAMESPACE],
            "managedNamespaceMetadata": {"labels": _namespace_labels(synthesis, name)},
        },
    }
    limits["sourceRepos"] = [source["repoURL"]]
    return [{**application, "spec": spec}, {**project, "spec": limits}]


def _with_path(objects: Iterable[KubeObject], path: str) -> KubeObject:
    (application,) = [obj for obj in objects if obj["spec"].get("source", {}).get("path") == path]
    return application


def _project_of(objects: Iterable[KubeObject], application: KubeObject) -> KubeObject:
    (project,) = [
        obj
        for obj in objects
        if obj["kind"] == "AppProject" and obj["metadata"]["name"] == application["spec"]["project"]
    ]
    return project


def _permitting(limits: Mapping[str, Any], others: Mapping[str, Any]) -> dict[str, Any]:
    """What a project permits, and another one as well."""
    added = {
        key: [*limits.get(key, []), *(one for one in more if one not in limits.get(key, []))]
        for key, more in others.items()
        if isinstance(more, list)
    }
    return {**limits, **added}


def _namespace_labels(synthesis: Synthesis, application: str) -> dict[str, str]:
    """Those of the Namespace, which is no part of the chart."""
    for file, text in synthesis.applications[application].items():
        obj = from_yaml(text, file)
        if obj["kind"] == "Namespace":
            labels: dict[str, str] = obj["metadata"]["labels"]
            return labels
    return {}
