"""Checks that settings, Services and NetworkPolicies agree on who speaks to whom."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.addresses import Address, addresses
from nexus_gitops.checks.objects.fields import is_a, items, mapping, number, text
from nexus_gitops.checks.objects.leave import Leave, leave_of
from nexus_gitops.checks.objects.place import Place
from nexus_gitops.checks.objects.pods import PodTemplate
from nexus_gitops.checks.objects.routing import reached, services
from nexus_gitops.checks.objects.selection import PodIndex, names
from nexus_gitops.manifests.identity import KubeObject

_API_SERVER: Final = "kubernetes"
_LEADING: Final = ("ADDR", "CONNECTION", "DSN", "HOST", "URI", "URL")
"""Parts of the names of secret keys that hold a whole address."""


def check_connections(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rules `connection-service`, `connection-namespace`, `connection-port`, `connection-denied`,
    `connection-unnamed` and `connection-password`.

    - A setting that names a Service (`http://kernel:3000`, `DATABASE_HOST`) names one that is
      there, in its namespace, with that port.
    - Of the pods that get the setting, one at least may connect there.
    - A pod that may connect to another one is told its address.
    - A pod that may connect to one with a password knows the password, or a whole address.

    Source: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/

    Args:
        objects: of one namespace.
    """
    index = PodIndex(objects)
    found = services(objects)
    if not found:
        return ()
    leave = leave_of((o for o in objects if is_a(o, "networking.k8s.io", "NetworkPolicy")), index)
    named = tuple(addresses(objects, index.all))
    return (
        *(finding for address in named for finding in _address(address, found, index, leave)),
        *_unnamed(objects, index, found, leave),
        *_passwords(index, leave),
    )


def _address(
    address: Address, found: Mapping[str, KubeObject], index: PodIndex, leave: Leave
) -> Iterator[Finding]:
    service = found.get(address.service)
    own = {text(service or {}, "metadata", "namespace")}
    if service is None:
        known = {text(other, "metadata", "namespace") for other in found.values()}
        if address.namespace in ("", *known) and address.service != _API_SERVER:
            yield _nothing(address, found)
        return
    if address.namespace and address.namespace not in own:
        yield address.place.found(
            "connection-namespace",
            f"leads to namespace {address.namespace}, and Service {address.service} is in"
            f" {', '.join(own)}",
            "remove the namespace from the name, or correct it",
        )
        return
    numbers = {number(port.get("port"), 0) for _, port in items(service, "spec", "ports")}
    if text(service, "spec", "clusterIP") == "None":
        numbers |= {port.number for _, port in reached(service, 0, index)}
    if address.port and numbers and address.port not in numbers:
        yield address.place.found(
            "connection-port",
            f"leads to port {address.port}, and Service {address.service} has"
            f" {', '.join(map(str, sorted(numbers)))}",
            "write a port that it has",
        )
        return
    meant = reached(service, address.port, index)
    if (
        meant
        and address.readers
        and not any(
            leave.between(reader, pod, target)
            for reader in address.readers
            for pod, target in meant
        )
    ):
        yield address.place.found(
            "connection-denied",
            f"is told to {names(address.readers)}, and no policy lets any of them connect there",
            "allow the flow at both ends, or remove the setting",
        )


def _nothing(address: Address, found: Mapping[str, KubeObject]) -> Finding:
    near = get_close_matches(address.service, list(found), n=1)
    fix = f"did you mean {near[0]}?" if near else f"name one of {', '.join(sorted(found))}"
    return address.place.found(
        "connection-service", f"leads to Service {address.service}, which is not there", fix
    )


def _flows(leave: Leave) -> list[tuple[PodTemplate, PodTemplate]]:
    """Client and server of each connection that policies spell out, each once."""
    pairs = (pair for rule in leave.all if rule.direction.peers == "to" for pair in rule.flows)
    return sorted(
        dict.fromkeys(pair for pair in pairs if pair[0] is not pair[1]),
        key=lambda pair: (pair[0].title, pair[1].title),
    )


def _unnamed(
    objects: Sequence[KubeObject],
    index: PodIndex,
    found: Mapping[str, KubeObject],
    leave: Leave,
) -> Iterator[Finding]:
    maps = {
        text(obj, "metadata", "name"): " ".join(map(str, mapping(obj, "data").values()))
        for obj in objects
        if is_a(obj, "", "ConfigMap")
    }
    texts = {id(pod): _told(pod, maps) for pod in index.all}
    for client, server in _flows(leave):
        own = [
            name
            for name, service in found.items()
            if (selector := mapping(service, "spec", "selector"))
            and server in index.carrying(selector)
        ]
        said = texts[id(client)]
        if own and said is not None and not any(name in said for name in own):
            yield Place(client.title, client.at("spec.containers"), None).found(
                "connection-unnamed",
                f"may connect to {server.title}, and no setting tells it"
                f" {' or '.join(sorted(own))}",
                "give it the address, or remove the flow",
            )


def _told(pod: PodTemplate, maps: Mapping[str, str]) -> str | None:
    """Everything that the pod is told; None where a secret may tell it an address too.

    Args:
        pod: which one.
        maps: what each ConfigMap says, by its name.
    """
    said: list[str] = []
    for container in pod.containers:
        for field in ("command", "args"):
            words = container.body.get(field)
            said += map(str, words) if isinstance(words, list) else ()
        for _, variable in items(container.body, "env"):
            said.append(text(variable, "value"))
            key = text(mapping(variable, "valueFrom", "secretKeyRef"), "key")
            if any(part in key.upper() for part in _LEADING):
                return None
            said.append(
                maps.get(text(mapping(variable, "valueFrom", "configMapKeyRef"), "name"), "")
            )
        for _, source in items(container.body, "envFrom"):
            if "secretRef" in source:
                return None
            said.append(maps.get(text(source, "configMapRef", "name"), ""))
    for _, volume in items(pod.spec, "volumes"):
        if mapping(volume, "secret") or mapping(volume, "projected") or mapping(volume, "csi"):
            return None
        said.append(maps.get(text(volume, "configMap", "name"), ""))
    return " ".join(said)


def _passwords(index: PodIndex, leave: Leave) -> Iterator[Finding]:
    flows = _flows(leave)
    # One that connects to others has their passwords, and not its own.
    clients = {client for client, _ in flows}
    demanded = {
        id(pod): _own_passwords(pod) if pod.ports and pod not in clients else frozenset()
        for pod in index.all
    }
    yield from _idle_passwords(index, set(flows), demanded)
    for client, server in flows:
        for secret, key in sorted(demanded[id(server)]):
            known = _keys(client, secret)
            if known is None or key in known or _whole_address(known):
                continue
            yield Place(client.title, client.at("spec.containers"), None).found(
                "connection-password",
                f"may connect to {server.title}, and is not given {key} of Secret {secret},"
                " which that demands",
                "give it the key, or remove the flow",
            )


def _idle_passwords(
    index: PodIndex,
    flows: Collection[tuple[PodTemplate, PodTemplate]],
    demanded: Mapping[int, frozenset[tuple[str, str]]],
) -> Iterator[Finding]:
    """Who is given a password that one other demands is meant to connect to it."""
    for server in index.all:
        for secret, key in sorted(demanded[id(server)]):
            others = [pod for pod in index.all if (secret, key) in demanded[id(pod)]]
            if len(others) > 1 and others[0] is server and flows:
                yield Place(others[1].title, others[1].at("spec.containers"), None).found(
                    "connection-password",
                    f"demands {key} of Secret {secret}, as {server.title} does",
                    "give each a password of its own",
                )
            for pod in index.all:
                keys = _keys(pod, secret) if pod not in others else frozenset()
                if keys and key in keys and len(others) == 1 and (pod, server) not in flows:
                    yield Place(pod.title, pod.at("spec.containers"), None).found(
                        "connection-denied",
                        f"is given {key} of Secret {secret}, which {server.title} demands, and no"
                        " policy lets it connect there",
                        "allow the flow at both ends, or take the key away",
                    )


def _own_passwords(pod: PodTemplate) -> frozenset[tuple[str, str]]:
    """Secret and key of the passwords that a pod is given."""
    return frozenset(
        (text(reference, "name"), text(reference, "key"))
        for container in pod.containers
        for _, variable in items(container.body, "env")
        if text(variable, "name").upper().endswith("PASSWORD")
        and (reference := mapping(variable, "valueFrom", "secretKeyRef"))
    )


def _keys(pod: PodTemplate, secret: str) -> frozenset[str] | None:
    """The keys of a Secret that a pod is given; None where it gets all."""
    known: set[str] = set()
    for container in pod.containers:
        for _, source in items(container.body, "envFrom"):
            if text(source, "secretRef", "name") == secret:
                return None
        for _, variable in items(container.body, "env"):
            reference = mapping(variable, "valueFrom", "secretKeyRef")
            if text(reference, "name") == secret:
                known.add(text(reference, "key"))
    for _, volume in items(pod.spec, "volumes"):
        if text(volume, "secret", "secretName") == secret or mapping(volume, "projected"):
            return None
    return frozenset(known)


def _whole_address(keys: frozenset[str]) -> bool:
    return any(part in key.upper() for key in keys for part in ("CONNECTION", "DSN", "URI", "URL"))
