"""Checks that each Ingress says which controller it is for."""

from collections.abc import Sequence

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import is_a
from nexus_gitops.checks.objects.places import place_of
from nexus_gitops.manifests.identity import KubeObject


def check_ingress_classes(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rule `ingress-class`.

    One without a class is for the cluster's default controller, or for none.
    Source: https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class
    """
    return tuple(
        place_of(obj)
        .at("spec", "ingressClassName")
        .found("ingress-class", "is not set", "name the IngressClass of its controller")
        for obj in objects
        if is_a(obj, "networking.k8s.io", "Ingress")
        and not place_of(obj).text("spec", "ingressClassName")
    )
