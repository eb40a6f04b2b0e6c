"""Logs of real containers, and a port of this machine that leads into a real pod."""

from http.client import HTTPConnection

from tests.e2e.conftest import Platform
from tests.e2e.patience import until

CONNECTIONS = 120
"""More than are open at once to an API server, as a browser makes in a day."""


def page(place: str) -> bytes:
    """The page, by a connection that we end and not the server."""
    connection = HTTPConnection(place, timeout=30)
    connection.request("GET", "/")
    text = connection.getresponse().read()
    connection.close()
    return text


def test_every_service_has_a_log(live: Platform) -> None:
    for service in ("workspace-kernel", "nexus-os", "graphstudio-frontend", "postgres", "redis"):
        done = live.machine.run("logs", service, "--env", "dev", "--tail", "3")
        assert done.code == 0, done.err
        assert 1 <= len(done.out.splitlines()) <= 3, done.out


def test_a_port_of_this_machine_leads_into_the_page(live: Platform) -> None:
    with live.machine.running(
        "port-forward", "graphstudio-frontend", "0:80", "-e", "dev"
    ) as command:
        assert command.stdout is not None
        place = command.stdout.readline().split()[0]
        until(lambda: b"<title>" in page(place), "the page")
        for _ in range(CONNECTIONS):
            assert b"<title>" in page(place)
