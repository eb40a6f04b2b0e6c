"""The reviewed way past a false alarm: what people have seen to be public, with their reasons.

An exemption names one value in one place by a fingerprint that the finding shows. A value that
changes needs a new look. There is none for a Secret's data or for a private key, whose
findings have no fingerprint.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from nexus_gitops.checks.findings import Finding, Severity
from nexus_gitops.errors import LocalError
from nexus_gitops.manifests.identity import without_hash

FILE: Final = "secret-exemptions.yaml"
"""In the platform's package."""

_FINGERPRINT: Final = re.compile(r"[0-9a-f]{32}")
_SHORTEST_REASON: Final = 10  # characters
_NEVER: Final = ("secret-plain", "secret-private-key")
# A fingerprint is printed where logs are kept: guessing a short password from it is to be dear.
_COST: Final = {"n": 1 << 12, "r": 8, "p": 1, "dklen": 16}


@dataclass(frozen=True, slots=True)
class Exemption:
    """One value that may be published though it looks like a credential.

    Attributes:
        environments: where.
        object: as the finding names it, `ConfigMap/nexus-config`; a hash of its content at the end
            of the name does not count.
        field: likewise.
        rule: likewise.
        fingerprint: likewise; see `fingerprint`.
        reason: why it is public, for whoever reviews it.
    """

    environments: tuple[str, ...]
    object: str
    field: str
    rule: str
    fingerprint: str
    reason: str

    def __str__(self) -> str:
        return f"{self.object} {self.field}: {self.reason} [{self.rule}]"


def fingerprint(rule: str, identity: Sequence[str], field: str, value: str) -> str:
    """32 hex digits that stand for one value in one place, and do not tell it.

    Args:
        rule: of the finding.
        identity: group, kind and name of the object, without a hash of its content; its namespace
            differs by environment.
        field: path in the object, and in the document that it holds.
        value: what looks like a credential.
    """
    place = "\0".join((rule, *identity, field)).encode()
    hidden = hashlib.scrypt(value.encode("utf-8", "surrogatepass"), salt=place, **_COST)
    return hashlib.sha256(place + b"\0" + hidden).hexdigest()[:32]


def parse(
    documents: Sequence[Any], path: str, environments: Iterable[str]
) -> tuple[Exemption, ...]:
    """The exemptions in a file's YAML documents: one list of mappings.

    Args:
        documents: as read.
        path: of the file, only named in errors.
        environments: those that exist.

    Raises:
        LocalError: an entry lacks a field, or has one that cannot be; the message names it.
    """
    entries = documents[0] if documents else None
    if len(documents) > 1 or not (entries is None or isinstance(entries, list)):
        raise LocalError(
            f"{path} holds no list", "write one entry an exemption, as `- object: ...`"
        )
    known = frozenset(environments)
    return tuple(
        _exemption(entry, f"{path}, entry {number}", known)
        for number, entry in enumerate(entries or (), 1)
    )


def _exemption(entry: Any, where: str, environments: frozenset[str]) -> Exemption:
    names = [one.name for one in fields(Exemption)]
    if not isinstance(entry, Mapping) or set(entry) != set(names):
        raise LocalError(f"{where} has not the fields of an exemption", f"write {', '.join(names)}")
    listed = entry["environments"]
    texts = {name: entry[name] for name in names if name != "environments"}
    for name, value in texts.items():
        if not isinstance(value, str) or not value.strip():
            raise LocalError(f"{where}: {name} is no text", "copy it from the finding")
    if not isinstance(listed, list) or not listed or not environments.issuperset(map(str, listed)):
        raise LocalError(
            f"{where}: environments is no list of environments",
            f"there are: {', '.join(sorted(environments))}",
        )
    if texts["rule"] in _NEVER:
        raise LocalError(
            f"{where}: {texts['rule']} has no exemption", "keep the value out of Git, and seal it"
        )
    if not _FINGERPRINT.fullmatch(texts["fingerprint"]):
        raise LocalError(
            f"{where}: the fingerprint is not 32 hex digits", "copy it from the finding"
        )
    if len(texts["reason"].strip()) < _SHORTEST_REASON:
        raise LocalError(f"{where}: the reason is too short", "say why the value is public")
    return Exemption(environments=tuple(map(str, listed)), **texts)


def of_environment(exemptions: Iterable[Exemption], environment: str) -> tuple[Exemption, ...]:
    """Those that hold in an environment."""
    return tuple(one for one in exemptions if environment in one.environments)


def exempted(findings: Iterable[Finding], exemptions: Sequence[Exemption]) -> Iterator[Finding]:
    """The findings of one environment with what is exempted there as warnings.

    Rules: `secret-exempted` tells each value that goes out by an exemption, with its reason;
    `secret-exemption-unused` an exemption that no finding meets any more.
    """
    by_fingerprint = {one.fingerprint: one for one in exemptions}
    met = set()
    for finding in findings:
        exemption = by_fingerprint.get(finding.fingerprint)
        if exemption is None or not _is_of(exemption, finding):
            yield finding
            continue
        met.add(exemption.fingerprint)
        yield replace(
            finding,
            rule="secret-exempted",
            severity=Severity.WARNING,
            message=f"{finding.message}; exempted: {exemption.reason}",
            fix=f"take it out of {FILE} where that holds no more",
        )
    for exemption in exemptions:
        if exemption.fingerprint not in met:
            yield Finding(
                exemption.object,
                exemption.field,
                "secret-exemption-unused",
                f"the exemption {exemption.fingerprint} meets no finding",
                f"take it out of {FILE}",
                severity=Severity.WARNING,
            )


def _is_of(exemption: Exemption, finding: Finding) -> bool:
    return (without_hash(exemption.object), exemption.field, exemption.rule) == (
        without_hash(finding.object),
        finding.field,
        finding.rule,
    )
