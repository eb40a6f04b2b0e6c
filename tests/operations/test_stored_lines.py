"""What a store is asked; what real ones answer is seen in tests/e2e."""

import json

import msgspec
import pytest

from nexus_gitops.errors import UnreachableError
from nexus_gitops.operations.log_lines import Level, Wanted
from nexus_gitops.operations.log_question import MOST, Question
from nexus_gitops.operations.logsql import logsql
from nexus_gitops.operations.search_api import request
from nexus_gitops.operations.stored_lines import ask
from nexus_gitops.platform import loading
from nexus_gitops.platform.log_store import HasLogStore, LogsQL, LogStore, SearchApi
from nexus_gitops.platform.project import platform
from nexus_platform.addons.logging.settings import (
    Backend,
    Elasticsearch,
    Logging,
    OpenSearch,
    VictoriaLogs,
)
from nexus_platform.environment import Environment


def asked(question: Question) -> tuple[str, ...]:
    return tuple(logsql(question).split(" | "))


def test_nothing_chosen_is_everything_but_no_more_than_one_answer_holds() -> None:
    assert asked(Question("", None, None, Wanted())) == (
        "*",
        "sort by (_time) desc",
        f"limit {MOST}",
    )
    assert asked(Question("", 10 * MOST, None, Wanted()))[-1] == f"limit {MOST}"


def test_each_choice_is_a_filter() -> None:
    wanted = Wanted(Level.WARN, workspace="ws-123", user="ann")
    filters, _, limit = asked(Question("nexus-os", 5, 3600, wanted))
    assert filters == (
        '_time:3600s service:="nexus-os" workspaceId:="ws-123" userId:="ann" level:in(warn,error)'
    )
    assert limit == "limit 5"


def test_what_somebody_asks_for_is_a_word_and_no_query() -> None:
    filters, *_ = asked(Question("", None, None, Wanted(user='a" or _msg:*')))
    assert filters == 'userId:="a\\" or _msg:*"'


def test_a_store_that_is_away_is_told_with_the_way_round_it() -> None:
    with pytest.raises(UnreachableError) as away:
        ask(1, store("staging"), "secret", Question("", None, None, Wanted()))
    assert "--pods" in (away.value.hint or "")


def test_an_index_is_asked_the_same() -> None:
    wanted = Wanted(Level.WARN, workspace='ws" OR *', user="ann")
    sent = request("nexus-staging", Question("nexus-os", 5, 3600, wanted))
    body = json.loads(sent.body)
    assert sent.path == "/nexus-staging/_search"
    assert body["size"] == 5
    assert body["sort"] == [{"timestamp": "desc"}]
    assert body["query"]["bool"]["filter"] == [
        {"range": {"timestamp": {"gte": "now-3600s"}}},
        {"term": {"service": "nexus-os"}},
        {"term": {"workspaceId": 'ws" OR *'}},
        {"term": {"userId": "ann"}},
        {"terms": {"level": ["warn", "error"]}},
    ]


def store(environment: str, backend: Backend | None = None) -> LogStore:
    env = loading.load(environment)
    assert isinstance(env, Environment)
    if backend is not None:
        env = msgspec.structs.replace(env, logging=Logging(backend=backend))
    ours = platform()
    assert isinstance(ours, HasLogStore)
    found = ours.log_store(env)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("backend", "service", "language"),
    [
        (VictoriaLogs(), "victoria-logs", LogsQL()),
        (OpenSearch(), "opensearch", SearchApi("nexus-staging")),
        (Elasticsearch(), "elasticsearch", SearchApi("nexus-staging")),
    ],
)
def test_the_platform_tells_its_store_where_it_keeps_lines_and_no_other(
    backend: Backend, service: str, language: LogsQL | SearchApi
) -> None:
    ours = platform()
    assert isinstance(ours, HasLogStore)
    assert ours.log_store(loading.load("dev")) is None
    found = store("staging", backend)
    assert (found.namespace, found.service) == ("nexus-staging-logging", service)
    assert found.language == language
