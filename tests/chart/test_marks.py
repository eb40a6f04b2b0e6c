"""What is not known yet goes through code that does not know of it, and comes out as it went in."""

import json

import pytest

from nexus_gitops.chart.expressions import Call, Ref, Text
from nexus_gitops.chart.marks import expression, is_symbolic, mark, mark_number, without_marks
from nexus_gitops.chart.questions import UnderivableError

HOST = Ref(("entry", "host"))
COUNT = Ref(("kernel", "replicas"))


def test_texts_and_numbers_go_through_json() -> None:
    told = json.loads(json.dumps({"url": f"https://{mark(HOST)}/", "count": mark_number(COUNT)}))

    assert is_symbolic(told)
    assert expression(told["url"]) == Text(("https://", HOST, "/"))
    assert expression(told["count"]) == COUNT
    assert without_marks(told["url"]) == "https://*/"


def test_a_text_within_a_text_is_one_text() -> None:
    inner = mark(Text((HOST, ":", COUNT)))

    assert expression(f"a {inner}") == Text(("a ", HOST, ":", COUNT))


def test_a_number_that_was_written_out_stays_a_text() -> None:
    assert expression(str(mark_number(COUNT))) == Text((COUNT,))


@pytest.mark.parametrize("value", ["", "8777", "plain", 0, -1, True, None])
def test_what_has_no_mark_is_itself(value: object) -> None:
    assert expression(value) == value
    assert not is_symbolic(value)


def test_what_is_counted_with_a_mark_is_refused() -> None:
    with pytest.raises(UnderivableError, match="what is counted with it cannot be said"):
        expression(mark_number(Call("add", (COUNT, 1))) + 10**9)
