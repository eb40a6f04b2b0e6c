"""elasticsearch, kibana, elasticsearch-setup: an index of lines, and a page to look at it."""

from typing import TYPE_CHECKING, Final

from nexus_platform.addons.logging import index, names, wanted
from nexus_platform.addons.logging.index_server import JAVA_OPTIONS, IndexServer
from nexus_platform.addons.logging.page import PASSWORD, Page
from nexus_platform.addons.logging.setup import Setup

if TYPE_CHECKING:
    from nexus_constructs.containers import Probes

_HOME: Final = "/usr/share/elasticsearch"


def _probes() -> "Probes":
    from nexus_constructs.containers import Probes, tcp_probe

    # Whatever it answers by HTTP asks for a password.
    return Probes(
        startup=tcp_probe(port="http", period=5, failures=120),
        readiness=tcp_probe(port="http", period=5, failures=3),
        liveness=tcp_probe(port="http", period=10, failures=6),
    )


_SERVER: Final = IndexServer(
    names.ELASTICSEARCH,
    home=_HOME,
    settings={
        "xpack.security.enabled": True,
        "xpack.security.enrollment.enabled": False,
        "xpack.security.http.ssl.enabled": False,
        "xpack.security.transport.ssl.enabled": False,
        "xpack.license.self_generated.type": "basic",
        "xpack.ml.enabled": False,
        "ingest.geoip.downloader.enabled": False,
    },
    env={
        "ES_HOME": _HOME,
        "ES_JAVA_OPTS": JAVA_OPTIONS,
        "ES_PATH_CONF": "/made",
    },
    probes=_probes,
    alive=(),
    wanted=wanted.is_elasticsearch,
)
_PAGE: Final = Page(
    names.KIBANA,
    store=names.ELASTICSEARCH,
    home="/usr/share/kibana",
    settings={
        "elasticsearch.hosts": [f"http://{names.ELASTICSEARCH}:{names.INDEX_PORT}"],
        "elasticsearch.username": "kibana_system",
        "elasticsearch.password": f"${{{PASSWORD}}}",
        "telemetry.optIn": False,
        "newsfeed.enabled": False,
    },
    wanted=wanted.is_elasticsearch,
)
_REQUESTS: Final = {
    "mapping": index.mapping(),
    "policy": index.lifecycle(),
    "role": index.elasticsearch_role(),
    "template": index.template({"index.lifecycle.name": index.STREAM}),
}
_SETUP: Final = Setup(
    names.ELASTICSEARCH_SETUP,
    store=names.ELASTICSEARCH,
    page=names.KIBANA,
    admin="elastic",
    wanted=wanted.is_elasticsearch,
    requests=_REQUESTS,
)
COMPONENTS: Final = (_SERVER.component, _PAGE.component, _SETUP.component)
