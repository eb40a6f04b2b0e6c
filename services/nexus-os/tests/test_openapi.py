"""The document that programs read is true: Schemathesis finds nothing that it does not say."""

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

PATHS = ("/context/build", "/patch/generate", "/ai/complete", "/health")


@pytest.mark.parametrize("path", PATHS)
def test_no_request_finds_a_server_error_or_an_answer_that_is_not_described(
    service: Any, shared_endpoint: Any, path: str
) -> None:
    shared_endpoint.script = [
        shared_endpoint.says_at_once('[{"op": "remove", "path": "/panels/0"}]')
    ]
    document = schemathesis.openapi.from_url(service.url + "/openapi.json")
    (operation,) = [
        found.ok() for found in document.get_all_operations() if found.ok().path == path
    ]

    @hypothesis.settings(
        max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    @hypothesis.given(operation.as_strategy())
    def run(case: Any) -> None:
        case.call_and_validate(
            headers=service.headers(),
            checks=[
                not_a_server_error,
                status_code_conformance,
                content_type_conformance,
                response_schema_conformance,
            ],
        )

    run()
