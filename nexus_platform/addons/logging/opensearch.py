"""opensearch, opensearch-dashboards, opensearch-setup: an index of lines, and a page to look at it."""

from typing import TYPE_CHECKING, Final

from nexus_platform.addons.logging import index, names, wanted
from nexus_platform.addons.logging.index_server import JAVA_OPTIONS, IndexServer
from nexus_platform.addons.logging.page import PASSWORD, Page
from nexus_platform.addons.logging.setup import Setup

if TYPE_CHECKING:
    from nexus_constructs.containers import Probes

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
_REQUESTS: Final = {
    "mapping": index.mapping(),
    "policy": index.state_management(),
    "role": index.opensearch_role(),
    "role-mapping": index.opensearch_role_mapping(),
    "template": index.template({}),
}
_SETUP: Final = Setup(
    names.OPENSEARCH_SETUP,
    store=names.OPENSEARCH,
    page=names.OPENSEARCH_DASHBOARDS,
    admin="admin",
    wanted=wanted.is_opensearch,
    requests=_REQUESTS,
)
COMPONENTS: Final = (_SERVER.component, _PAGE.component, _SETUP.component)
