"""What Fluent Bit is told: whose lines it reads, what it makes of them, where they go.

Source: https://docs.fluentbit.io/manual/administration/configuring-fluent-bit/yaml
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from nexus_platform.addons.logging import names
from nexus_platform.addons.logging.outputs import output
from nexus_platform.addons.logging.settings import Backend

if TYPE_CHECKING:
    from nexus_constructs.component import Installation

CONFIGURATION: Final = "/fluent-bit/etc/nexus"
LOGS: Final = "/var/log"
"""Where the kubelet has containers' log files; those in `containers` are links into `pods`."""
BUFFER: Final = "/buffer"
SCRIPT: Final = "contract.lua"
FUNCTION: Final = "to_contract"

_CONTAINERS: Final = f"{LOGS}/containers"
_TAG: Final = "kube"
_CHUNKS_IN_MEMORY: Final = 32
"""Of two megabytes each; what is more waits on disk."""
_LARGEST_BUFFER: Final = "512M"
_LONGEST_LINE: Final = "256k"
_RETRIES: Final = 60
_LONGEST_WAIT_SECONDS: Final = 60
"""Between two retries, so that all of them take an hour at most."""


def pipeline(
    namespaces: Sequence[str], installation: "Installation", backend: Backend
) -> Mapping[str, Any]:
    """The file that Fluent Bit reads.

    Its own lines are left out: one that tells of a failure would bring on the next.

    Args:
        namespaces: whose pods are read.
        installation: the one that Fluent Bit is of.
        backend: where lines go.
    """
    own = f"{_CONTAINERS}/{names.FLUENT_BIT}-*_{installation.namespace}_*.log"
    return {
        "service": {
            "flush": 1,
            "grace": 20,
            "log_level": "warn",
            "http_server": True,
            "http_listen": "0.0.0.0",  # noqa: S104 -- in its pod
            "http_port": names.FLUENT_BIT_PORT,
            "scheduler.base": 1,
            "scheduler.cap": _LONGEST_WAIT_SECONDS,
            "storage.path": f"{BUFFER}/chunks",
            "storage.max_chunks_up": _CHUNKS_IN_MEMORY,
            "storage.backlog.mem_limit": "16M",
            "storage.metrics": True,
            "storage.delete_irrecoverable_chunks": True,
        },
        "pipeline": {
            "inputs": [
                {
                    "name": "tail",
                    "tag": f"{_TAG}.*",
                    "path": ",".join(f"{_CONTAINERS}/*_{one}_*.log" for one in namespaces),
                    "exclude_path": own,
                    "multiline.parser": "cri",
                    "db": f"{BUFFER}/positions.db",
                    "read_from_head": True,
                    "refresh_interval": 5,
                    "rotate_wait": 30,
                    "buffer_max_size": _LONGEST_LINE,
                    "skip_long_lines": True,
                    "storage.type": "filesystem",
                }
            ],
            "filters": [
                {
                    "name": "kubernetes",
                    "match": f"{_TAG}.*",
                    "kube_tag_prefix": f"{_TAG}{_CONTAINERS.replace('/', '.')}.",
                    "merge_log": True,
                    "keep_log": False,
                    "labels": False,
                    "annotations": False,
                    "buffer_size": 0,
                },
                {
                    "name": "lua",
                    "match": f"{_TAG}.*",
                    "script": f"{CONFIGURATION}/{SCRIPT}",
                    "call": FUNCTION,
                },
            ],
            "outputs": [
                {
                    **output(backend, installation.name),
                    "match": f"{_TAG}.*",
                    "retry_limit": _RETRIES,
                    "storage.total_limit_size": _LARGEST_BUFFER,
                }
            ],
        },
    }
