"""Which cluster the tests run on, and why."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from helm import helm

from tests.e2e import argocd, gitops
from tests.e2e.controlplane import binaries, nodes
from tests.e2e.controlplane.plane import ControlPlane, control_plane
from tests.e2e.gitops import GitOps
from tests.e2e.kube import Kube, UnusableError

KUBECONFIG = "KUBECONFIG"
REPOSITORY = "NEXUS_E2E_REPO"
INSTALL = "NEXUS_E2E_INSTALL_ARGOCD"


@dataclass(frozen=True)
class Cluster:
    """A cluster with Argo CD in it.

    Attributes:
        kube: its API.
        repository: a GitOps repository that is empty, and that Argo CD reaches too.
        plane: the control plane that was started for it; None where it ran already.
    """

    kube: Kube
    repository: GitOps
    plane: ControlPlane | None = None

    @property
    def is_simulated(self) -> bool:
        """Whether its pods are kwok's: nothing runs in them, and their load is what one says."""
        return any(map(nodes.is_simulated, self.kube.list("v1 Node")))


def choice() -> str:
    """What is there to run on, in words; for a person."""
    if os.environ.get(KUBECONFIG):
        return f"e2e: on the cluster of {KUBECONFIG}, because it is set"
    if binaries.go():
        return f"e2e: on a control plane of its own, built with Go, because {KUBECONFIG} is not set"
    return f"e2e: SKIPPED: neither is {KUBECONFIG} set, nor is there a Go toolchain"


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster | None]:
    """The cluster of `choice`; None where there is none.

    Args:
        folder: where repositories are made.

    Raises:
        UnusableError: KUBECONFIG leads to a cluster that these tests must not use, or cannot.
    """
    if config := os.environ.get(KUBECONFIG):
        repository = gitops.clone(_given_repository(), folder / "clone.git")
        with closing(Kube(config)) as kube:
            _prepare(kube)
            try:
                yield Cluster(kube, repository)
            finally:
                argocd.clear(kube)
    elif binaries.go():
        with gitops.served(folder) as url, control_plane(helm("4", folder).binary) as plane:
            yield Cluster(plane.kube, gitops.clone(url, folder / "clone.git"), plane)
    else:
        yield None


def _given_repository() -> str:
    if url := os.environ.get(REPOSITORY):
        return url
    raise UnusableError(
        f"{REPOSITORY} is not set: with {KUBECONFIG}, it names an empty repository that this"
        " machine and Argo CD both reach"
    )


def _prepare(kube: Kube) -> None:
    """See that nobody uses the platform there, and that Argo CD is in the cluster."""
    if taken := argocd.platforms(kube):
        raise UnusableError(
            f"the platform is in the cluster of {KUBECONFIG} already ({', '.join(taken)}), and"
            " these tests change and remove it; take a cluster that is there for tests"
        )
    if os.environ.get(INSTALL):
        argocd.install(kube)
    elif not argocd.is_installed(kube):
        raise UnusableError(f"the cluster of {KUBECONFIG} has no Argo CD; {INSTALL}=1 installs one")
