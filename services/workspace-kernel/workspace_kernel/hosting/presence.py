"""Who is at a workspace, and what each has selected: told to those who say so themselves.

It is kept in the memory of the owner alone, and ends with it. What a client may say is bounded in
size and in number, and what is told is put together: one message for all that happened meanwhile.
"""

import asyncio
import json
import re
import secrets
import time
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from workspace_kernel.hosting.subscribers import Close, Subscriber

MOST_SELECTED: Final = 10
"""Panels of one selection that are told."""

MOST_PEOPLE: Final = 20
"""People who are told by name; all of them are counted."""

_TOGETHER_SECONDS = 0.25
_MOST_FRAMES = 30
_FRAMES_SECONDS = 3.0
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass
class Visitor:
    """One live connection of a user."""

    user: str
    subscriber: Subscriber
    id: str = field(default_factory=lambda: secrets.token_hex(6))
    panels: tuple[str, ...] = ()
    _frames: int = 0
    _since: float = field(default_factory=time.monotonic)

    def may_speak(self) -> bool:
        """Count what it says; False where that is too much."""
        now = time.monotonic()
        if now - self._since > _FRAMES_SECONDS:
            self._frames, self._since = 0, now
        self._frames += 1
        return self._frames <= _MOST_FRAMES


class Presence:
    """The visitors of one workspace who have said that they are here."""

    def __init__(self) -> None:
        self._here: dict[str, Visitor] = {}
        self._telling: asyncio.TimerHandle | None = None

    def hear(self, visitor: Visitor, frame: str) -> None:
        """Take what a client says: `{"type": "here", "panels": [ID]}`; nothing else has a meaning.

        A client that says too much is cut off.
        """
        if not visitor.may_speak():
            visitor.subscriber.close(Close.TRY_LATER)
            return
        panels = _selection(frame)
        if panels is None:
            return
        if visitor.id not in self._here:
            self._here[visitor.id] = visitor
            visitor.subscriber.send(json.dumps({"type": "you", "id": visitor.id}))
        elif panels == visitor.panels:
            return
        visitor.panels = panels
        self._tell_soon()

    def leave(self, visitor: Visitor) -> None:
        """Forget a client."""
        if self._here.pop(visitor.id, None) is not None:
            self._tell_soon()

    def _tell_soon(self) -> None:
        if self._telling is None and self._here:
            loop = asyncio.get_running_loop()
            self._telling = loop.call_later(_TOGETHER_SECONDS, self._tell)

    def _tell(self) -> None:
        self._telling = None
        told = list(self._here.values())[:MOST_PEOPLE]
        people = [{"id": one.id, "user": one.user, "panels": one.panels} for one in told]
        message = json.dumps({"type": "people", "count": len(self._here), "people": people})
        for one in self._here.values():
            one.subscriber.send_newest(message)


def _selection(frame: str) -> tuple[str, ...] | None:
    """The ids that a frame says are selected; None where it says nothing that has a meaning."""
    try:
        said: Any = orjson.loads(frame)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(said, dict) or said.get("type") != "here":
        return None
    panels = said.get("panels", [])
    if not isinstance(panels, list):
        return None
    named = [one for one in panels[:MOST_SELECTED] if isinstance(one, str) and _ID.fullmatch(one)]
    return tuple(named)
