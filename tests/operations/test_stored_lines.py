"""What a store is asked; what it answers is seen with a real one in tests/e2e/test_logs.py."""

import pytest

from nexus_gitops.errors import UnreachableError
from nexus_gitops.operations.log_lines import Level, Wanted
from nexus_gitops.operations.stored_lines import MOST, Question, ask, logsql
from nexus_gitops.platform import loading
from nexus_gitops.platform.log_store import HasLogStore
from nexus_gitops.platform.project import platform


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
        ask(1, "nexus", "secret", Question("", None, None, Wanted()))
    assert "--pods" in (away.value.hint or "")


def test_the_platform_tells_its_store_where_it_keeps_lines_and_no_other() -> None:
    ours = platform()
    assert isinstance(ours, HasLogStore)
    assert ours.log_store(loading.load("dev")) is None
    found = ours.log_store(loading.load("staging"))
    assert found is not None
    assert (found.namespace, found.service) == ("nexus-staging-logging", "victoria-logs")
