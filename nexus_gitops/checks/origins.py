"""Checks that a web page of anybody's may not speak for who visits it."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.addresses import is_given
from nexus_gitops.checks.objects.fields import is_a, name
from nexus_gitops.checks.objects.place import Place
from nexus_gitops.checks.objects.places import body_of, place_of
from nexus_gitops.checks.objects.routing import behind, services
from nexus_gitops.checks.objects.selection import PodIndex
from nexus_gitops.images.image import ImagePolicy
from nexus_gitops.manifests.identity import KubeObject

_ORIGINS: Final = re.compile(
    r"(?:^|_)(?:ORIGINS?|CORS)(?:_(?:URLS?|HOSTS?|DOMAINS?|PATTERNS?|LIST))?$"
)
_ALL_ORIGINS: Final = re.compile(
    r"(?:^|_)(?:ALLOW_ALL_ORIGINS|CORS_ALLOW_ALL|CORS_ORIGIN_ALLOW_ALL)$"
)
_SEPARATORS: Final = re.compile(r"[\s,;|\"'\[\]()]+")
_EVERY: Final = re.compile(r"\^?(?:https?\??://)?(?:\*|\.\*|\.\+)(?::\*)?\$?/?")
_WITH_PATH: Final = re.compile(r"https?://[\w.:-]+/.*")
_YES: Final = frozenset({"1", "on", "true", "yes"})
_ENABLED: Final = "nginx.ingress.kubernetes.io/enable-cors"
_ALLOWED: Final = "nginx.ingress.kubernetes.io/cors-allow-origin"
_FIX: Final = "list the origins of the pages that are meant"


def check_origins(objects: Sequence[KubeObject], policy: ImagePolicy) -> tuple[Finding, ...]:
    """Rules `exposed-origins`, `origin-scheme` and `origin-path`.

    Where an Ingress leads to a workload, a page of any origin may call it from the browser of
    who is signed in; `*` says that it may read the answers. ingress-nginx says `*` as well where
    CORS is enabled without a list, and lets credentials along. For development that is fine,
    where images need no version either.

    The origin of a page has the protocol that it is served by: where the Ingress has a
    certificate for a host, its pages come by https. It has no path, not even `/`: one that is
    written with it is no page's.

    Sources: https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS and
    https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#enable-cors

    Args:
        objects: of one namespace.
        policy: how exactly the environment pins its images.
    """
    if policy is ImagePolicy.ANY:
        return ()
    ingresses = [obj for obj in objects if is_a(obj, "networking.k8s.io", "Ingress")]
    certified = {
        host.text()
        for obj in ingresses
        for entry in place_of(obj).items("spec", "tls")
        for host in entry.items("hosts")
    }
    return (
        *(finding for obj in ingresses for finding in _annotations(place_of(obj))),
        *(
            finding
            for key, value in _settings(objects, ingresses)
            for finding in _setting(re.sub(r"[-.]", "_", key.upper()), value, certified)
        ),
    )


def _setting(key: str, value: Place, certified: Collection[str]) -> Iterator[Finding]:
    if _lets_all_in(key, value.text()):
        yield value.found("exposed-origins", "lets the pages of everybody in", _FIX)
    elif _ORIGINS.search(key):
        listed = _SEPARATORS.split(value.text())
        for origin in listed:
            if _WITH_PATH.fullmatch(origin):
                yield value.found(
                    "origin-path", f"has the path of {origin}, which no origin has",
                    "end it with the host or its port",
                )  # fmt: skip
        for host in sorted(certified):
            if f"http://{host}" in listed and f"https://{host}" not in listed:
                yield value.found(
                    "origin-scheme",
                    f"has {host} by http, and the Ingress serves its pages by https",
                    f"write https://{host}",
                )


def _lets_all_in(key: str, said: str) -> bool:
    if _ALL_ORIGINS.search(key):
        return said.strip().lower() in _YES
    return bool(_ORIGINS.search(key)) and _has_every(said)


def _has_every(said: str) -> bool:
    return any(_EVERY.fullmatch(origin) for origin in _SEPARATORS.split(said))


def _annotations(ingress: Place) -> Iterator[Finding]:
    annotations = ingress.at("metadata", "annotations")
    if annotations.text(_ENABLED).lower() != "true":
        return
    allowed = annotations.at(_ALLOWED)
    if not allowed.text():
        yield allowed.bare.found("exposed-origins", "is not set, which is *", _FIX)
    elif _has_every(allowed.text()):
        yield allowed.found("exposed-origins", "lets the pages of everybody in", _FIX)


def _settings(
    objects: Sequence[KubeObject], ingresses: Sequence[KubeObject]
) -> Iterator[tuple[str, Place]]:
    """Name and place of each setting of the pods that an Ingress leads to."""
    index, found = PodIndex(objects), services(objects)
    pods = list(dict.fromkeys(pod for obj in ingresses for pod in behind(obj, found, index)))
    containers = [(pod, container) for pod in pods for container in pod.containers]
    for obj in objects:
        if is_a(obj, "", "ConfigMap") and any(is_given(one, name(obj)) for _, one in containers):
            yield from place_of(obj).entries("data")
    for pod, container in containers:
        for variable in body_of(pod, container).items("env"):
            yield variable.text("name"), variable.at("value")
