"""Request bodies that are parsed and checked in a worker thread.

A graph of 5,000 panels takes a tenth of a second, during which the event loop serves others. So the
endpoints take the request as it is, and OpenAPI is told here what they read.
"""

import asyncio
from http import HTTPStatus
from typing import Any, TypeVar

import orjson
from fastapi import FastAPI, Request
from pydantic import BaseModel, ValidationError
from pydantic.json_schema import models_json_schema

from nexus_runtime.graph import GraphLimits
from nexus_runtime.problems import Problem

_REFERENCE = "#/components/schemas/{model}"
B = TypeVar("B", bound=BaseModel)


async def read(request: Request, model: type[B], limits: GraphLimits) -> B:
    """The body of `request` as `model`.

    Raises:
        Problem: 413, a graph is over a limit; 422, it is no such body.
    """
    return await asyncio.to_thread(_parse, await request.body(), model, limits)


def documented(model: type[BaseModel]) -> dict[str, Any]:
    """For `openapi_extra` of an endpoint that reads `model`."""
    schema = {"$ref": _REFERENCE.format(model=model.__name__)}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def describe(app: FastAPI, *models: type[BaseModel]) -> None:
    """Put `models` among the schemas of the app's OpenAPI document."""
    _, definitions = models_json_schema(
        [(model, "validation") for model in models], ref_template=_REFERENCE
    )
    schemas = app.openapi().setdefault("components", {}).setdefault("schemas", {})
    schemas.update(definitions["$defs"])


def _parse(body: bytes, model: type[B], limits: GraphLimits) -> B:
    try:
        return model.model_validate(orjson.loads(body), context=limits)
    except orjson.JSONDecodeError as error:
        raise _invalid(f"body: no JSON: {error}") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join(str(part) for part in ("body", *first["loc"]))
        raise _invalid(f"{place}: {first['msg']}") from None


def _invalid(detail: str) -> Problem:
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", detail)
