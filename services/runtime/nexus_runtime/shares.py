"""Shares of what a pod has: so much for a user, for a tenant, and for all of them together.

Without them one user, be it in error or in anger, takes the memory that all others need.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import TypeVar

from prometheus_client import Counter as Metric

from nexus_runtime.problems import Problem
from nexus_runtime.share import Share
from nexus_runtime.tokens import Identity

REFUSED = Metric("nexus_refused", "What was over a share of the pod", ["what", "whose"])
_RETRY_SECONDS = 1
N = TypeVar("N", str, tuple[str, str])


class Shares:
    """What is held now, by whom.

    Args:
        share: how much may be.
    """

    def __init__(self, share: Share) -> None:
        self._share = share
        self._pod = 0
        self._tenants: Counter[str] = Counter()
        self._users: Counter[tuple[str, str]] = Counter()

    @contextmanager
    def hold(self, who: Identity, amount: int = 1) -> Iterator["Holding"]:
        """Hold something for `who` until the end of the block.

        Raises:
            Problem: 429, it is more than the user's or the tenant's share; 503, the pod's.
        """
        holding = Holding(self, who)
        holding.add(amount)
        try:
            yield holding
        finally:
            holding.end()

    def take(self, who: Identity, amount: int) -> None:
        """Count what `who` takes; raises as `hold`, and counts nothing then."""
        user = (who.tenant, who.user)
        for whose, held, most in (
            ("user", self._users[user], self._share.user),
            ("tenant", self._tenants[who.tenant], self._share.tenant),
            ("pod", self._pod, self._share.pod),
        ):
            if held + amount > most:
                raise self._refusal(whose, most)
        self._pod += amount
        self._tenants[who.tenant] += amount
        self._users[user] += amount

    def give_back(self, who: Identity, amount: int) -> None:
        """Count what `who` has no longer."""
        self._pod -= amount
        _lower(self._tenants, who.tenant, amount)
        _lower(self._users, (who.tenant, who.user), amount)

    def _refusal(self, whose: str, most: int) -> Problem:
        REFUSED.labels(self._share.what, whose).inc()
        limit = f"{most} {self._share.what} at once ({whose.upper()}_{self._share.setting})"
        if whose == "pod":
            return Problem(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "busy",
                f"this pod takes no more than {limit}; try again",
                retry_after=_RETRY_SECONDS,
            )
        return Problem(
            HTTPStatus.TOO_MANY_REQUESTS,
            "too-many-requests",
            f"a {whose} may have no more than {limit}; wait for one to end",
            retry_after=_RETRY_SECONDS,
        )


class Holding:
    """What one request holds, which may grow.

    Args:
        shares: where it is counted.
        who: for whom.
    """

    def __init__(self, shares: Shares, who: Identity) -> None:
        self._shares = shares
        self._who = who
        self._amount = 0

    def add(self, amount: int) -> None:
        """Hold more; raises as `Shares.hold`."""
        self._shares.take(self._who, amount)
        self._amount += amount

    def end(self) -> None:
        """Hold nothing."""
        self._shares.give_back(self._who, self._amount)
        self._amount = 0


def _lower(counts: Counter[N], name: N, amount: int) -> None:
    counts[name] -= amount
    if not counts[name]:
        del counts[name]
