"""Expressions as Helm's functions, and conditions that ask about nothing that is not there."""

from dataclasses import dataclass
from typing import Any

import pytest

from nexus_gitops.chart.expressions import Call, Expr, Ref, Text
from nexus_gitops.chart.pipelines import Pipelines, Scope, bare
from nexus_gitops.chart.questions import UnderivableError
from nexus_gitops.chart.shapes import shape_of


@dataclass(frozen=True)
class Door:
    address: str
    port: int = 443


@dataclass(frozen=True)
class Values:
    name: str
    log_level: str
    count: int
    door: Door | None = None


NAME, LEVEL, COUNT = Ref(("name",)), Ref(("log_level",)), Ref(("count",))
PORT = Ref(("door", "port"))


def of(expr: Any, scope: Scope = Scope()) -> str:  # noqa: B008 -- frozen
    return Pipelines(shape_of(Values), lambda _: "nexus.content", lambda _: "nexus.text").of(
        expr, scope
    )


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        ('a "text"', '"a \\"text\\""'),
        (LEVEL, ".Values.logLevel"),
        (COUNT, "(int64 .Values.count)"),
        (NAME, "(default .Release.Name .Values.name)"),
        (PORT, '(int64 (dig "port" 443 .Values.door))'),
        (
            Text(("100% ", LEVEL, "-", COUNT)),
            '(printf "100%% %s-%d" .Values.logLevel (int64 .Values.count))',
        ),
        (Call("cut", (LEVEL, 3)), "(trunc 3 .Values.logLevel)"),
        (Call("add", (COUNT, 1)), "(add (int64 .Values.count) 1)"),
    ],
)
def test_an_expression_is_a_pipeline(expr: Expr, text: str) -> None:
    assert of(expr) == text


def test_within_a_list_the_root_has_another_name() -> None:
    item = Ref(("hosts", "#0"))

    assert of(LEVEL, Scope("$", item)) == "$.Values.logLevel"
    assert of(item, Scope("$", item)) == "$item"


def test_a_condition_asks_first_whether_what_is_optional_is_there() -> None:
    pipelines = Pipelines(shape_of(Values), lambda _: "", lambda _: "")

    asked = pipelines.condition(Call("less", (PORT, 1024)), True, Scope())  # noqa: FBT003 -- an answer

    assert asked == (
        '(and (not (kindIs "invalid" (index .Values "door")))'
        ' (lt (int64 (dig "port" 443 .Values.door)) 1024))'
    )


@pytest.mark.parametrize(
    ("pipeline", "inner"), [("(a (b))", "a (b)"), ("(a) (b)", "(a) (b)"), ('(a ")")', 'a ")"')]
)
def test_parentheses_around_all_of_it_go(pipeline: str, inner: str) -> None:
    assert bare(pipeline) == inner


def test_what_no_function_says_is_refused() -> None:
    with pytest.raises(UnderivableError):
        of(1.5)
