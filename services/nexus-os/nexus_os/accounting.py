"""What each tenant uses of the model, by day, in Redis.

A call takes its prompt's tokens from the tenant's budget before the model is asked, and the rest
when the answer is over, so calls at the same time can go over the budget by their answers, and not
by more. While Redis is gone every call is let through and counted by a metric: a platform that
works matters more than a budget that is exact.
"""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from nexus_os.meters import TOKENS, UNACCOUNTED
from nexus_os.store import Store
from nexus_runtime.problems import Problem

_KEPT_SECONDS = 3 * 86400


class Accounting:
    """Counts tokens.

    Args:
        store: where they are counted.
        per_day: a tenant's tokens from midnight to midnight UTC; 0 for no limit.
    """

    def __init__(self, store: Store, per_day: int) -> None:
        self._store = store
        self._per_day = per_day

    async def admit(self, tenant: str) -> None:
        """Raise Problem (429) where `tenant` has used its budget up."""
        used = await self._store.get(_key(tenant))
        if self._per_day and used is not None and int(used) >= self._per_day:
            raise self._over()

    async def take(self, tenant: str, prompt: int) -> None:
        """Count a prompt that is about to be sent.

        Raises:
            Problem: 429, it does not fit into what is left of the tenant's budget.
        """
        used = await self._store.add(_key(tenant), prompt, _KEPT_SECONDS)
        if used is None:
            UNACCOUNTED.inc()
        elif self._per_day and used > self._per_day:
            await self._store.add(_key(tenant), -prompt, _KEPT_SECONDS)
            raise self._over()

    async def settle(self, tenant: str, taken: int, prompt: int, answer: int) -> None:
        """Count what a call for which `taken` was taken used in truth."""
        TOKENS.labels("prompt").inc(prompt)
        TOKENS.labels("answer").inc(answer)
        await self._store.add(_key(tenant), prompt + answer - taken, _KEPT_SECONDS)

    def _over(self) -> Problem:
        now = datetime.now(UTC)
        midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        return Problem(
            HTTPStatus.TOO_MANY_REQUESTS,
            "over-budget",
            f"the tenant's {self._per_day} tokens of this day are used up"
            " (TENANT_TOKENS_PER_DAY); they are back at midnight UTC",
            retry_after=max(1, int((midnight - now).total_seconds())),
        )


def _key(tenant: str) -> str:
    return f"nexus-os:tokens:{datetime.now(UTC):%Y-%m-%d}:{tenant}"
