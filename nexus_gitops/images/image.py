"""Container images: their references, and the lock file that says which ones run.

A lock file is JSON, written by `nexus-gitops images pin` and readable in a review:

    {"redis": {"repository": "docker.io/library/redis", "tag": "7.4.2-alpine",
               "digest": "sha256:..."}}

The digest is absent as long as no registry has told it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from nexus_gitops.errors import LocalError, UsageError

DOCKER_HUB: Final = "docker.io"

# https://github.com/distribution/reference/blob/main/reference.go, in the normalised form,
# which always names the registry.
_HOST: Final = r"(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)"
_REGISTRY: Final = (
    rf"(?:(?:localhost|(?:{_HOST}\.)+{_HOST}|\[[a-fA-F0-9:]+\])(?::[0-9]+)?|{_HOST}:[0-9]+)"
)
_COMPONENT: Final = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_LONGEST_REPOSITORY: Final = 255
_LONGEST_SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    says: str


NAME_PATTERN: Final = rf"{_COMPONENT}(?:/{_COMPONENT})*"
"""The name of an image within its registry."""
TAG_PATTERN: Final = r"[0-9A-Za-z_][0-9A-Za-z_.-]{0,127}"
# The registered algorithms: https://github.com/opencontainers/image-spec/blob/main/descriptor.md
DIGEST_PATTERN: Final = r"sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}"
REGISTRY_PATTERN: Final = rf"{_REGISTRY}(?:/{NAME_PATTERN})?"
"""A registry, and a path in it."""

_RULES: Final = {
    "repository": _Rule(
        re.compile(rf"(?=.{{1,{_LONGEST_REPOSITORY}}}\Z){_REGISTRY}/{NAME_PATTERN}"),
        "write registry and name in lower case, as docker.io/library/postgres",
    ),
    "tag": _Rule(
        re.compile(TAG_PATTERN),
        "a tag is up to 128 letters, digits, '_', '.', '-', and starts with none of the last two",
    ),
    "digest": _Rule(
        re.compile(DIGEST_PATTERN),
        "a digest is sha256: and 64, or sha512: and 128 lower-case hex digits",
    ),
}
_REFERENCE: Final = re.compile(
    r"(?P<repository>[^@]*?)(?::(?P<tag>[^:/@]*))?(?:@(?P<digest>.*))?", re.DOTALL
)
_VERSION: Final = re.compile(r"v?(?P<numbers>[0-9]+(?:\.[0-9]+)*)(?:[-_].*)?")

# How many numbers a full version has: three by https://semver.org (rule 2), but two for
# PostgreSQL since 10 (https://www.postgresql.org/support/versioning/).
_NUMBERS: Final = 3
_NUMBERS_BY_NAME: Final = {"postgres": 2, "postgresql": 2}


class ImagePolicy(StrEnum):
    """How exactly an environment's images must be pinned."""

    ANY = "any"
    """A floating tag will do."""
    VERSIONED = "versioned"
    """A full version at least."""
    DIGEST = "digest"
    """A full version and its digest."""


@dataclass(frozen=True, slots=True)
class Image:
    """A container image.

    Attributes:
        repository: with its registry, as `docker.io/library/postgres`.
        tag: as `16.9-alpine`; "" where a reference names none.
        digest: as `sha256:<64 hex digits>`; "" if not known.

    Raises:
        UsageError: a part breaks the grammar of OCI references; it names the part.
    """

    repository: str
    tag: str
    digest: str = ""

    def __post_init__(self) -> None:
        if self.digest:
            _require("digest", self.digest)
        if self.tag:
            _require("tag", self.tag)
        _require("repository", self.repository)

    @classmethod
    def parse(cls, reference: str) -> "Image":
        """The image that a manifest means by `reference`, as `postgres:16` or `r.io/a/b@sha256:..`.

        A name without a registry is Docker Hub's, as container runtimes have it
        (https://github.com/distribution/reference/blob/main/normalize.go).

        Raises:
            UsageError: it is no reference.
        """
        parts = _REFERENCE.fullmatch(reference)
        assert parts  # noqa: S101 -- the pattern takes every string apart
        for part in ("digest", "tag"):  # an empty one after its sign is a mistake too
            if parts[part] is not None:
                _require(part, parts[part])
        return cls(_in_full(parts["repository"]), parts["tag"] or "", parts["digest"] or "")

    @property
    def registry(self) -> str:
        """Host of the registry with its port, as `localhost:5001`."""
        return self.repository.partition("/")[0]

    @property
    def name(self) -> str:
        """Name within the registry, as `library/postgres`."""
        return self.repository.partition("/")[2]

    @property
    def tagged(self) -> str:
        """The reference without its digest, as a person names the image."""
        return f"{self.repository}:{self.tag}" if self.tag else self.repository

    @property
    def reference(self) -> str:
        """What a manifest says: the tag for people and, where known, the digest that counts."""
        return f"{self.tagged}@{self.digest}" if self.digest else self.tagged

    @property
    def is_floating(self) -> bool:
        """Whether the tag is less than a full version, so that the next release moves it.

        Only the tag is judged: a digest fixes the content, but tells no one the version.
        A full version has three numbers (`1.2.3`, `v1.2.3-rc1`, `7.4.2-alpine`), and two for
        PostgreSQL (`16.9-alpine`). No tag, `latest`, `main` and `16-alpine` float.
        """
        version = _VERSION.fullmatch(self.tag)
        needed = _NUMBERS_BY_NAME.get(self.name.rpartition("/")[2], _NUMBERS)
        return version is None or version["numbers"].count(".") + 1 < needed


ImageLock = Mapping[str, Image]
"""Image by the name of the service that runs it."""


def parse_lock(text: str, path: str) -> ImageLock:
    """The images in a lock file's text; `path` is only named in errors.

    Raises:
        LocalError: the text is no lock file; the message names service, field and value.
    """
    try:
        entries = json.loads(text, object_pairs_hook=_without_duplicates)
    except (ValueError, RecursionError) as error:
        raise LocalError(f"{path} is not valid JSON: {error}", "correct it") from error
    if not isinstance(entries, dict):
        raise LocalError(f"{path} holds no JSON object", "write an image by service name")
    lock = {}
    for service, entry in entries.items():
        try:
            lock[service] = _image(entry)
        except UsageError as error:
            raise LocalError(f"{path}: {service}: {error.message}", error.hint) from error
    return lock


def dump_lock(lock: ImageLock) -> str:
    """The one text of a lock: services and fields sorted, two spaces, a final newline."""
    entries = {
        service: {field: value for field in _RULES if (value := getattr(image, field))}
        for service, image in lock.items()
    }
    return json.dumps(entries, indent=2, sort_keys=True) + "\n"


def _image(entry: Any) -> Image:
    if not isinstance(entry, dict):
        raise UsageError(f"{_shown(entry)} is no image", "write an object of repository and tag")
    for field, value in entry.items():
        if field not in _RULES:
            raise UsageError(
                f"there is no field {field!r}", f"the fields are {', '.join(sorted(_RULES))}"
            )
        if not isinstance(value, str):
            raise UsageError(f"{field} {_shown(value)} is no text", _RULES[field].says)
        _require(field, value)
    for field in ("repository", "tag"):
        if field not in entry:
            raise UsageError(f"{field} is missing", _RULES[field].says)
    return Image(**entry)


def _require(field: str, value: str) -> None:
    rule = _RULES[field]
    if not rule.pattern.fullmatch(value):
        raise UsageError(f"{field} {_shown(value)} is not valid", rule.says)


def _shown(value: object) -> str:
    """A value for a message; what stands before an @ may be somebody's password."""
    text = repr(value)
    text = f"'...@{text.rpartition('@')[2]}" if "@" in text else text
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."


def _in_full(repository: str) -> str:
    registry, slash, name = repository.partition("/")
    if not slash or not (registry == "localhost" or {".", ":"} & set(registry)):
        registry, name = DOCKER_HUB, repository
    if registry in (DOCKER_HUB, f"index.{DOCKER_HUB}"):
        registry, name = DOCKER_HUB, name if "/" in name else f"library/{name}"
    return f"{registry}/{name}"


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"{key!r} is there twice")
        found[key] = value
    return found
