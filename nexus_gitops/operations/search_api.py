"""What OpenSearch and Elasticsearch are asked, and what they answer.

Source: https://docs.opensearch.org/latest/query-dsl/
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

from nexus_gitops.operations.log_lines import LogLine, levels_from
from nexus_gitops.operations.log_question import Question, Request

_TIME: Final = "timestamp"
_OF_THE_SHIPPER: Final = ("@timestamp", "stream", "kubernetes")


def request(index: str, question: Question) -> Request:
    """The question as it is sent."""
    body = {
        "size": question.limit,
        "sort": [{_TIME: "desc"}],
        "query": {"bool": {"filter": list(_filters(question))}},
    }
    path = f"/{quote(index, safe='')}/_search"
    return Request(path, json.dumps(body), "application/json")


def lines(answer: str) -> Iterator[LogLine]:
    """What was answered."""
    return (_line(hit["_source"]) for hit in json.loads(answer)["hits"]["hits"])


def _filters(question: Question) -> Iterator[Mapping[str, Any]]:
    if question.since is not None:
        yield {"range": {_TIME: {"gte": f"now-{question.since}s"}}}
    for key, value in question.words.items():
        yield {"term": {key: value}}
    if question.wanted.level is not None:
        yield {"terms": {"level": list(levels_from(question.wanted.level))}}


def _line(found: Mapping[str, Any]) -> LogLine:
    said = {key: value for key, value in found.items() if key not in _OF_THE_SHIPPER}
    # In the order in which every other line is shown.
    fields = {_TIME: found.get(_TIME, ""), **said, "message": said.get("message", "")}
    pod = str(found.get("kubernetes", {}).get("pod_name", ""))
    return LogLine(str(fields[_TIME]), pod, json.dumps(fields, ensure_ascii=False), fields)
