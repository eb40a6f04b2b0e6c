"""A Secret that External Secrets fills from a store outside the cluster."""

from collections.abc import Callable
from typing import Any

import pytest
from cdk8s import App, Chart

from nexus_constructs.component import Installation
from nexus_constructs.external_secret import ExternalSecret
from nexus_gitops.manifests.identity import KubeObject

Add = Callable[..., tuple[ExternalSecret, Chart]]


@pytest.fixture(scope="module")
def add(installation: Installation) -> Add:
    def build(**more: Any) -> tuple[ExternalSecret, Chart]:
        chart = Chart(App(), "test", disable_resource_name_hashes=True)
        given: dict[str, Any] = {
            "store": "vault",
            "remote_key": "shop/prod",
            "refresh": "1h",
            "keys": ["TOKEN", "PASSWORD"],
            **more,
        }
        return ExternalSecret(chart, "keys", installation=installation, **given), chart

    return build


def test_every_key_is_read_from_the_one_entry_with_the_operators_defaults_written_out(
    add: Add, one: Callable[..., KubeObject]
) -> None:
    _, chart = add()

    made = one(chart, "ExternalSecret")

    assert made["apiVersion"] == "external-secrets.io/v1"
    assert made["spec"] == {
        "refreshPolicy": "Periodic",
        "refreshInterval": "1h",
        "secretStoreRef": {"kind": "ClusterSecretStore", "name": "vault"},
        "target": {"name": "keys", "creationPolicy": "Owner", "deletionPolicy": "Retain"},
        "data": [
            {
                "secretKey": key,
                "remoteRef": {
                    "key": "shop/prod",
                    "property": key,
                    "conversionStrategy": "Default",
                    "decodingStrategy": "None",
                    "metadataPolicy": "None",
                },
            }
            for key in ("TOKEN", "PASSWORD")
        ],
    }


def test_it_waits_for_no_definition_that_a_first_sync_may_not_have_yet(
    add: Add, one: Callable[..., KubeObject]
) -> None:
    _, chart = add()

    annotations = one(chart, "ExternalSecret")["metadata"]["annotations"]

    assert annotations["argocd.argoproj.io/sync-options"] == "SkipDryRunOnMissingResource=true"


@pytest.mark.parametrize("change", [{"store": "x"}, {"remote_key": "x"}, {"keys": ["TOKEN"]}])
def test_pods_roll_when_it_reads_something_else(add: Add, change: dict[str, object]) -> None:
    before, after, same = (add(**more)[0].reference for more in ({}, change, {}))

    assert before.secret == "keys"
    assert before.annotations() == same.annotations()
    assert before.annotations() != after.annotations()
