"""Tells Prometheus how old the newest backup is, and the newest proof that one can be restored.

Both are read in the store, so that they are true whatever became of the pods that made them, and
a run that failed, or never began, is an age that grows.
"""

import asyncio
from typing import Final

import structlog
from prometheus_client import CollectorRegistry, Gauge, start_http_server

from nexus_backup.backup import store_of
from nexus_backup.errors import StepError
from nexus_backup.settings import Settings
from nexus_backup.store import RESTORE_TESTED, STORE_CHECKED, VERIFIED, Store

_LOG = structlog.get_logger(__name__)
_TIMES: Final = {
    VERIFIED: (
        "nexus_backup_last_success_timestamp_seconds",
        "When the newest verified backup was made",
    ),
    RESTORE_TESTED: (
        "nexus_restore_test_last_success_timestamp_seconds",
        "When a backup was last restored and compared",
    ),
    STORE_CHECKED: (
        "nexus_backup_store_check_last_success_timestamp_seconds",
        "When the store was last found whole",
    ),
}


class Exporter:
    """What is told of one store.

    A time is not there until the store has told one, so that `absent()` finds a backup that was
    never made; while the store does not answer, the last one stays.

    Attributes:
        registry: for whoever serves it.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.registry = CollectorRegistry()
        self._times: dict[str, Gauge] = {}
        self._count = Gauge(
            "nexus_backup_verified_backups", "Verified backups in the store", registry=self.registry
        )
        self._reachable = Gauge(
            "nexus_backup_store_up", "Whether the store answered last", registry=self.registry
        )

    async def ask(self) -> None:
        """Ask the store once."""
        try:
            found = {tag: await self._store.list(tag) for tag in _TIMES}
        except StepError as failure:
            _LOG.warning("the store does not answer", step=failure.step, reason=failure.reason)
            self._reachable.set(0)
            return
        self._reachable.set(1)
        self._count.set(len(found[VERIFIED]))
        for tag, snapshots in found.items():
            if snapshots:
                self._time(tag).set(snapshots[-1].taken.timestamp())

    def _time(self, tag: str) -> Gauge:
        if tag not in self._times:
            name, text = _TIMES[tag]
            self._times[tag] = Gauge(name, text, registry=self.registry)
        return self._times[tag]


async def export(settings: Settings) -> None:
    """Serve the metrics until the process ends."""
    exporter = Exporter(store_of(settings))
    start_http_server(settings.metrics_port, registry=exporter.registry)
    _LOG.info("listening", port=settings.metrics_port)
    while True:
        await exporter.ask()
        await asyncio.sleep(settings.metrics_seconds)
