"""Checks that no two objects are the same one, and that each is in its place."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import group, is_a, name, text, title
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.manifests.kinds import is_namespaced
from nexus_gitops.platform.application import Application, Deployed

_ENFORCE: Final = "pod-security.kubernetes.io/enforce"


def check_identities(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rule `identity-duplicate`.

    Of two objects with one identity in an Application Argo CD applies the last and only warns
    (controller/state.go, "RepeatedResourceWarning"); two Applications undo each other's work
    without end (argo-cd#7156).

    Args:
        objects: of all Applications of one environment.
    """
    return tuple(_duplicates(objects))


def check_namespace(deployed: Deployed) -> tuple[Finding, ...]:
    """Rules `identity-namespace` and `identity-pod-security`.

    A namespace on a cluster-scoped object makes Argo CD compare it in vain, and cdk8s puts it
    there when the chart has one (cdk8s#1558).
    """
    application = deployed.application
    return (
        *_misplaced(deployed.objects, application.namespace),
        *_levels(deployed.objects, application),
    )


def _levels(objects: Sequence[KubeObject], application: Application) -> Iterator[Finding]:
    for obj in objects:
        level = text(obj, "metadata", "labels", _ENFORCE)
        if is_a(obj, "", "Namespace") and level != application.pod_security:
            yield Finding(
                object=title(obj),
                field=f"metadata.labels.{_ENFORCE}",
                rule="identity-pod-security",
                message=f"is {level or 'not set'}, and Application {application.name} says"
                f" {application.pod_security}",
                fix=f"set it to {application.pod_security}",
            )


def _duplicates(objects: Sequence[KubeObject]) -> Iterator[Finding]:
    identities = [
        (group(obj), str(obj["kind"]), text(obj, "metadata", "namespace"), name(obj))
        for obj in objects
    ]
    first = dict(zip(reversed(identities), reversed(objects), strict=True))
    for identity, times in Counter(identities).items():
        if times > 1:
            yield Finding(
                object=title(first[identity]),
                field="metadata.name",
                rule="identity-duplicate",
                message=f"{times} objects have this group, kind, namespace and name,"
                " and Argo CD would apply one of them alone",
                fix="rename or remove the others",
            )


def _misplaced(objects: Sequence[KubeObject], namespace: str) -> Iterator[Finding]:
    for obj in objects:
        is_namespace = (group(obj), obj["kind"]) == ("", "Namespace")
        if is_namespace and name(obj) != namespace:
            yield _wrong_place(
                obj, "metadata.name", f"is not the Application's namespace {namespace}", namespace
            )
        actual = text(obj, "metadata", "namespace")
        expected = namespace if is_namespaced(group(obj), str(obj["kind"])) else ""
        if actual and not expected:
            yield Finding(
                object=title(obj),
                field="metadata.namespace",
                rule="identity-namespace",
                message=f"{obj['kind']} lives in no namespace, yet names {actual}",
                fix="remove the field",
            )
        elif actual != expected:
            reason = f"is {actual}, not the Application's {expected}" if actual else "is not set"
            yield _wrong_place(obj, "metadata.namespace", reason, expected)


def _wrong_place(obj: KubeObject, field: str, reason: str, expected: str) -> Finding:
    return Finding(
        object=title(obj),
        field=field,
        rule="identity-namespace",
        message=f"{field} {reason}",
        fix=f"set it to {expected}",
    )
