"""What a store of lines is asked, in whatever language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from nexus_gitops.operations.log_lines import Wanted

MOST: Final = 10_000
"""Lines of one answer; the newest. No index answers with more unless it is told to."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which lines are asked for.

    Attributes:
        service: whose; "" for everybody's.
        tail: the newest so many; None for all, up to `MOST`.
        since: not older than so many seconds; None for any age.
        wanted: see `Wanted`.
    """

    service: str
    tail: int | None
    since: int | None
    wanted: Wanted

    @property
    def limit(self) -> int:
        """The most lines of the answer."""
        return MOST if self.tail is None else min(self.tail, MOST)

    @property
    def words(self) -> Mapping[str, str]:
        """Fields of a line, and what each must be."""
        said = {
            "service": self.service,
            "workspaceId": self.wanted.workspace,
            "userId": self.wanted.user,
        }
        return {field: value for field, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class Request:
    """A question as it is sent by POST.

    Attributes:
        path: of the store.
        body: the question.
        form: media type of the body.
    """

    path: str
    body: str
    form: str
