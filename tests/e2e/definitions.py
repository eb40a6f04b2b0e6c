"""Kinds of the bundled projects in an API server that does not know them by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from crds import PROJECTS

from tests.e2e.kube import Kube
from tests.e2e.patience import until

_CRD: Final = "apiextensions.k8s.io/v1 CustomResourceDefinition"


@contextmanager
def of(project: str, kube: Kube) -> Iterator[None]:
    """Have it know those of a project that are rendered, until the end of the block.

    Others may need a newer server: the oldest takes no TLSRoute of this Gateway API.
    """
    (found,) = (one for one in PROJECTS if one.name == project)
    crds = [crd for crd in found.crds() if crd["spec"]["names"]["kind"] in found.typed]
    names = {crd["metadata"]["name"] for crd in crds}
    kube.create(*crds)
    until(lambda: names <= _served(kube), f"kinds of {project}", seconds=60)
    yield
    for name in names:
        kube.delete(_CRD, name)


def _served(kube: Kube) -> set[str]:
    return {
        crd["metadata"]["name"]
        for crd in kube.list(_CRD)
        if any(
            one["type"] == "Established" and one["status"] == "True"
            for one in (crd.get("status") or {}).get("conditions") or ()
        )
    }
