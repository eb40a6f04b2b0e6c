"""Which cluster the tests run on, and why."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.controlplane import binaries
from tests.e2e.controlplane.plane import ControlPlane, control_plane
from tests.e2e.kube import Kube
from tests.git_http import serving

KUBECONFIG = "NEXUS_E2E_KUBECONFIG"
REPOSITORY = "NEXUS_E2E_REPO"


@dataclass(frozen=True)
class Cluster:
    """A cluster with Argo CD in it.

    Attributes:
        kube: its API.
        repository: URL of a GitOps repository that is empty, and that Argo CD reaches too.
        bare: its folder; None where it is on another machine.
        plane: the control plane that was started for it; None where it ran already.
    """

    kube: Kube
    repository: str
    bare: Path | None = None
    plane: ControlPlane | None = None


def choice() -> str:
    """What is there to run on, in words; for a person."""
    if KUBECONFIG in os.environ:
        return f"e2e: on the cluster of {KUBECONFIG}, because it is set"
    if binaries.go():
        return f"e2e: on a control plane of its own, built with Go, because {KUBECONFIG} is not set"
    return f"e2e: on nothing: neither is {KUBECONFIG} set, nor is there a Go toolchain"


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster | None]:
    """The cluster of `choice`; None where there is none.

    Args:
        folder: where an own repository is made.
    """
    if KUBECONFIG in os.environ:
        kube = Kube(Path(os.environ[KUBECONFIG]))
        yield Cluster(kube, os.environ[REPOSITORY])
    elif binaries.go():
        from tests.cli.conftest import git

        bare = folder / "gitops.git"
        git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(bare))
        git(bare, "config", "http.receivepack", "true")
        git(bare, "config", "uploadpack.allowFilter", "true")
        with serving(folder) as server, control_plane() as plane:
            yield Cluster(plane.kube, server.url(bare.name), bare, plane)
    else:
        yield None
