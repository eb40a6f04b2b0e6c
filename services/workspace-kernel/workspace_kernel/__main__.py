"""`python -m workspace_kernel`: serve until SIGTERM."""

import socket
import sys

import structlog
import uvloop
from pydantic import ValidationError

from nexus_runtime import logs
from nexus_runtime.server import Server
from workspace_kernel.app import build
from workspace_kernel.settings import KernelSettings

_SERVICE = "workspace-kernel"
_LOG = structlog.get_logger(_SERVICE)


def main() -> None:
    """Run the service; ends with 1 where its settings are wrong."""
    try:
        settings = KernelSettings()
    except ValidationError as error:
        logs.configure(_SERVICE, "info")
        for one in error.errors(include_input=False, include_url=False):
            name = "_".join(str(part) for part in one["loc"]).upper()
            _LOG.error("a setting is wrong", setting=name, reason=one["msg"])
        sys.exit(1)
    logs.configure(_SERVICE, settings.log_level)
    _LOG.info("service start", capacity=settings.max_workspaces_per_pod)
    if not settings.auth_enabled:
        _LOG.warning(
            "AUTH_ENABLED is false: everybody is let in as one user; never do so in public"
        )
    uvloop.run(_serve(settings))


async def _serve(settings: KernelSettings) -> None:
    # Bound here, since other pods are told the port before the first request.
    listener = socket.create_server(("0.0.0.0", settings.port), backlog=2048)  # noqa: S104 -- a pod is reached from outside
    app = build(settings, listener.getsockname()[1])
    await Server(app, settings.port, settings, app.state.kernel.host.drain).serve(
        sockets=[listener]
    )


if __name__ == "__main__":
    main()
