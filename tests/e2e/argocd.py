"""Argo CD in a cluster that was there before the tests."""

from nexus_gitops.argocd.layout import ARGOCD_NAMESPACE, root_name
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.platform import loading
from tests.e2e.controlplane import binaries
from tests.e2e.kube import Kube, UnusableError
from tests.e2e.patience import until

_DEFINITION = "apiextensions.k8s.io/v1 CustomResourceDefinition"
_APPLICATION = "argoproj.io/v1alpha1 Application"
_PROJECT = "argoproj.io/v1alpha1 AppProject"
_PREFIX = "nexus-"
_START_SECONDS = 600
_END_SECONDS = 300


def is_installed(kube: Kube) -> bool:
    """Whether the cluster knows what an Application is."""
    return kube.find(_DEFINITION, "applications.argoproj.io") is not None


def install(kube: Kube) -> None:
    """Install the version that go.mod pins, by the manifests that it comes with, until it is up."""
    if not binaries.go():
        raise UnusableError("Argo CD's manifests come from its Go module, and there is no Go")
    kube.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": ARGOCD_NAMESPACE}})
    objects = binaries.manifests(binaries.ARGO_CD, "manifests/install.yaml")
    definitions = [obj for obj in objects if obj["kind"] == "CustomResourceDefinition"]
    kube.apply(*definitions)
    kube.apply(*(_placed(obj) for obj in objects if obj not in definitions))
    until(lambda: all(map(_is_up, _workloads(kube))), "Argo CD that is up", seconds=_START_SECONDS)


def platforms(kube: Kube) -> list[str]:
    """What the cluster has of the platform: its Applications, and its namespaces."""
    return [obj["metadata"]["name"] for obj in (*_applications(kube), *_namespaces(kube))]


def clear(kube: Kube) -> None:
    """Remove the platform: first the Applications, the root before all, as each heals the next."""
    applications = [obj["metadata"]["name"] for obj in _applications(kube)]
    for name in sorted(applications, key=lambda name: name != root_name("nexus")):
        kube.delete(_APPLICATION, name, ARGOCD_NAMESPACE)
    for obj in kube.list(_PROJECT, ARGOCD_NAMESPACE):
        if obj["metadata"]["name"].startswith(_PREFIX):
            kube.delete(_PROJECT, obj["metadata"]["name"], ARGOCD_NAMESPACE)
    for obj in _namespaces(kube):
        kube.delete("v1 Namespace", obj["metadata"]["name"])
    until(lambda: not platforms(kube), "end of the platform", seconds=_END_SECONDS)


def _applications(kube: Kube) -> list[KubeObject]:
    if not is_installed(kube):
        return []
    return [
        obj
        for obj in kube.list(_APPLICATION, ARGOCD_NAMESPACE)
        if obj["spec"]["project"].startswith(_PREFIX)
    ]


def _namespaces(kube: Kube) -> list[KubeObject]:
    names = {loading.load(environment).namespace for environment in loading.names()}
    return [obj for obj in kube.list("v1 Namespace") if obj["metadata"]["name"] in names]


def _placed(obj: KubeObject) -> KubeObject:
    """As `kubectl apply -n argocd` places it; what is cluster-wide has no namespace to be in."""
    if obj["kind"].startswith("Cluster"):
        return obj
    return {**obj, "metadata": {"namespace": ARGOCD_NAMESPACE, **obj["metadata"]}}


def _workloads(kube: Kube) -> list[KubeObject]:
    return [
        *kube.list("apps/v1 Deployment", ARGOCD_NAMESPACE),
        *kube.list("apps/v1 StatefulSet", ARGOCD_NAMESPACE),
    ]


def _is_up(obj: KubeObject) -> bool:
    return bool(obj.get("status", {}).get("readyReplicas", 0) == obj["spec"]["replicas"])
