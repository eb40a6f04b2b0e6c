"""opensearch, opensearch-dashboards, opensearch-setup: an index of lines, and a page to look at it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from nexus_platform.addons.logging import index, names, wanted
from nexus_platform.addons.logging.index_server import JAVA_OPTIONS, IndexServer
from nexus_platform.addons.logging.page import PASSWORD, Page
from nexus_platform.addons.logging.setup import Setup

if TYPE_CHECKING:
    from nexus_constructs.containers import Probes
    from nexus_platform.component import Site

_HOME: Final = "/usr/share/opensearch"
_HEALTH: Final = "/_plugins/_security/health"
"""Says 503 until it knows its users; asks for no password."""


def _probes() -> "Probes":
    from nexus_constructs.containers import Probes, http_probe, tcp_probe

    return Probes(
        startup=http_probe(_HEALTH, port="http", period=5, failures=120),
        readiness=http_probe(_HEALTH, port="http", period=5, failures=3),
        liveness=tcp_probe(port="http", period=10, failures=6),
    )


_SERVER: Final = IndexServer(
    names.OPENSEARCH,
    home=_HOME,
    settings={
        "plugins.security.allow_default_init_securityindex": True,
        "plugins.security.restapi.roles_enabled": ["all_access"],
        "plugins.security.ssl.http.enabled": False,
        "plugins.security.ssl.transport.enforce_hostname_verification": False,
    },
    env={
        "OPENSEARCH_HOME": _HOME,
        "OPENSEARCH_JAVA_HOME": f"{_HOME}/jdk",
        "OPENSEARCH_JAVA_OPTS": JAVA_OPTIONS,
        "OPENSEARCH_PATH_CONF": "/made",
    },
    probes=_probes,
    alive=(_HEALTH,),
    wanted=wanted.is_opensearch,
)
_PAGE: Final = Page(
    names.OPENSEARCH_DASHBOARDS,
    store=names.OPENSEARCH,
    home="/usr/share/opensearch-dashboards",
    settings={
        "opensearch.hosts": [f"http://{names.OPENSEARCH}:{names.INDEX_PORT}"],
        "opensearch.username": "kibanaserver",
        "opensearch.password": f"${{{PASSWORD}}}",
        "opensearch.requestHeadersAllowlist": ["authorization", "securitytenant"],
        "opensearch_security.multitenancy.enabled": False,
        # It is reached through a port-forward, in the clear.
        "opensearch_security.cookie.secure": False,
    },
    wanted=wanted.is_opensearch,
)


def _requests(site: "Site", stream: str) -> Mapping[str, Mapping[str, Any]]:
    return {
        "mapping": index.mapping(),
        "policy": index.state_management(stream, wanted.logging(site.env).retention_days),
        "role": index.opensearch_role(stream),
        "role-mapping": index.opensearch_role_mapping(),
        "template": index.template(stream, {}),
    }


_SETUP: Final = Setup(
    names.OPENSEARCH_SETUP,
    store=names.OPENSEARCH,
    page=names.OPENSEARCH_DASHBOARDS,
    admin="admin",
    wanted=wanted.is_opensearch,
    requests=_requests,
)
COMPONENTS: Final = (_SERVER.component, _PAGE.component, _SETUP.component)
