"""What OpenSearch Dashboards and Kibana show of the lines: searches, and a dashboard of them.

Both read the form that they had when they were one program, and bring it to their own.
Source: https://docs.opensearch.org/latest/dashboards/management/management-index/
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from nexus_platform.addons.logging.index import STREAM

_LINES: Final = "nexus-lines"
_INDEX: Final = "kibanaSavedObjectMeta.searchSourceJSON.index"
_COLUMNS: Final = ("level", "service", "workspaceId", "userId", "message")
_SEARCHES: Final = (
    ("nexus-errors", "What went wrong", "level: (warn or error)"),
    ("nexus-workspaces", "Life of the workspaces", "workspaceId: * and message: workspace"),
    ("nexus-requests", "Requests", "requestId: *"),
)
_HALF: Final = 24
"""Of a dashboard's width."""


def saved_objects() -> str:
    """A file to import, an object a line; see `index.filled`."""
    lines = [json.dumps(one, sort_keys=True, separators=(",", ":")) for one in _objects()]
    return "".join(f"{line}\n" for line in lines)


def _objects() -> Iterator[Mapping[str, Any]]:
    yield {
        "type": "index-pattern",
        "id": _LINES,
        "attributes": {"title": STREAM, "timeFieldName": "timestamp"},
        "references": [],
    }
    for name, title, query in _SEARCHES:
        yield _search(name, title, query)
    over_time = {
        "type": "date_histogram",
        "schema": "segment",
        "params": {"field": "timestamp", "interval": "auto"},
    }
    yield _picture(
        "nexus-levels", "Lines by level", "histogram", over_time, _most("level", "group")
    )
    yield _picture("nexus-services", "Lines by service", "table", _most("service", "bucket"))
    yield _dashboard(
        ("visualization", "nexus-levels", _HALF),
        ("visualization", "nexus-services", _HALF),
        *(("search", name, 2 * _HALF) for name, _, _ in _SEARCHES),
    )


def _search(name: str, title: str, query: str) -> Mapping[str, Any]:
    return {
        "type": "search",
        "id": name,
        "attributes": {
            "title": title,
            "columns": list(_COLUMNS),
            "sort": [["timestamp", "desc"]],
            "kibanaSavedObjectMeta": _source(query),
        },
        "references": [_of_lines()],
    }


def _picture(name: str, title: str, kind: str, *buckets: Mapping[str, Any]) -> Mapping[str, Any]:
    count = {"id": "1", "enabled": True, "type": "count", "schema": "metric", "params": {}}
    grouped = [
        {"id": str(n), "enabled": True, **bucket} for n, bucket in enumerate(buckets, start=2)
    ]
    state = {"title": title, "type": kind, "params": {}, "aggs": [count, *grouped]}
    return {
        "type": "visualization",
        "id": name,
        "attributes": {
            "title": title,
            "visState": json.dumps(state),
            "uiStateJSON": "{}",
            "kibanaSavedObjectMeta": _source(""),
        },
        "references": [_of_lines()],
    }


def _most(field: str, schema: str) -> Mapping[str, Any]:
    params = {"field": field, "size": 10, "order": "desc", "orderBy": "1"}
    return {"type": "terms", "schema": schema, "params": params}


def _dashboard(*panels: tuple[str, str, int]) -> Mapping[str, Any]:
    return {
        "type": "dashboard",
        "id": "nexus",
        "attributes": {
            "title": "Nexus",
            "optionsJSON": json.dumps({"useMargins": True}),
            "panelsJSON": json.dumps(list(_placed(panels))),
            "timeRestore": True,
            "timeFrom": "now-24h",
            "timeTo": "now",
            "kibanaSavedObjectMeta": {
                "searchSourceJSON": json.dumps({"query": {"language": "kuery", "query": ""}})
            },
        },
        "references": [
            {"name": f"panel_{n}", "type": kind, "id": name}
            for n, (kind, name, _) in enumerate(panels)
        ],
    }


def _placed(panels: Sequence[tuple[str, str, int]]) -> Iterator[Mapping[str, Any]]:
    height, across, down = 15, 0, 0
    for n, (_, _, width) in enumerate(panels):
        place = {"x": across, "y": down, "w": width, "h": height, "i": str(n)}
        yield {"gridData": place, "panelIndex": str(n), "panelRefName": f"panel_{n}"}
        across += width
        if across >= 2 * _HALF:
            across, down = 0, down + height


def _source(query: str) -> Mapping[str, Any]:
    source = {
        "query": {"language": "kuery", "query": query},
        "filter": [],
        "indexRefName": _INDEX,
    }
    return {"searchSourceJSON": json.dumps(source)}


def _of_lines() -> Mapping[str, Any]:
    return {"name": _INDEX, "type": "index-pattern", "id": _LINES}
