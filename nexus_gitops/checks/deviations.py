"""Checks what pods and Namespaces declare in the annotation of Pod Security deviations."""

from collections.abc import Iterator, Mapping, Sequence

from nexus_constructs.pod_security import DEVIATIONS
from nexus_gitops.checks.findings import Finding, Severity
from nexus_gitops.checks.hardening import writable_roots
from nexus_gitops.checks.objects.fields import is_a, mapping, name, shown, text, title
from nexus_gitops.checks.objects.pods import PodTemplate, pod_templates
from nexus_gitops.checks.objects.violations import (
    Declaration,
    Violation,
    admits,
    declarations,
    declared_in,
)
from nexus_gitops.checks.pod_security import ENFORCE, restricted_violations
from nexus_gitops.manifests.identity import KubeObject

_LINE = f"metadata.annotations.{DEVIATIONS}"


def check_deviations(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `deviation-reason`, `deviation-level` and, a warning, `deviation-stale`.

    Each line says why, is of something that is there, and the namespace admits it: one whose
    Namespace is not among `objects` counts as restricted.
    Source: https://kubernetes.io/docs/concepts/security/pod-security-admission/
    """
    levels = {
        name(obj): text(obj, "metadata", "labels", ENFORCE)
        for obj in objects
        if is_a(obj, "", "Namespace")
    }
    return (
        *(finding for obj in objects for finding in _namespace(obj)),
        *(finding for pod in pod_templates(objects) for finding in _pod(pod, levels)),
    )


def _namespace(obj: KubeObject) -> Iterator[Finding]:
    if is_a(obj, "", "Namespace"):
        level = text(obj, "metadata", "labels", ENFORCE)
        for declared in declared_in(mapping(obj, "metadata", "annotations")):
            there = level != "restricted" and declared.setting == f"enforce={level}"
            yield from _line(title(obj), _LINE, declared, is_there=there)


def _pod(pod: PodTemplate, levels: Mapping[str, str]) -> Iterator[Finding]:
    violations = (*restricted_violations(pod), *writable_roots(pod))
    settings = {violation.setting for violation in violations}
    for declared in declarations(pod):
        there = declared.setting in settings
        yield from _line(pod.title, pod.at(_LINE), declared, is_there=there)
    namespace = text(pod.owner, "metadata", "namespace")
    level = levels.get(namespace, "restricted")
    for violation in violations:
        if violation.is_declared and not admits(level, violation):
            yield _refused(violation, namespace, level)


def _line(owner: str, field: str, declared: Declaration, *, is_there: bool) -> Iterator[Finding]:
    if not declared.reason:
        yield Finding(
            object=owner,
            field=field,
            rule="deviation-reason",
            message=f"{shown(declared.setting)} says no reason",
            fix=f"write {declared.setting}: <why>",
        )
    if not is_there:
        yield Finding(
            object=owner,
            field=field,
            rule="deviation-stale",
            message=f"{declared.setting} is declared and is not so",
            fix="remove the line",
            severity=Severity.WARNING,
        )


def _refused(violation: Violation, namespace: str, level: str) -> Finding:
    return Finding(
        object=violation.pod.title,
        field=violation.field,
        rule="deviation-level",
        message=f"is declared, but namespace {namespace} enforces {level or 'no known level'},"
        " which refuses such pods",
        fix=f"let its Namespace enforce {violation.level}, or do without",
    )
