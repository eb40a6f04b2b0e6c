"""Run nexus-os: `python -m nexus_os`."""

import sys

import structlog
import uvloop
from pydantic import ValidationError

from nexus_os.api import create
from nexus_os.settings import Settings
from nexus_runtime import logs
from nexus_runtime.server import Server

_NAME = "nexus-os"
# After DRAIN_SECONDS. A pod has 60 s from SIGTERM on; a model's answer takes at most 50
# (LLM_TOTAL_SECONDS).
_LAST_ANSWERS_SECONDS = 45


async def _drained() -> None:
    """Nothing to hand over: answers that are under way end by themselves."""


def main() -> None:
    """Serve until SIGTERM; exits with 2 where the settings are wrong."""
    try:
        settings = Settings()
    except ValidationError as error:
        logs.configure(_NAME, "info")
        for fault in error.errors(include_input=False, include_url=False):
            place = "_".join(str(part) for part in fault["loc"]).upper()
            structlog.get_logger(_NAME).error("a setting is wrong", setting=place, why=fault["msg"])
        sys.exit(2)
    logs.configure(_NAME, settings.log_level)
    log = structlog.get_logger(_NAME)
    log.info("service start")
    if not settings.auth_enabled:
        log.warning("AUTH_ENABLED is false: everybody is let in")
    server = Server(
        create(settings),
        settings.port,
        settings,
        _drained,
        last_answers_seconds=_LAST_ANSWERS_SECONDS,
    )
    uvloop.run(server.serve())
    if not server.started:
        sys.exit(1)


if __name__ == "__main__":
    main()
