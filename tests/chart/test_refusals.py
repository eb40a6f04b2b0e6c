"""What is wrong with values is told by Helm, with the name of the value."""

from pathlib import Path
from typing import Any

import pytest
from helm import CHART, Helm

BY_THE_SCHEMA: list[tuple[dict[str, Any], str]] = [
    ({"logLevel": "loud"}, "logLevel"),
    ({"logLevels": {"postgres": "info"}}, "logLevels"),
    ({"entry": {"host": "not a host"}}, "host"),
    ({"entry": {"hots": "nexus.example.com"}}, "hots"),
    ({"kernel": {"resources": {"cpuRequest": "much"}}}, "cpuRequest"),
    ({"kernel": {"resources": {"cpuRequest": 1}}}, "cpuRequest"),
    ({"postgres": {"storage": "5 GiB"}}, "storage"),
    ({"frontend": {"replicas": 0}}, "replicas"),
    ({"frontend": {"replicas": "2"}}, "replicas"),
    ({"kernel": {"scaling": {"up": {"stabilizationSeconds": 3601}}}}, "stabilizationSeconds"),
    ({"images": {"redis": {"digest": "sha256:0"}}}, "digest"),
    ({"images": {"rabbit": {"tag": "3"}}}, "rabbit"),
    ({"secrets": {"kind": "vault"}}, "kind"),
    ({"secrets": {"kind": "store"}}, "store"),
    ({"languageModel": {"name": "any"}}, "baseUrl"),
    ({"namespace": "Nexus"}, "namespace"),
    ({"registry": ""}, "registry"),
    ({"replicas": 3}, "replicas"),
]
BY_THE_CODE: list[tuple[dict[str, Any], str]] = [
    (
        {"kernel": {"resources": {"cpuRequest": "1500m"}}},
        "kernel.resources: cpu request 1500m is above its limit 1; lower the request",
    ),
    (
        {"nexusOs": {"resources": {"memoryRequest": "1.5Gi"}}},
        "nexusOs.resources: memory request 1536Mi is above its limit 1Gi",
    ),
    (
        {"nexusOs": {"scaling": {"minReplicas": 4}}},
        "nexusOs.scaling: minReplicas (4) must be from 1 to maxReplicas (3)",
    ),
]


@pytest.mark.parametrize(("values", "name"), BY_THE_SCHEMA, ids=str)
def test_a_value_of_another_type_or_form_is_refused_by_its_name(
    any_helm: Helm, values: dict[str, Any], name: str, tmp_path: Path
) -> None:
    said = any_helm.refusal(CHART, values, tmp_path)

    assert name in said
    assert "values don't meet the specifications of the schema" in said


@pytest.mark.parametrize(("values", "message"), BY_THE_CODE, ids=str)
def test_what_the_typed_code_refuses_is_refused_in_its_words(
    any_helm: Helm, values: dict[str, Any], message: str, tmp_path: Path
) -> None:
    assert message in any_helm.refusal(CHART, values, tmp_path)
