"""Checks that the controller of an Ingress understands what its annotations say."""

from collections.abc import Iterator, Sequence
from typing import Final

from nexus_gitops.checks.findings import Finding, Severity
from nexus_gitops.checks.objects.fields import is_a
from nexus_gitops.checks.objects.place import Place
from nexus_gitops.checks.objects.places import place_of
from nexus_gitops.manifests.identity import KubeObject

_RETIRED: Final = "nginx.ingress.kubernetes.io"
_CONTROLLERS: Final = {
    "alb.ingress.kubernetes.io": "alb",
    "haproxy-ingress.github.io": "haproxy",
    "haproxy.com": "haproxy",
    "haproxy.org": "haproxy",
    "konghq.com": "kong",
    _RETIRED: "nginx",
    "nginx.com": "nginx",
    "nginx.org": "nginx",
    "projectcontour.io": "contour",
    "traefik.ingress.kubernetes.io": "traefik",
}
"""What the class of a controller is mostly called, by the prefix of its annotations."""
_FAMILIES: Final = {"nginx.com": "nginx.org", "haproxy.com": "haproxy.org"}
"""Prefixes that are read by the controller of another."""


def check_entry_dialects(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `entry-dialect` and `entry-retired` (a warning).

    A controller passes over in silence the annotations of another, so that a redirect or a
    time-out is gone without a word. That two of them may have the class `nginx` makes it easy:
    F5's reads `nginx.org/*`, and nothing of the community's `nginx.ingress.kubernetes.io/*`. The
    latter was retired in March 2026; v1.15.1 of 19 March was its last release, and no flaw found
    since is mended.

    Sources: https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/ and
    https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/advanced-configuration-with-annotations/
    """
    return tuple(
        finding
        for obj in objects
        if is_a(obj, "networking.k8s.io", "Ingress")
        for finding in _ingress(place_of(obj))
    )


def _ingress(ingress: Place) -> Iterator[Finding]:
    class_name = ingress.text("spec", "ingressClassName")
    named = next((name for name in set(_CONTROLLERS.values()) if name in class_name), "")
    first = ""
    for key, value in ingress.entries("metadata", "annotations"):
        prefix = key.partition("/")[0]
        if prefix not in _CONTROLLERS:
            continue
        family = _FAMILIES.get(prefix, prefix)
        first = first or family
        if named and _CONTROLLERS[prefix] != named:
            yield value.bare.found(
                "entry-dialect",
                f"is nothing that the controller of class {class_name} reads",
                "say it in the annotations of that controller",
            )
        elif family != first:
            yield value.bare.found(
                "entry-dialect",
                f"is for another controller than {first}/*, and one of the two is passed over",
                "keep the annotations of the controller that runs",
            )
    if first == _RETIRED:
        yield ingress.at("metadata", "annotations").bare.found(
            "entry-retired",
            "are those of ingress-nginx, which was retired in March 2026 and is mended no more",
            "move to the Gateway API or to another controller",
            Severity.WARNING,
        )
