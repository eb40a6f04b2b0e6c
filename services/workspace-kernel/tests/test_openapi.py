"""The document that programs read is true: Schemathesis finds nothing that it does not say."""

from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from nexus_testbed.model import serve_model

OPERATIONS = [
    ("GET", "/api/capabilities"),
    ("GET", "/api/me"),
    ("POST", "/api/workspaces"),
    ("GET", "/api/workspaces"),
    ("GET", "/api/workspaces/{workspace_id}"),
    ("PATCH", "/api/workspaces/{workspace_id}"),
    ("DELETE", "/api/workspaces/{workspace_id}"),
    ("GET", "/api/workspaces/{workspace_id}/graph"),
    ("PATCH", "/api/workspaces/{workspace_id}/graph"),
    ("POST", "/api/workspaces/{workspace_id}/proposals"),
]


@pytest.fixture
def document(start_kernel: Callable[..., Any], platform: Any) -> Iterator[tuple[Any, Any]]:
    """What a kernel says of itself, and the kernel; a model proposes."""
    with serve_model() as model:
        model.script = [model.says_at_once('[{"op": "add", "path": "/panels/p", "value": {}}]')]
        nexus_os = platform.nexus_os(llm_base_url=model.url, llm_model="small")
        kernel = start_kernel(nexus_os_url=nexus_os.url, tenant_max_workspaces=1_000_000)
        yield schemathesis.openapi.from_url(kernel.url + "/api/openapi.json"), kernel


def test_no_request_finds_a_server_error_or_an_answer_that_is_not_described(
    document: tuple[Any, Any],
) -> None:
    schema, kernel = document
    ann = kernel.client()
    found = {
        (one.ok().method.upper(), one.ok().path): one.ok() for one in schema.get_all_operations()
    }
    assert set(found) == set(OPERATIONS)
    for name in OPERATIONS:

        @hypothesis.settings(
            max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None
        )
        @hypothesis.given(found[name].as_strategy(), hypothesis.strategies.booleans())
        def run(case: Any, there: bool) -> None:  # noqa: FBT001 -- Hypothesis gives it
            if there and case.path_parameters:
                case.path_parameters = {"workspace_id": ann.create_workspace()}
            case.call_and_validate(
                headers={"Authorization": f"Bearer {ann.token}"},
                checks=[
                    not_a_server_error,
                    status_code_conformance,
                    content_type_conformance,
                    response_schema_conformance,
                ],
            )

        run()
