"""Who is at a workspace, as those who are there are told."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

Told = dict[str, Any]


def told(socket: ClientConnection, holds: Callable[[Told], bool]) -> Told:
    """The first message that `holds`."""
    while True:
        message: Told = json.loads(socket.recv(timeout=20))
        if holds(message):
            return message


def say(socket: ClientConnection, **message: Any) -> None:
    socket.send(json.dumps({"type": "here", **message}))


def talk(socket: ClientConnection) -> None:
    for number in range(100_000):
        say(socket, panels=[f"p{number}"])


def selections(message: Told) -> dict[str, list[str]]:
    return {one["user"]: one["panels"] for one in message.get("people", [])}


@pytest.fixture(params=["one pod", "two pods"])
def pods(request: pytest.FixtureRequest, start_kernel: Any) -> tuple[Any, Any]:
    """Where Ann is, and where Ben is: the owner's pod, and another one that passes on."""
    first = start_kernel()
    return first, first if request.param == "one pod" else start_kernel()


def test_whoever_is_here_is_told_of_the_others_and_of_what_they_select(
    pods: tuple[Any, Any],
) -> None:
    ann, ben = pods[0].client(user="ann"), pods[1].client(user="ben")
    plan = ann.create_workspace()
    ann.add_panel(plan, 0)
    with ann.live(plan) as hers:
        say(hers)
        me = told(hers, lambda one: one["type"] == "you")["id"]
        with ben.live(plan) as his:
            say(his, panels=["p1"])
            both = {"ann": [], "ben": ["p1"]}
            assert told(his, lambda one: selections(one) == both)["count"] == 2
            people = told(hers, lambda one: selections(one) == both)["people"]
            assert [one["user"] for one in people if one["id"] == me] == ["ann"]
            say(hers, panels=["p1", "p2"])
            told(his, lambda one: selections(one) == {"ann": ["p1", "p2"], "ben": ["p1"]})
        told(hers, lambda one: selections(one) == {"ann": ["p1", "p2"]})


def test_whoever_says_nothing_is_told_of_changes_alone(kernel: Any) -> None:
    ann, ben = kernel.client(user="ann"), kernel.client(user="ben")
    plan = ann.create_workspace()
    with ben.live(plan) as silent, ann.live(plan) as hers:
        say(hers)
        told(hers, lambda one: one["type"] == "people")
        ann.add_panel(plan, 0)
        assert [json.loads(silent.recv(timeout=20))["type"] for _ in range(2)] == [
            "hello",
            "change",
        ]


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "[]",
        "{",
        '"here"',
        '{"type":"change"}',
        '{"type":"here","panels":"p1"}',
        '{"type":"here","panels":{"p1":1}}',
        b"\x00\xff",
        "[" * 2_000,
    ],
)
def test_what_has_no_meaning_is_passed_over(kernel: Any, frame: str | bytes) -> None:
    ann = kernel.client()
    plan = ann.create_workspace()
    with ann.live(plan) as socket:
        socket.send(frame)
        say(socket, panels=["p1", "no id", 7, None, "x" * 65, *[f"q{n}" for n in range(50)]])
        [told_panels] = selections(told(socket, lambda one: one["type"] == "people")).values()
        assert told_panels[0] == "p1"
        assert len(told_panels) <= 10
        assert "no id" not in told_panels


def test_whoever_says_too_much_is_cut_off_and_the_others_are_not(kernel: Any) -> None:
    ann, eve = kernel.client(user="ann"), kernel.client(user="eve")
    plan = ann.create_workspace()
    with ann.live(plan) as hers, eve.live(plan) as flood:
        say(hers)
        told(hers, lambda one: one["type"] == "you")
        with pytest.raises(ConnectionClosed) as closed:
            talk(flood)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1013
        say(hers, panels=["p1"])
        told(hers, lambda one: selections(one) == {"ann": ["p1"]})


def test_many_moves_are_told_together(kernel: Any) -> None:
    ann, ben = kernel.client(user="ann"), kernel.client(user="ben")
    plan = ann.create_workspace()
    with ann.live(plan) as hers, ben.live(plan) as his:
        say(hers)
        for number in range(20):
            say(his, panels=[f"p{number}"])
        seen = 0
        while selections(told(hers, lambda one: one["type"] == "people")).get("ben") != ["p19"]:
            seen += 1
        assert seen < 19
