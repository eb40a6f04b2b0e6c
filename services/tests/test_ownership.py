"""Many users, three pods, and everything that fails: no change is lost, doubled or misplaced.

A state machine makes up what happens (https://hypothesis.readthedocs.io/en/latest/stateful.html).
Requests are under way while pods are killed, frozen and replaced and while Redis restarts or
loses its data. Afterwards, for every workspace:

- each change that was acknowledged is there exactly once, as the version that was acknowledged;
- what was refused is not there, and nothing else is;
- each write came from the pod that had claimed the workspace last, so that two never wrote;
- whoever followed it live saw every change once and in order;
- no pod ever owned more than it may, and no tenant saw another's.
"""

import itertools
import json
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from nexus_testbed.fleet import Fleet
from nexus_testbed.follower import Follower
from nexus_testbed.platform import Platform
from nexus_testbed.service import wait_until
from nexus_testbed.witness import Witness

PODS = 3
CAPACITY = 3
LEASE_SECONDS = 1.5
IDLE_SECONDS = 1.0
TENANTS = ("acme", "umbrella")
# What a pod says with a reason when it owns a workspace no longer.
LEFT = {"workspace released", "workspace moved", "workspace deleted"}

places = st.integers(0, PODS - 1)
tenants = st.sampled_from(TENANTS)
numbers = st.integers(0, PODS * CAPACITY + 1)
some = st.lists(numbers, min_size=1, max_size=4)


@dataclass
class Known:
    """What the clients of a workspace know of it.

    Attributes:
        acknowledged: the panel that each acknowledged version added.
        doubtful: panels of requests whose outcome nobody was told.
        refused: panels of requests that were told that nothing was changed.
    """

    id: str
    tenant: str
    acknowledged: dict[int, str] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    follower: Follower | None = None


class Users(RuleBasedStateMachine):
    """What users do, and what happens to them."""

    def __init__(self, fleet: Fleet, witness: Witness, threads: ThreadPoolExecutor) -> None:
        super().__init__()
        self.fleet = fleet
        self.platform = fleet.platform
        self.witness = witness
        self.threads = threads
        self.workspaces: list[Known] = []
        self.panels = itertools.count(1)
        self.old_reads_until = 0.0
        self.http = httpx.Client(timeout=30, trust_env=False)
        self.tokens = {tenant: self.platform.token(tenant) for tenant in TENANTS}

    @initialize()
    def a_workspace_each(self) -> None:
        for tenant in TENANTS:

            def has_one(tenant: str = tenant) -> bool:
                self.create(0, tenant)
                return any(known.tenant == tenant for known in self.workspaces)

            # A pod may still wait for what the run before took from it.
            wait_until(has_one, f"a workspace of {tenant}")

    @precondition(lambda self: len(self.workspaces) < PODS * CAPACITY + 2)
    @rule(place=places, tenant=tenants)
    def create(self, place: int, tenant: str) -> None:
        answer = self.ask("POST", place, tenant, "", json={"name": "plan"})
        if answer is not None and answer.status_code == 201:
            self.workspaces.append(Known(answer.json()["id"], tenant))

    @rule(number=numbers)
    def follow(self, number: int) -> None:
        known = self.pick(number)
        if known.follower is None:
            token = self.tokens[known.tenant]
            known.follower = Follower(self.fleet.any_url, known.id, token)
        known.follower.use()

    @rule(used=some)
    def work(self, used: list[int]) -> None:
        with self.requests_at_all_pods(used):
            pass

    @rule(used=some, place=places)
    def kill_a_pod(self, used: list[int], place: int) -> None:
        with self.requests_at_all_pods(used):
            self.fleet.kill(place)

    @rule(used=some, place=places)
    def replace_a_pod(self, used: list[int], place: int) -> None:
        with self.requests_at_all_pods(used):
            self.fleet.terminate(place)

    @rule(used=some, place=places)
    def stop_the_clock_of_a_pod(self, used: list[int], place: int) -> None:
        with self.requests_at_all_pods(used):
            self.fleet.pause(place)
            time.sleep(LEASE_SECONDS * 1.2)
            with self.requests_at_all_pods(used):
                self.fleet.resume(place)

    @rule(used=some)
    def restart_redis(self, used: list[int]) -> None:
        with self.requests_at_all_pods(used):
            self.platform.redis.restart()

    @rule(used=some)
    def lose_what_is_in_redis(self, used: list[int]) -> None:
        with self.requests_at_all_pods(used):
            # Until an owner hears that its lease is gone, it may show what was.
            self.old_reads_until = time.monotonic() + LEASE_SECONDS * 2
            self.platform.redis.lose_everything()

    @rule(used=some)
    def crash_the_database(self, used: list[int]) -> None:
        with self.requests_at_all_pods(used):
            self.platform.postgres.crash()
            self.platform.postgres.start()

    @rule(used=some)
    def be_idle(self, used: list[int]) -> None:
        time.sleep(IDLE_SECONDS * 1.5)
        with self.requests_at_all_pods(used):
            pass

    @invariant()
    def no_service_has_a_defect(self) -> None:
        for pod in self.fleet.pods:
            assert [one for one in tuple(pod.records) if one["level"] == "error"] == []

    def teardown(self) -> None:
        try:
            self.fleet.wait_until_ready()
            for known in self.workspaces:
                self.settle(known)
            self.no_pod_was_overfull()
        finally:
            for known in self.workspaces:
                if known.follower is not None:
                    known.follower.stop()
            self.http.close()

    def settle(self, known: Known) -> None:
        """Once everything runs again, all agree on what was made of a workspace."""
        graphs = [self.read_at_last(known, place) for place in range(PODS)]
        version = int(graphs[0].headers["etag"].strip('"'))
        assert {graph.headers["etag"] for graph in graphs} == {f'"{version}"'}

        panels = set(graphs[0].json()["panels"])
        written = self.witness.changes(UUID(known.id))
        added = {change.version: _panel(change.patch) for change in written}
        assert list(added) == list(range(1, version + 1))
        assert Counter(added.values()) == Counter(panels)
        assert added.items() >= known.acknowledged.items()
        assert panels <= set(known.acknowledged.values()) | known.doubtful
        assert not panels & known.refused

        assert [one.pod for one in written] == [one.claimant for one in written]
        assert [one.fence for one in written] == sorted(one.fence for one in written)

        if (follower := known.follower) is not None:
            follower.use()
            wait_until(lambda: (follower.version or 0) >= version, "the last change, live")
            assert follower.faults == []
            assert follower.changes.items() <= {one.version: one.patch for one in written}.items()

        deleted = self.ask_at_last("DELETE", known, 0, "")
        assert deleted.status_code in {204, 404}

    def no_pod_was_overfull(self) -> None:
        for service in self.platform.services:
            owned = 0
            for record in tuple(service.records):
                owned += record["message"] == "workspace activated"
                owned -= record["message"] in LEFT and "reason" in record
                assert owned <= CAPACITY

    @contextmanager
    def requests_at_all_pods(self, used: list[int]) -> Iterator[None]:
        """Have some workspaces changed, read and spied on, at every pod at once, meanwhile."""
        chosen = {known.id: known for known in map(self.pick, used)}.values()
        under_way = [
            self.threads.submit(act, place, known)
            for known in chosen
            for act in (self.add_panel, self.read, self.spy)
            for place in range(PODS)
        ]
        yield
        for one in under_way:
            one.result()

    def read(self, place: int, known: Known) -> None:
        acknowledged = set(known.acknowledged.values())
        asked = time.monotonic()
        answer = self.ask("GET", place, known.tenant, f"/{known.id}/graph")
        if answer is not None and answer.status_code == 200:
            assert known.refused.isdisjoint(answer.json()["panels"])
            assert asked < self.old_reads_until or acknowledged <= set(answer.json()["panels"])

    def spy(self, place: int, known: Known) -> None:
        """Who guesses another tenant's id learns nothing, not even that it is there."""
        other = TENANTS[1 - TENANTS.index(known.tenant)]
        for method, path in (("GET", ""), ("GET", "/graph"), ("DELETE", "")):
            answer = self.ask(method, place, other, f"/{known.id}{path}")
            assert answer is None or answer.status_code in {404, 503}
        answer = self.ask("GET", place, other, "")
        if answer is not None and answer.status_code == 200:
            assert known.id not in {one["id"] for one in answer.json()["items"]}

    def add_panel(self, place: int, known: Known) -> None:
        panel = f"p{next(self.panels)}"
        version = max(known.acknowledged, default=0)
        answer = self.patch(place, known, version, panel)
        if answer is not None and answer.status_code == 412 and known.doubtful:
            # One of those in doubt was made after all.
            graph = self.ask("GET", place, known.tenant, f"/{known.id}/graph")
            if graph is None or graph.status_code != 200:
                known.refused.add(panel)
                return
            answer = self.patch(place, known, int(graph.headers["etag"].strip('"')), panel)
        if answer is None or answer.status_code == 503:
            known.doubtful.add(panel)
        elif answer.status_code == 412:
            known.refused.add(panel)
        else:
            assert answer.status_code == 200, answer.text
            made = answer.json()["version"]
            assert made not in known.acknowledged
            known.acknowledged[made] = panel

    def patch(self, place: int, known: Known, version: int, panel: str) -> httpx.Response | None:
        value = {"title": panel, "x": 0, "y": 0, "data": {}}
        return self.ask(
            "PATCH",
            place,
            known.tenant,
            f"/{known.id}/graph",
            content=json.dumps([{"op": "add", "path": f"/panels/{panel}", "value": value}]),
            headers={
                "If-Match": f'"{version}"',
                "Content-Type": "application/json-patch+json",
            },
        )

    def pick(self, number: int) -> Known:
        return self.workspaces[number % len(self.workspaces)]

    def ask(
        self, method: str, place: int, tenant: str, path: str, **request: Any
    ) -> httpx.Response | None:
        """An answer; None where the pod went away, or the clock of the one that has it stood."""
        headers = {"Authorization": f"Bearer {self.tokens[tenant]}", **request.pop("headers", {})}
        url = f"{self.fleet.url(place)}/api/workspaces{path}"
        try:
            answer = self.http.request(method, url, headers=headers, **request)
        except httpx.TimeoutException:
            pytest.fail(f"{method} {url} hangs")
        except httpx.HTTPError:
            return None
        assert answer.status_code < 500 or answer.status_code == 503, answer.text
        if answer.status_code == 503:
            assert int(answer.headers["retry-after"]) > 0
        return answer

    def ask_at_last(self, method: str, known: Known, place: int, path: str) -> httpx.Response:
        """An answer that is no 503; full pods get room when others' workspaces are idle."""
        answers: list[httpx.Response] = []

        def has_answered() -> bool:
            answer = self.ask(method, place, known.tenant, f"/{known.id}{path}")
            if answer is not None and answer.status_code != 503:
                answers.append(answer)
            return bool(answers)

        wait_until(has_answered, f"{method} {path} of {known.id}", pause=0.1)
        return answers[0]

    def read_at_last(self, known: Known, place: int) -> httpx.Response:
        answer = self.ask_at_last("GET", known, place, "/graph")
        assert answer.status_code == 200, answer.text
        return answer


def _panel(patch: list[dict[str, Any]]) -> str:
    return str(patch[0]["path"]).removeprefix("/panels/")


def test_whatever_fails_no_change_is_lost_doubled_or_misplaced(
    platform: Platform, request: pytest.FixtureRequest
) -> None:
    fleet = Fleet(
        platform,
        {
            "lease_seconds": str(LEASE_SECONDS),
            "idle_workspace_timeout_ms": str(int(IDLE_SECONDS * 1000)),
            "max_workspaces_per_pod": str(CAPACITY),
            "tenant_requests_per_second": "100000",
        },
        PODS,
    )
    witness = Witness(platform.postgres, platform.database)
    is_long = settings().max_examples >= 1000
    with ThreadPoolExecutor(40) as threads:
        # Hypothesis declares no types for it.
        run_state_machine_as_test(  # type: ignore[no-untyped-call]
            lambda: Users(fleet, witness, threads),
            settings=settings(
                max_examples=50 if is_long else 5,
                stateful_step_count=50 if is_long else 20,
                deadline=None,
                # Each run costs seconds, and what time did to one cannot be replayed.
                phases=[Phase.explicit, Phase.generate],
                suppress_health_check=list(HealthCheck),
                database=None,
                print_blob=False,
            ),
        )
