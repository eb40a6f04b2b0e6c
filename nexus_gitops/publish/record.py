"""The release record: what a release consists of and where it comes from, in Git beside it.

It holds no time, so that the same release always has the same record.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from nexus_gitops.publish.release import Release, Source

RECORDS_PATH: Final = ".nexus"

_SCHEMA: Final = 1
_PROMOTED_FROM: Final = "promoted-from"
_PATH: Final = re.compile(rf"{re.escape(RECORDS_PATH)}/([^/]+)\.lock\.json")


class DamagedRecordError(ValueError):
    """A record that somebody has damaged, or that a newer version wrote."""


@dataclass(frozen=True, slots=True)
class Record:
    """What the record of one release says.

    Attributes:
        environment: its name.
        files: digest by path, as `sha256:<hex>`.
        images: image reference with digest where known, by service.
        source: where it was rendered from.
        tools: version by tool.
        promoted_from: see `Release`.
    """

    environment: str
    files: Mapping[str, str] = field(default_factory=dict)
    images: Mapping[str, str] = field(default_factory=dict)
    source: Source = field(default_factory=Source)
    tools: Mapping[str, str] = field(default_factory=dict)
    promoted_from: str = ""

    def to_json(self) -> str:
        """The text of the record; the same for the same release."""
        content = {"schema": _SCHEMA, **asdict(self)}
        promoted_from = content.pop("promoted_from")
        if promoted_from:
            content[_PROMOTED_FROM] = promoted_from
        return json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def record_of(release: Release) -> Record:
    """The record of a release."""
    return Record(
        environment=release.environment,
        files={path: digest_of(text) for path, text in release.files.items()},
        images=dict(release.images),
        source=release.source,
        tools=dict(release.tools),
        promoted_from=release.promoted_from,
    )


def digest_of(text: str) -> str:
    """What a record says of a file with that text."""
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def environment_of(path: str) -> str | None:
    """The environment whose record is at `path`; None where `path` is no record's."""
    match = _PATH.fullmatch(path)
    return match[1] if match else None


def parse_record(text: str) -> Record:
    """The record in `text`.

    Raises:
        DamagedRecordError: it is none; the message tells what is wrong with it.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DamagedRecordError(f"it is no JSON: {error}") from error
    if not isinstance(content, dict):
        raise DamagedRecordError("it is no JSON object")
    if content.get("schema") != _SCHEMA:
        raise DamagedRecordError(
            f"its schema is {content.get('schema')!r}, and this version knows {_SCHEMA}"
        )
    source = content.get("source")
    if not isinstance(source, dict) or not isinstance(source.get("dirty"), bool):
        raise DamagedRecordError("its field source is no source")
    return Record(
        environment=_text(content, "environment"),
        files=_texts(content, "files"),
        images=_texts(content, "images"),
        source=Source(_text(source, "repository"), _text(source, "revision"), source["dirty"]),
        tools=_texts(content, "tools"),
        promoted_from=_text({_PROMOTED_FROM: "", **content}, _PROMOTED_FROM),
    )


def _text(content: Mapping[str, Any], name: str) -> str:
    value = content.get(name)
    if not isinstance(value, str):
        raise DamagedRecordError(f"its field {name} is no text")
    return value


def _texts(content: Mapping[str, Any], name: str) -> dict[str, str]:
    value = content.get(name)
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        raise DamagedRecordError(f"its field {name} does not map names to texts")
    return value
