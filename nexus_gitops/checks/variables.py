"""Checks that environment variables hold what their names say."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import is_a, items, mapping, name, text
from nexus_gitops.checks.objects.place import Place
from nexus_gitops.checks.objects.places import body_of
from nexus_gitops.checks.objects.pods import Container, PodTemplate, pod_templates
from nexus_gitops.manifests.identity import KubeObject

_REFERENCE: Final = re.compile(r"\$\$|\$\(([-._a-zA-Z][-._a-zA-Z0-9]*)\)")


def check_variables(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `variable-undefined`, `variable-container` and `variable-key`.

    - A reference `$(NAME)` is replaced by what is defined before it, and else stays as it is.
    - A variable that is named like a key of a ConfigMap or Secret, and takes another key of it,
      is mixed up: `JWT_SECRET` would be the database's password.

    - One that tells what a container may use names a container of its pod.

    Source: https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
    """
    config_maps = {
        name(obj): frozenset(mapping(obj, "data")) for obj in objects if is_a(obj, "", "ConfigMap")
    }
    pods = tuple(pod_templates(objects))
    used = _used_keys(pods)
    return tuple(
        finding
        for pod in pods
        for container in pod.containers
        for finding in (
            *_undefined(pod, container, config_maps),
            *_of_nobody(pod, container),
            *_mixed_up(body_of(pod, container), {**used, **config_maps}),
        )
    )


def _undefined(
    pod: PodTemplate, container: Container, config_maps: Mapping[str, frozenset[str]]
) -> Iterator[Finding]:
    body = body_of(pod, container)
    known = _imported(container, config_maps)
    if known is None:
        return
    for variable in body.items("env"):
        yield from _references(variable.at("value"), known)
        known = known | {variable.text("name")}
    for field in ("command", "args"):
        for word in body.items(field):
            yield from _references(word, known)


def _imported(
    container: Container, config_maps: Mapping[str, frozenset[str]]
) -> frozenset[str] | None:
    """The variables that come from somewhere as a whole; None where they can't be known."""
    known: frozenset[str] = frozenset()
    for _, source in items(container.body, "envFrom"):
        keys = config_maps.get(text(source, "configMapRef", "name"))
        if keys is None:
            return None
        known |= {text(source, "prefix") + key for key in keys}
    return known


def _references(place: Place, known: frozenset[str]) -> Iterator[Finding]:
    for found in _REFERENCE.finditer(place.text()):
        if found[1] and found[1] not in known:
            yield place.found(
                "variable-undefined",
                f"refers to {found[1]}, which nothing defines before it",
                "define it further up, or write $$ for a plain $",
            )


def _of_nobody(pod: PodTemplate, container: Container) -> Iterator[Finding]:
    there = {one.name for one in pod.containers}
    for variable in body_of(pod, container).items("env"):
        wanted = variable.at("valueFrom", "resourceFieldRef", "containerName")
        if wanted.text() and wanted.text() not in there:
            yield wanted.found(
                "variable-container", "is no container of the pod",
                f"write one of {', '.join(sorted(there))}",
            )  # fmt: skip


def _mixed_up(body: Place, keys: Mapping[str, frozenset[str]]) -> Iterator[Finding]:
    for variable in body.items("env"):
        for field in ("configMapKeyRef", "secretKeyRef"):
            reference = variable.at("valueFrom", field)
            wanted, own = reference.at("key"), variable.text("name")
            known = keys.get(reference.text("name"), frozenset())
            if wanted.text() and own != wanted.text() and own in known:
                yield wanted.found(
                    "variable-key", f"is not the key {own}, which is there too", f"write {own}"
                )


def _used_keys(pods: Sequence[PodTemplate]) -> Mapping[str, frozenset[str]]:
    """The keys of each Secret that variables of the same name take, of any pod."""
    used: dict[str, set[str]] = {}
    for pod in pods:
        for container in pod.containers:
            for _, variable in items(container.body, "env"):
                reference: Mapping[str, Any] = mapping(variable, "valueFrom", "secretKeyRef")
                if text(reference, "key") == text(variable, "name") != "":
                    used.setdefault(text(reference, "name"), set()).add(text(reference, "key"))
    return {secret: frozenset(keys) for secret, keys in used.items()}
