"""Checks names, labels and ports, for which the schema takes any string or number.

Sources: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/,
.../labels/#syntax-and-character-set, and the fields of ContainerPort and ServicePort in
https://kubernetes.io/docs/reference/kubernetes-api/
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from nexus_gitops.checks.objects.fields import is_a, items, mapping, name, shown, text, title
from nexus_gitops.checks.objects.pods import PodTemplate, pod_templates
from nexus_gitops.findings import Finding
from nexus_gitops.manifests.identity import KubeObject

_DNS_LABEL: Final = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
_SERVICE_NAME: Final = re.compile(r"[a-z]([-a-z0-9]{0,61}[a-z0-9])?")
_PORT_NAME: Final = re.compile(r"(?=.*[a-z])(?!.*--)[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?")
_WORD: Final = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
_LONGEST_SUBDOMAIN: Final = 253
_PORTS: Final = range(1, 65536)


def check_syntax(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `syntax-name`, `syntax-label` and `syntax-port`."""
    return (
        *(finding for obj in objects for finding in _object(obj)),
        *(finding for pod in pod_templates(objects) for finding in _pod(pod)),
    )


def _object(obj: KubeObject) -> Iterator[Finding]:
    if not _is_name(obj):
        yield _finding(
            title(obj),
            "metadata.name",
            "name",
            name(obj),
            "start and end it with a"
            " letter or digit, and use only lower case letters, digits and '-'",
        )
    yield from _metadata(title(obj), "metadata", mapping(obj, "metadata"))
    if is_a(obj, "", "Service"):
        for index, port in items(obj, "spec", "ports"):
            yield from _port(title(obj), f"spec.ports[{index}]", port, "port")


def _is_name(obj: KubeObject) -> bool:
    if is_a(obj, "", "Service"):
        return bool(_SERVICE_NAME.fullmatch(name(obj)))
    if is_a(obj, "", "Namespace"):
        return bool(_DNS_LABEL.fullmatch(name(obj)))
    return _is_subdomain(name(obj))


def _pod(pod: PodTemplate) -> Iterator[Finding]:
    metadata = {"labels": pod.labels, "annotations": pod.annotations}
    if pod.path:
        yield from _metadata(pod.title, pod.at("metadata"), metadata)
    for container in pod.containers:
        if not _DNS_LABEL.fullmatch(container.name):
            yield _finding(
                pod.title,
                f"{container.path}.name",
                "name",
                container.name,
                "use lower case letters, digits and '-', 63 at most",
            )
        for index, port in items(container.body, "ports"):
            yield from _port(pod.title, f"{container.path}.ports[{index}]", port, "containerPort")


def _metadata(owner: str, path: str, metadata: Mapping[str, Any]) -> Iterator[Finding]:
    for field in ("labels", "annotations"):
        for key in mapping(metadata, field):
            if not _is_key(str(key)):
                yield _finding(
                    owner,
                    f"{path}.{field}",
                    "label",
                    key,
                    "write a key as name or prefix/name, the name of 63 letters,"
                    " digits, '-', '_' and '.' at most",
                )
    for key, value in mapping(metadata, "labels").items():
        if value != "" and not _WORD.fullmatch(str(value)):
            yield _finding(
                owner,
                f"{path}.labels.{key}",
                "label",
                value,
                "a label's value is of 63 letters, digits, '-', '_' and '.' at most;"
                " make it an annotation",
            )


def _is_key(key: str) -> bool:
    prefix, slash, word = key.rpartition("/")
    return bool(_WORD.fullmatch(word)) and (_is_subdomain(prefix) if slash else True)


def _is_subdomain(text: str) -> bool:
    return len(text) <= _LONGEST_SUBDOMAIN and all(
        _DNS_LABEL.fullmatch(part) for part in text.split(".")
    )


def _port(owner: str, path: str, port: Mapping[str, Any], field: str) -> Iterator[Finding]:
    if port.get(field) not in _PORTS:
        yield _finding(owner, f"{path}.{field}", "port", port.get(field), "use one of 1 to 65535")
    label = text(port, "name")
    if label and not _PORT_NAME.fullmatch(label):
        yield _finding(
            owner,
            f"{path}.name",
            "port",
            label,
            "use up to 15 lower case letters, digits and single '-', a letter among them",
        )


def _finding(owner: str, field: str, subject: str, value: Any, fix: str) -> Finding:
    return Finding(
        object=owner,
        field=field,
        rule=f"syntax-{subject}",
        message=f"{shown(value)} is refused by the API server",
        fix=fix,
    )
