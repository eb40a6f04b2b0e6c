"""Lists are kept for a moment, and no longer than they are known to hold."""

import asyncio

from workspace_kernel.coordination import PatientRedis
from workspace_kernel.lists import Lists


class Bench:
    """Lists on a clock of their own, of a store that gives a new one each time."""

    def __init__(self) -> None:
        self.now = 0.0
        self.reads = 0
        self.lists = Lists(PatientRedis(), clock=lambda: self.now)

    async def read(self) -> bytes:
        self.reads += 1
        return b"%d" % self.reads

    def ask(self, tenant: str = "acme", query: bytes = b"limit=9") -> bytes:
        return asyncio.run(self.lists.get(tenant, query, self.read)).body


def test_a_list_is_read_once_in_a_second() -> None:
    bench = Bench()
    assert [bench.ask(), bench.ask()] == [b"1", b"1"]
    assert bench.ask(query=b"limit=8") == b"2"
    assert bench.ask("other") == b"3"
    bench.now = 0.9
    assert bench.ask() == b"1"
    bench.now = 1.0
    assert [bench.ask(), bench.ask()] == [b"4", b"4"]


def test_a_tenant_whose_workspaces_changed_is_read_anew() -> None:
    bench = Bench()
    bench.ask(), bench.ask("other")
    bench.lists.forget("acme")
    assert (bench.ask(), bench.ask("other")) == (b"3", b"2")


def test_what_is_forgotten_while_it_is_read_is_not_kept() -> None:
    bench = Bench()

    async def read_while_it_changes() -> bytes:
        bench.lists.forget("acme")
        return b"old"

    assert asyncio.run(bench.lists.get("acme", b"limit=9", read_while_it_changes)).body == b"old"
    assert bench.ask() == b"1"


def test_it_keeps_little_whatever_is_asked() -> None:
    bench = Bench()
    first = bench.ask()
    for number in range(9):
        bench.ask(query=b"name=%d" % number)
    assert bench.ask() != first
    first = bench.ask()
    for number in range(300):
        bench.ask(f"tenant-{number}")
    assert bench.ask() != first
    long = b"name=" + b"x" * 60_000
    assert bench.ask(query=long) != bench.ask(query=long)
