"""The graph of an environment as it is rendered here, or as it is published."""

from typing import TYPE_CHECKING

from nexus_gitops.argocd.layout import application_of
from nexus_gitops.errors import UsageError
from nexus_gitops.operations.graph.model import Graph, graph_of

if TYPE_CHECKING:
    from nexus_gitops.operations.release import Target


def rendered_graph(environment: str) -> Graph:
    """What the source says.

    Raises:
        LocalError: the environment does not render.
    """
    from nexus_gitops.rendering.synthesis import Request, objects_in, synthesise

    (synthesis,) = synthesise([Request(environment)])
    applications = {name: objects_in(files) for name, files in synthesis.applications.items()}
    return graph_of(environment, applications)


def published_graph(target: "Target") -> Graph:
    """What the GitOps repository holds of an environment; the title names the release.

    Raises:
        UsageError: nothing is published.
        UnreachableError: the repository did not answer.
    """
    from nexus_gitops.manifests.reader import from_yaml
    from nexus_gitops.publish import read_published

    name = target.environment
    published = read_published(target.address, target.branch, name)
    if not published.record:
        raise UsageError(f"{name} is not published there", "leave --published out, or check --repo")
    applications: dict[str, list[dict[str, object]]] = {}
    for path, text in sorted(published.files.items()):
        if part := application_of(path):
            applications.setdefault(part, []).append(from_yaml(text, path))
    return graph_of(f"{name}, release {published.commit[:12]}", applications)
