"""Errors as the client sees them: problem details (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException


class ProblemDocument(BaseModel):
    """The body of every error.

    Attributes:
        type: always `about:blank`; `code` tells problems apart.
        title: the status in words.
        status: the HTTP status.
        detail: what is wrong, with the value, and the way out.
        code: a word for programs.
        requestId: the name of the request, by which its lines in the log are found.
    """

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    requestId: str | None = None  # noqa: N815 -- the wire's word


class Problem(Exception):  # noqa: N818 -- the RFC's word
    """An error that its client is told.

    Args:
        status: the HTTP status.
        code: a word for programs.
        detail: what is wrong, and the way out; shown as it is.
        retry_after: seconds until another try makes sense.
    """

    def __init__(
        self, status: HTTPStatus, code: str, detail: str, *, retry_after: int | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.retry_after = retry_after

    def response(self) -> JSONResponse:
        """The problem as an answer."""
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        if self.status is HTTPStatus.REQUEST_TIMEOUT:
            headers["Connection"] = "close"  # RFC 9110, section 15.5.9
        return _answer(self.status, self.code, self.detail, headers)


RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "Problem details",
        "content": {"application/problem+json": {"schema": ProblemDocument.model_json_schema()}},
    }
}
"""For `FastAPI(responses=...)`: every operation may answer with a problem."""


def install(app: FastAPI) -> None:
    """Make every error of `app` a problem, foreseen or not."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _defect)


def _problem(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)  # noqa: S101 -- registered for this class
    return error.response()


def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 -- registered for this class
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return _answer(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", f"{place}: {first['msg']}")


def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 -- registered for this class
    status = HTTPStatus(error.status_code)
    code = status.phrase.lower().replace(" ", "-")
    return _answer(status, code, str(error.detail), error.headers)


def _defect(_request: Request, _error: Exception) -> Response:
    # Starlette raises it again afterwards, so that uvicorn logs it with its traceback.
    return _answer(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "defect",
        "this is a defect of the service; its log says more",
    )


def _answer(
    status: HTTPStatus, code: str, detail: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    body = ProblemDocument(
        title=status.phrase,
        status=status,
        detail=detail,
        code=code,
        requestId=structlog.contextvars.get_contextvars().get("requestId"),
    )
    return JSONResponse(
        body.model_dump(exclude_none=True),
        status,
        headers=headers,
        media_type="application/problem+json",
    )
