"""Findings of a rendering, worked out once: the same manifests are never checked twice."""

from dataclasses import asdict, replace

from nexus_gitops.findings import Finding, Severity
from nexus_gitops.manifests.identity import identity
from nexus_gitops.rendering import cache
from nexus_gitops.rendering.synthesis import Synthesis

_KIND = "findings"


def findings_of(synthesis: Synthesis) -> tuple[Finding, ...]:
    """Every broken rule in the manifests of one environment, sorted, each with its file.

    Raises:
        LocalError: a manifest is no Kubernetes object.
    """
    kept = cache.read(_KIND, synthesis.key)
    if kept is not None:
        return tuple(Finding(**{**item, "severity": Severity(item["severity"])}) for item in kept)
    found = _check(synthesis)
    cache.write(_KIND, synthesis.key, [asdict(finding) for finding in found])
    return found


def _check(synthesis: Synthesis) -> tuple[Finding, ...]:
    from nexus_gitops.checks import check
    from nexus_gitops.manifests.reader import from_yaml
    from nexus_gitops.platform import loading

    texts = {
        **{f"dist/{synthesis.environment}/core/{n}": t for n, t in synthesis.core.items()},
        **{f"argocd/{name}": text for name, text in synthesis.argocd.items()},
    }
    core = [from_yaml(text, name) for name, text in synthesis.core.items()]
    argocd = [from_yaml(text, name) for name, text in synthesis.argocd.items()]
    paths = {str(identity(obj)): path for obj, path in zip([*core, *argocd], texts, strict=True)}
    known = [loading.load(name) for name in loading.names()]
    found = check(loading.load(synthesis.environment), core, argocd, known)
    return tuple(sorted(_located(finding, paths, texts, synthesis) for finding in found))


def _located(
    finding: Finding, paths: dict[str, str], texts: dict[str, str], synthesis: Synthesis
) -> Finding:
    from nexus_gitops.manifests.reader import line_of

    path = paths.get(finding.object)
    if path is None:  # about an object that is missing; what lacks it is the environment
        module = f"nexus_platform/environments/{synthesis.environment}.py"
        return replace(finding, environment=synthesis.environment, path=module)
    return replace(
        finding,
        environment=synthesis.environment,
        path=path,
        line=line_of(texts[path], finding.field),
    )
