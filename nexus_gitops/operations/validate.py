"""Findings of a rendering, worked out once: the same manifests are never checked twice."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import cache

from nexus_gitops.findings import Finding, Severity
from nexus_gitops.manifests.identity import KubeObject, identity
from nexus_gitops.platform import loading
from nexus_gitops.platform.neighbour import Neighbour
from nexus_gitops.platform.project import platform, project
from nexus_gitops.rendering import cache as stored
from nexus_gitops.rendering.inputs import key_of
from nexus_gitops.rendering.synthesis import Synthesis, declared_neighbour

_KIND = "findings"


def findings_of(synthesis: Synthesis) -> tuple[Finding, ...]:
    """Every broken rule in the manifests of one environment, sorted, each with its file.

    Raises:
        LocalError: a manifest is no Kubernetes object.
    """
    key = key_of(synthesis.key, _neighbours_key())
    kept = stored.read(_KIND, key)
    if kept is not None:
        return tuple(Finding(**{**item, "severity": Severity(item["severity"])}) for item in kept)
    found = _check(synthesis)
    stored.write(_KIND, {key: [asdict(finding) for finding in found]})
    return found


@cache
def _neighbours() -> tuple[Neighbour, ...]:
    """All environments, as far as the findings of each depend on them."""
    return tuple(declared_neighbour(name) for name in loading.names())


@cache
def _neighbours_key() -> str:
    return key_of(*map(repr, _neighbours()))


def _check(synthesis: Synthesis) -> tuple[Finding, ...]:
    from nexus_gitops.checks import Subject, check
    from nexus_gitops.platform.application import Deployed

    env = loading.load(synthesis.environment)
    applied = {name: _parsed(files) for name, files in synthesis.applications.items()}
    argocd = _parsed(synthesis.argocd)
    found = check(
        Subject(
            env=env,
            deployed=[
                Deployed(application, list(applied[application.name].values()))
                for application in platform().applications(env)
            ],
            argocd=list(argocd.values()),
            images=loading.images(env.name),
            provided_secrets=platform().provided_secrets(env),
            neighbours=[other for other in _neighbours() if other.name != env.name],
        )
    )
    folders = {
        **{name: (f"dist/{env.name}/{name}", objects) for name, objects in applied.items()},
        "": ("argocd", argocd),
    }
    places = {
        (application, str(identity(obj))): f"{folder}/{name}"
        for application, (folder, objects) in folders.items()
        for name, obj in objects.items()
    }
    texts = {
        **{f"dist/{env.name}/{path}": text for path, text in synthesis.files.items()},
        **{f"argocd/{name}": text for name, text in synthesis.argocd.items()},
    }
    return tuple(sorted(_located(finding, places, texts, env.name) for finding in found))


def _parsed(files: Mapping[str, str]) -> dict[str, KubeObject]:
    from nexus_gitops.manifests.reader import from_yaml

    return {name: from_yaml(text, name) for name, text in files.items()}


def _located(
    finding: Finding,
    places: Mapping[tuple[str, str], str],
    texts: Mapping[str, str],
    environment: str,
) -> Finding:
    from nexus_gitops.manifests.reader import line_of

    path = places.get((finding.application, finding.object))
    if path is None:  # about an object that is missing; what lacks it is the environment
        module = project().shown(loading.module_file(environment))
        return replace(finding, environment=environment, path=module)
    line = line_of(texts[path], finding.field)
    return replace(finding, environment=environment, path=path, line=line)
