"""Checks that whatever a pod refers to will be there, down to the key."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import is_a, items, mapping, name, number, text
from nexus_gitops.checks.objects.pod_references import (
    CLAIM,
    CONFIG_MAP,
    SECRET,
    SERVICE_ACCOUNT,
    Reference,
    references,
    sources_of_nothing,
)
from nexus_gitops.checks.objects.pods import PodTemplate, pod_templates
from nexus_gitops.checks.objects.secret_sources import secret_keys
from nexus_gitops.manifests.identity import KubeObject

_Declared = Mapping[str, Mapping[str, frozenset[str] | None]]
"""Keys by name by kind; None where the keys can't be known."""

_ROOT_CERTIFICATE = "kube-root-ca.crt"
"""The ConfigMap that the controller manager makes in every namespace."""

_MOST_PODS = 1_000
"""Of a StatefulSet, whose claims are known by name."""

_WAYS_OUT = {
    CONFIG_MAP: "add the ConfigMap",
    SECRET: "add an ExternalSecret that makes it, or declare it as made out of band",
    SERVICE_ACCOUNT: "add the ServiceAccount",
    CLAIM: "add the claim",
}


def check_references(
    objects: Sequence[KubeObject], provided_secrets: Mapping[str, frozenset[str]]
) -> tuple[Finding, ...]:
    """Rules `reference-missing` and `reference-key`.

    A pod with an unresolved reference that is not optional never starts.
    Source: https://kubernetes.io/docs/concepts/configuration/configmap/ and .../secret/

    Args:
        objects: of one environment.
        provided_secrets: keys by name of the Secrets that are made out of band.
    """
    declared = _declared(objects, provided_secrets)
    pods = tuple(pod_templates(objects))
    return (
        *(
            finding
            for pod in pods
            for reference in references(pod)
            if not reference.optional
            for finding in _check(pod, reference, declared[reference.kind])
        ),
        *(
            _to_nothing(pod, path)
            for pod in pods
            for container in pod.containers
            for path in sources_of_nothing(container)
        ),
    )


def _declared(
    objects: Sequence[KubeObject], provided_secrets: Mapping[str, frozenset[str]]
) -> _Declared:
    return {
        CONFIG_MAP: {
            _ROOT_CERTIFICATE: frozenset({"ca.crt"}),
            **{
                name(obj): frozenset({*mapping(obj, "data"), *mapping(obj, "binaryData")})
                for obj in objects
                if is_a(obj, "", CONFIG_MAP)
            },
        },
        SECRET: secret_keys(objects, provided_secrets),
        SERVICE_ACCOUNT: {
            "default": None,  # the API server makes it
            **{name(obj): None for obj in objects if is_a(obj, "", SERVICE_ACCOUNT)},
        },
        CLAIM: dict.fromkeys(_claims(objects)),
    }


def _claims(objects: Iterable[KubeObject]) -> Iterator[str]:
    """Those that are rendered, and those that StatefulSets make for their pods.

    Source: `getPersistentVolumeClaimName` in pkg/controller/statefulset/stateful_set_utils.go
    """
    for obj in objects:
        if is_a(obj, "", CLAIM):
            yield name(obj)
        elif is_a(obj, "apps", "StatefulSet"):
            pods = min(number(mapping(obj, "spec").get("replicas"), 1), _MOST_PODS)
            for _, template in items(obj, "spec", "volumeClaimTemplates"):
                for ordinal in range(pods):
                    yield f"{text(template, 'metadata', 'name')}-{name(obj)}-{ordinal}"


def _check(
    pod: PodTemplate, reference: Reference, declared: Mapping[str, frozenset[str] | None]
) -> Iterator[Finding]:
    if reference.name not in declared:
        yield Finding(
            object=pod.title,
            field=reference.field,
            rule="reference-missing",
            message=f"there is no {reference.kind} {reference.name or '(no name)'}",
            fix=_did_you_mean(reference.name, declared) or _WAYS_OUT[reference.kind],
        )
        return
    keys = declared[reference.name]
    if reference.key and keys is not None and reference.key not in keys:
        yield Finding(
            object=pod.title,
            field=reference.field,
            rule="reference-key",
            message=f"{reference.kind} {reference.name} has no key {reference.key}",
            fix=_did_you_mean(reference.key, keys)
            or f"use one of {', '.join(sorted(keys)) or 'those you add'}",
        )


def _to_nothing(pod: PodTemplate, path: str) -> Finding:
    return Finding(
        object=pod.title,
        field=path,
        rule="reference-missing",
        message="says that values come from somewhere, but not from where",
        fix="name a ConfigMap or a Secret, or remove it",
    )


def _did_you_mean(wanted: str, known: Mapping[str, object] | frozenset[str]) -> str:
    near = get_close_matches(wanted, list(known), n=1)
    return f"did you mean {near[0]}?" if near else ""
