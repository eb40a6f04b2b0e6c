"""What an index of lines is: which keys are found, how long lines are kept, who may do what.

Each is a request's body, with `STREAM` and `DAYS` in the place of what an environment says.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from nexus_platform.addons.logging import names

STREAM: Final = "@stream@"
DAYS: Final = "@days@"
_KEYS: Final = ("level", "service", "workspaceId", "userId", "tenant", "requestId")
_LONGEST_KEY: Final = 1024
"""Characters; a longer one is kept and not found, where the whole line would be refused."""
_OLDEST_INDEX: Final = "1d"
_LARGEST_INDEX: Final = "10gb"
_STREAM_PRIORITY: Final = 200
"""Above what either brings along for `logs-*-*`."""


def filled(text: str, stream: str, days: int) -> str:
    """A text that names the data stream, or how many days lines are kept.

    JSON is written before: a chart knows the two later, and what stands for them in texts would be
    escaped.
    """
    return text.replace(STREAM, stream).replace(DAYS, f"{days}")


def body(request: Mapping[str, Any]) -> str:
    """A request's body."""
    return json.dumps(request, indent=2) + "\n"


def mapping() -> Mapping[str, Any]:
    """The keys that are found.

    Whatever else a line says is kept and shown with it, and makes no field: tenants choose such
    keys, and fields cost memory for good.
    """
    keyword = {"type": "keyword", "ignore_above": _LONGEST_KEY}
    pod = ("namespace_name", "pod_name", "container_name")
    return {
        "dynamic": False,
        "properties": {
            "@timestamp": {"type": "date"},
            "timestamp": {"type": "date"},
            "message": {"type": "text"},
            **dict.fromkeys(_KEYS, keyword),
            "kubernetes": {"dynamic": False, "properties": dict.fromkeys(pod, keyword)},
        },
    }


def template(settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """What each index of the data stream is made by."""
    return {
        "index_patterns": [STREAM],
        "priority": _STREAM_PRIORITY,
        "data_stream": {},
        "template": {
            "settings": {"number_of_shards": 1, "number_of_replicas": 0, **settings},
            "mappings": mapping(),
        },
    }


def state_management() -> Mapping[str, Any]:
    """OpenSearch: a new index each day, or when it is large; each goes when its last line is so old.

    Source: https://docs.opensearch.org/latest/im-plugin/ism/policies/
    """
    rollover = {"min_index_age": _OLDEST_INDEX, "min_primary_shard_size": _LARGEST_INDEX}
    over = {"min_rollover_age": f"{DAYS}d"}
    return {
        "policy": {
            "description": f"Lines of {STREAM}",
            "default_state": "written",
            "states": [
                {
                    "name": "written",
                    "actions": [{"rollover": rollover}],
                    "transitions": [{"state_name": "over", "conditions": over}],
                },
                {"name": "over", "actions": [{"delete": {}}], "transitions": []},
            ],
            # Of a data stream its name counts, and not those of its indices.
            "ism_template": [{"index_patterns": [STREAM], "priority": _STREAM_PRIORITY}],
        }
    }


def lifecycle() -> Mapping[str, Any]:
    """Elasticsearch: the same.

    Source: https://www.elastic.co/docs/manage-data/lifecycle/index-lifecycle-management
    """
    rollover = {"max_age": _OLDEST_INDEX, "max_primary_shard_size": _LARGEST_INDEX}
    return {
        "policy": {
            "phases": {
                "hot": {"actions": {"rollover": rollover}},
                "delete": {"min_age": f"{DAYS}d", "actions": {"delete": {}}},
            }
        }
    }


def opensearch_role() -> Mapping[str, Any]:
    """What `STORE_USER` may: write lines, and read them.

    Source: https://docs.opensearch.org/latest/security/access-control/default-action-groups/
    """
    return {
        "cluster_permissions": ["cluster_composite_ops", "cluster_monitor"],
        "index_permissions": [
            {"index_patterns": [STREAM, f".ds-{STREAM}-*"], "allowed_actions": ["read", "index"]}
        ],
    }


def opensearch_role_mapping() -> Mapping[str, Any]:
    """Who has that role."""
    return {"users": [names.STORE_USER]}


def elasticsearch_role() -> Mapping[str, Any]:
    """What `STORE_USER` may beside looking at the page.

    Source: https://www.elastic.co/docs/reference/elasticsearch/security-privileges
    """
    return {
        "cluster": ["monitor"],
        "indices": [{"names": [STREAM], "privileges": ["read", "create_doc"]}],
    }
