"""A rolling restart under entries that keep connections open: no request fails."""

from pathlib import Path

from nexus_testbed.entry import PageServer, ServiceAddress
from nexus_testbed.fleet import Fleet
from nexus_testbed.platform import Platform
from nexus_testbed.rollout import roll

PODS = 2
USERS = 6
SETTINGS = {"log_level": "info", "drain_seconds": "10", "tenant_requests_per_second": "100000"}


def test_no_request_of_an_entry_fails_that_keeps_connections_to_the_pods(
    platform: Platform,
) -> None:
    fleet = Fleet(platform, SETTINGS, size=PODS)
    fleet.wait_until_ready()
    outcome = roll(fleet, lambda: [pod.url for pod in tuple(fleet.pods)], users=USERS, rounds=1)
    assert outcome.faults == []
    assert outcome.answers > 100
    # They were told, and not only lucky.
    assert outcome.last_answers >= PODS


def test_no_request_through_nginx_and_a_service_fails(platform: Platform, tmp_path: Path) -> None:
    fleet = Fleet(platform, SETTINGS, size=PODS)
    fleet.wait_until_ready()
    for part in ("service", "page"):
        (tmp_path / part).mkdir()
    service = ServiceAddress(tmp_path / "service")
    service.lead_to([pod.url for pod in fleet.pods])
    page = PageServer(tmp_path / "page", service.url)
    try:
        outcome = roll(fleet, lambda: [page.url], users=USERS, rounds=1, lead_to=service.lead_to)
    finally:
        page.stop()
        service.stop()
    assert outcome.faults == []
    assert outcome.answers > 100
