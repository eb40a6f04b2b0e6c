"""Operations that read their requests by themselves.

What FastAPI does to call a function with its parameters takes longer than the work of those that
are asked most. So these take the request alone, and say here what OpenAPI tells of them.
"""

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any, Final, TypeVar
from uuid import UUID

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError

from nexus_runtime.problems import Problem

_SECURITY: Final = [{"HTTPBearer": list[str]()}]
WORKSPACE_ID: Final = {
    "name": "workspace_id",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "format": "uuid"},
}
IF_MATCH: Final = {
    "name": "if-match",
    "in": "header",
    "required": False,
    "description": 'The version, as `"7"`',
    "schema": {"type": "string"},
}
_LONGEST_TAGS: Final = 1_000
IF_NONE_MATCH: Final = {
    "name": "if-none-match",
    "in": "header",
    "required": False,
    "description": "ETags of answers that the client has",
    "schema": {"type": "string", "maxLength": _LONGEST_TAGS},
}

Query = TypeVar("Query", bound=BaseModel)


class DirectRoute(APIRoute):
    """A route whose operation is called with the request, and gives the response."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The operation itself."""
        return self.endpoint


def described(*parameters: dict[str, Any], **more: Any) -> dict[str, Any]:
    """For `openapi_extra` of an operation that takes the request alone and needs a token."""
    return {"parameters": list(parameters), "security": _SECURITY, **more}


def described_query(model: type[BaseModel]) -> list[dict[str, Any]]:
    """The parameters of a query."""
    return [
        {"name": name, "in": "query", "required": False, "schema": schema}
        for name, schema in model.model_json_schema()["properties"].items()
    ]


def workspace_id(request: Request) -> UUID:
    """The workspace that a request is about; raises Problem: 422."""
    try:
        return UUID(request.path_params["workspace_id"])
    except ValueError as error:
        raise _invalid("path.workspace_id", "this is no UUID") from error


def if_none_match(request: Request) -> str | None:
    """The header; raises Problem: 422."""
    given = request.headers.get("if-none-match")
    if given is not None and len(given) > _LONGEST_TAGS:
        raise _invalid("header.if-none-match", "this is too long")
    return given


def query(request: Request, model: type[Query]) -> Query:
    """The query of a request; raises Problem: 422."""
    try:
        return model.model_validate(dict(request.query_params))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise _invalid(f"query.{place}", first["msg"]) from None


def _invalid(place: str, why: str) -> Problem:
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", f"{place}: {why}")
