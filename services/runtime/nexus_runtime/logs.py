"""Logs: one JSON object a line on stdout, whoever wrote it.

{"timestamp": "2025-01-01T00:00:00.000Z", "level": "info", "service": "workspace-kernel",
 "message": "workspace created", "workspaceId": "ws-123"}
"""

import logging
import sys
from datetime import UTC, datetime

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from nexus_runtime.settings import LogLevel

_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warn": logging.WARNING}
# Libraries that write a line for every request or frame below this level.
_QUIET = ("uvicorn.access", "websockets", "httpx", "httpcore", "asyncio", "sqlalchemy")
# Uvicorn's own; at debug it writes each WebSocket's headers, and the token that is in one.
_NEVER_DEBUG = "uvicorn.error"
_OF_CLIENTS = ("Invalid UTF-8 sequence", "Invalid HTTP request", "Unsupported upgrade request")


def configure(service: str, level: LogLevel) -> None:
    """Send the records of structlog and of the standard library to stdout.

    Args:
        service: value of the key `service`.
        level: the lowest level that is written.
    """
    numeric = _LEVELS.get(level, logging.ERROR)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        _Stamp(service),
        structlog.processors.EventRenamer("message"),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(numeric),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _in_order,
                structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=numeric, force=True)
    logging.captureWarnings(capture=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(numeric, logging.WARNING))
    uvicorn = logging.getLogger(_NEVER_DEBUG)
    uvicorn.setLevel(max(numeric, logging.INFO))
    uvicorn.addFilter(_is_of_the_service)


def _is_of_the_service(record: logging.LogRecord) -> bool:
    """Whether a line of uvicorn tells of the service, and not of what one client did.

    Requests and WebSockets have lines of their own (`metrics.Observation`), without queries.
    """
    text = str(record.msg)
    return '"WebSocket %s"' not in text and not text.startswith(_OF_CLIENTS)


class _Stamp:
    def __init__(self, service: str) -> None:
        self._service = service

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        event["timestamp"] = now.replace("+00:00", "Z")
        event["service"] = self._service
        if event["level"] == "warning":
            event["level"] = "warn"
        return event


def _in_order(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    event.pop("color_message", None)  # uvicorn's, for terminals
    first = ("timestamp", "level", "service", "message")
    return {key: event[key] for key in first} | dict(event)
