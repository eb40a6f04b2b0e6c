"""What VictoriaLogs is asked, and what it answers.

The language is LogsQL: https://docs.victoriametrics.com/victorialogs/logsql/
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from nexus_gitops.operations.log_lines import LogLine, levels_from
from nexus_gitops.operations.log_question import Question, Request

_QUERY: Final = "/select/logsql/query"
_OF_THE_STORE: Final = ("_time", "_msg", "_stream", "_stream_id", "stream", "timestamp", "message")
_OF_THE_POD: Final = "kubernetes."


def request(question: Question) -> Request:
    """The question as it is sent."""
    body = urlencode({"query": logsql(question)})
    return Request(_QUERY, body, "application/x-www-form-urlencoded")


def logsql(question: Question) -> str:
    """The question in LogsQL: filters, then the newest of what passes them."""
    return f"{' '.join(_filters(question)) or '*'} | sort by (_time) desc | limit {question.limit}"


def lines(answer: str) -> Iterator[LogLine]:
    """What was answered, an object a line."""
    return map(_line, map(json.loads, answer.splitlines()))


def _filters(question: Question) -> Iterator[str]:
    if question.since is not None:
        yield f"_time:{question.since}s"
    for key, value in question.words.items():
        yield f"{key}:={json.dumps(value, ensure_ascii=False)}"
    if question.wanted.level is not None:
        yield f"level:in({','.join(levels_from(question.wanted.level))})"


def _line(found: Mapping[str, Any]) -> LogLine:
    said = {
        key: value
        for key, value in found.items()
        if key not in _OF_THE_STORE and not key.startswith(_OF_THE_POD)
    }
    fields = {"timestamp": found["_time"], **said, "message": found.get("_msg", "")}
    pod = str(found.get(f"{_OF_THE_POD}pod_name", ""))
    return LogLine(str(found["_time"]), pod, json.dumps(fields, ensure_ascii=False), fields)
