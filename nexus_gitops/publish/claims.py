"""Which environment claims which namespace of which cluster, as its Applications say.

Two that claim one would prune each other's objects: Argo CD has no way to tell whose they are.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from nexus_gitops.argocd.layout import ARGOCD_PATH, ENVIRONMENTS_PATH
from nexus_gitops.errors import LocalError, RefusedError
from nexus_gitops.publish.release import Release

_APPLICATION: Final = re.compile(rf"{ARGOCD_PATH}/argoproj\.io_application_[^/]+\.yaml")
# Deeper than `metadata.namespace`; a first look, so that most publishes parse nothing.
_NAMESPACE: Final = re.compile(r"^ {3,}namespace: (\S+)$", re.MULTILINE)
_SAME_CLUSTER: Final = {"in-cluster": "https://kubernetes.default.svc"}


@dataclass(frozen=True, slots=True, order=True)
class Claim:
    """A namespace of a cluster.

    Attributes:
        cluster: URL of its API server, or the name that Argo CD knows it by.
        namespace: its name.
    """

    cluster: str
    namespace: str

    def __str__(self) -> str:
        return f"the namespace {self.namespace} of {self.cluster}"


def is_application(path: str) -> bool:
    """Whether an Application is at `path` of the GitOps repository."""
    return bool(_APPLICATION.fullmatch(path))


def check_claims(release: Release, published: Mapping[str, str]) -> None:
    """Stop a release that claims the namespace of another environment.

    Args:
        release: the release.
        published: text by path, with the published Applications.

    Raises:
        RefusedError: another environment claims it too.
    """
    ours = {path: text for path, text in release.files.items() if is_application(path)}
    names = {name for text in ours.values() for name in _NAMESPACE.findall(text)}
    suspects = {
        path: text
        for path, text in published.items()
        if path not in ours
        and is_application(path)
        and not names.isdisjoint(_NAMESPACE.findall(text))
    }
    if not suspects:
        return
    claimed = {claim for _, claim in _claims(ours)}
    for environment, claim in sorted(_claims(suspects)):
        if environment != release.environment and claim in claimed:
            raise RefusedError(
                f"{release.environment} and the published environment {environment} both claim"
                f" {claim}",
                "give one of them another namespace, or take the other one out:"
                f" nexus-gitops env remove {environment}",
            )


def _claims(texts: Mapping[str, str]) -> Iterator[tuple[str, Claim]]:
    """Environment and claim of each Application that has an environment's folder as its source."""
    from nexus_gitops.manifests.reader import documents

    for path, text in texts.items():
        try:
            spec = documents(text, path)[0]["spec"]
            folder, destination = spec["source"]["path"].split("/"), spec["destination"]
            claim = Claim(_cluster(destination), destination["namespace"])
        except (LocalError, LookupError, TypeError, AttributeError):
            continue  # of somebody else, and no Application like ours
        if folder[0] == ENVIRONMENTS_PATH and len(folder) > 1:
            yield folder[1], claim


def _cluster(destination: Mapping[str, Any]) -> str:
    server = str(destination.get("server") or destination["name"]).rstrip("/")
    return _SAME_CLUSTER.get(server, server)
