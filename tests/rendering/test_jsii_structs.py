"""Structs handed over by their values arrive as those handed over by their properties."""

from collections.abc import Callable
from typing import Any, cast

import pytest
from cdk8s_plus_27 import k8s
from jsii import _kernel

from nexus_gitops.rendering.jsii_structs import by_values

CONTAINER = k8s.Container(
    name="web",
    image="registry.example.com/web:1.0.0",
    command=["sh", "-c", "exec web"],
    env=[k8s.EnvVar(name="PORT", value="8080")],
    security_context=k8s.SecurityContext(run_as_user=0, privileged=False),
    volume_mounts=[],
)


@pytest.fixture
def by_properties() -> Callable[[Any], Any]:
    """What jsii itself sends for a value."""
    return lambda value: _kernel._make_reference_for_native(cast("_kernel.Kernel", None), value)


def without_nothing(value: Any) -> Any:
    """The message without the fields that are not set, which mean the same as none."""
    if isinstance(value, dict):
        return {key: without_nothing(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [without_nothing(item) for item in value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        CONTAINER,
        k8s.PodSpec(containers=[CONTAINER], node_selector={"disk": "ssd", "": ""}),
        {"limits": [1, 2.5, True, None, "text"]},
        k8s.ObjectMeta(labels={}),
    ],
)
def test_both_ways_send_the_same(value: Any, by_properties: Callable[[Any], Any]) -> None:
    ours = by_values(cast("_kernel.Kernel", None), value)
    assert without_nothing(ours) == without_nothing(by_properties(value))


def test_false_zero_and_empty_are_set() -> None:
    sent = by_values(cast("_kernel.Kernel", None), CONTAINER)["$jsii.struct"]["data"]
    assert sent["volumeMounts"] == []
    assert sent["securityContext"]["$jsii.struct"]["data"] == {
        "runAsUser": 0,
        "privileged": False,
    }
