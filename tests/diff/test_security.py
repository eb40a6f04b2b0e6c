"""What weakens security; every example the other way round does not."""

from typing import Any

import pytest

from nexus_gitops.diff import Risk, diff, diff_environments

STRICT_AND_LOOSE = [
    ({"runAsNonRoot": True}, {"runAsNonRoot": False}),
    ({"runAsNonRoot": True}, {}),
    ({"allowPrivilegeEscalation": False}, {}),
    ({"readOnlyRootFilesystem": True}, {"readOnlyRootFilesystem": False}),
    ({}, {"privileged": True}),
    ({"capabilities": {"drop": ["ALL"]}}, {"capabilities": {"drop": ["NET_RAW"]}}),
    ({"capabilities": {"drop": ["ALL"]}}, {}),
    ({"capabilities": {"add": []}}, {"capabilities": {"add": ["SYS_ADMIN"]}}),
    ({"seccompProfile": {"type": "RuntimeDefault"}}, {"seccompProfile": {"type": "Unconfined"}}),
    ({"seccompProfile": {"type": "RuntimeDefault"}}, {}),
    ({"runAsUser": 1000}, {"runAsUser": 0}),
]


@pytest.mark.parametrize(("strict", "loose"), STRICT_AND_LOOSE)
def test_a_loosened_container(
    deployment: Any, change: Any, strict: dict[str, Any], loose: dict[str, Any]
) -> None:
    before, after = (deployment(securityContext=context) for context in (strict, loose))
    assert change(before, after).risks == (Risk.SECURITY_WEAKENED, Risk.RESTART)
    assert change(after, before).risks == (Risk.RESTART,)


def test_a_security_context_removed_as_a_whole(deployment: Any, field: Any) -> None:
    before = deployment(securityContext={"runAsNonRoot": True})
    assert Risk.SECURITY_WEAKENED in field(before, deployment()).risks


@pytest.mark.parametrize("name", ["hostNetwork", "hostPID", "hostIPC"])
def test_a_pod_on_the_host(deployment: Any, change: Any, name: str) -> None:
    before, after = deployment(), deployment({name: True})
    assert change(before, after).risks == (Risk.SECURITY_WEAKENED, Risk.RESTART)
    assert change(after, before).risks == (Risk.RESTART,)


def test_a_service_account_token(make: Any, change: Any) -> None:
    before = make("v1", "ServiceAccount", "x", automountServiceAccountToken=False)
    after = make("v1", "ServiceAccount", "x")
    assert change(before, after).risks == (Risk.SECURITY_WEAKENED,)
    assert change(after, before).risks == ()


def test_the_pod_security_level_of_a_namespace(make: Any, change: Any) -> None:
    strict, loose = (
        make("v1", "Namespace", "x", metadata={"labels": {"pod-security.kubernetes.io/enforce": n}})
        for n in ("restricted", "baseline")
    )
    assert change(strict, loose).risks == (Risk.SECURITY_WEAKENED,)
    assert change(loose, strict).risks == ()
    assert change(loose, make("v1", "Namespace", "x")).risks == (Risk.SECURITY_WEAKENED,)


def peer(name: str) -> dict[str, Any]:
    return {"podSelector": {"matchLabels": {"app": name}}}


KERNEL_ONLY = {"ingress": [{"from": [peer("kernel")], "ports": [{"port": 5432}]}]}


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        (
            KERNEL_ONLY,
            {"ingress": [{"from": [peer("kernel"), peer("x")], "ports": [{"port": 5432}]}]},
        ),
        (KERNEL_ONLY, {"ingress": [{"from": [peer("kernel")]}]}),
        (KERNEL_ONLY, {"ingress": [{"from": [], "ports": [{"port": 5432}]}]}),
        (KERNEL_ONLY, {"ingress": [*KERNEL_ONLY["ingress"], {"from": [peer("x")]}]}),
        (KERNEL_ONLY, {"ingress": [{}]}),
        ({"ingress": []}, KERNEL_ONLY),
        ({"policyTypes": ["Ingress", "Egress"]}, {"policyTypes": ["Ingress"]}),
        (
            {"policyTypes": ["Egress"], "egress": [{"to": [peer("db")]}]},
            {"policyTypes": ["Egress"], "egress": [{}]},
        ),
    ],
)
def test_a_widened_network_policy(
    make: Any, change: Any, narrow: dict[str, Any], wide: dict[str, Any]
) -> None:
    before, after = (
        make("networking.k8s.io/v1", "NetworkPolicy", "x", spec=spec) for spec in (narrow, wide)
    )
    assert change(before, after).risks == (Risk.SECURITY_WEAKENED,)
    assert change(after, before).risks == ()


def test_a_network_policy_for_other_pods_no_longer_guards_the_old_ones(
    make: Any, change: Any
) -> None:
    before, after = (
        make("networking.k8s.io/v1", "NetworkPolicy", "x", spec=peer(name)) for name in ("a", "b")
    )
    assert change(before, after).risks == (Risk.SECURITY_WEAKENED,)


def test_a_spelled_out_default_protocol_widens_nothing(make: Any, change: Any) -> None:
    before, after = (
        make("networking.k8s.io/v1", "NetworkPolicy", "x", spec={"ingress": [{"ports": [port]}]})
        for port in ({"port": 80}, {"port": 80, "protocol": "TCP"})
    )
    assert change(before, after).risks == ()


def test_another_name_of_namespace_or_instance_lets_nothing_more_through(
    make: Any, files: Any
) -> None:
    def policy(namespace: str, port: int = 80) -> Any:
        instance = {"app.kubernetes.io/instance": namespace}
        peer = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}}}
        return make(
            "networking.k8s.io/v1", "NetworkPolicy", "web", namespace,
            metadata={"labels": instance},
            spec={
                "podSelector": {"matchLabels": instance},
                "policyTypes": ["Ingress"],
                "ingress": [{"from": [peer], "ports": [{"port": port}]}],
            },
        )  # fmt: skip

    for compare in (diff, diff_environments):
        same = compare(files(policy("nexus")), files(policy("nexus-dev")))
        assert Risk.SECURITY_WEAKENED not in same.risks
        wider = compare(files(policy("nexus")), files(policy("nexus-dev", port=81)))
        assert Risk.SECURITY_WEAKENED in wider.risks
