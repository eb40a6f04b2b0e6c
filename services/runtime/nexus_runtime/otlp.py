"""Requests as spans, sent by OTLP over HTTP; OpenTelemetry's own variables say where and how."""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.types import Scope

_LAST_SECONDS = 2.0
_PROPAGATOR = TraceContextTextMapPropagator()


class OtlpSpans:
    """See `tracing.Spans`; a collector that is away costs no request anything.

    Args:
        service: the name that its spans carry, unless OTEL_SERVICE_NAME says otherwise.
    """

    def __init__(self, service: str) -> None:
        name = os.environ.get("OTEL_SERVICE_NAME") or service
        resource = Resource.create({SERVICE_NAME: name})
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._exporter = OTLPSpanExporter()
        self._provider.add_span_processor(BatchSpanProcessor(self._exporter))
        self._tracer = self._provider.get_tracer(__name__)

    @contextmanager
    def span(self, scope: Scope, trace: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
        """The request's span, a child of the one that `trace` names."""
        method = scope.get("method", "WEBSOCKET")
        with self._tracer.start_as_current_span(
            method, context=_PROPAGATOR.extract(trace), kind=SpanKind.SERVER
        ) as span:
            headers: dict[str, str] = {}
            _PROPAGATOR.inject(headers)
            try:
                yield headers
            except Exception:
                span.set_status(Status(StatusCode.ERROR))
                raise
            finally:
                # By its route, and not by its path, whose ids have no bound.
                route = getattr(scope.get("route"), "path", None)
                if route is not None:
                    span.update_name(f"{method} {route}")
                    span.set_attribute("http.route", route)
                span.set_attribute("http.request.method", method)

    def close(self) -> None:
        """Send what was not sent yet, unless the collector lets a pod wait that has to end."""
        closing = threading.Thread(target=self._provider.shutdown, daemon=True)
        closing.start()
        closing.join(_LAST_SECONDS)
        self._exporter.shutdown()  # type: ignore[no-untyped-call] # the SDK types it not
