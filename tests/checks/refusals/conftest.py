"""What the API server says of one changed field."""

from collections.abc import Callable
from typing import Any

import pytest

from nexus_gitops.checks.refusals import check_refusals
from nexus_gitops.manifests.identity import KubeObject

Rules = Callable[..., set[str]]


@pytest.fixture
def rules_of(environment: Any) -> Rules:
    """The rules that the environment breaks once `title` has `value` at `place`."""

    def rules(title: str, place: str, value: Any) -> set[str]:
        found = check_refusals(environment.with_field(title, place, value))
        return {finding.rule for finding in found}

    return rules


@pytest.fixture
def rules_of_object() -> Rules:
    """The rules that an object alone breaks."""

    def rules(api_version: str, kind: str, **content: Any) -> set[str]:
        obj: KubeObject = {"apiVersion": api_version, "kind": kind, "metadata": {"name": "x"}}
        return {finding.rule for finding in check_refusals([obj | content])}

    return rules
