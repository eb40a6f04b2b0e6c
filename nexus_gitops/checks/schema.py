"""Checks objects against the schemas of the Kubernetes versions that a cluster may run.

Strict, as the API server is with `fieldValidation=Strict` (KEP-2885): an unknown field, kind
or apiVersion is an error. Custom resources are held against the CRD of the project that
defines them, whatever the Kubernetes version.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from itertools import groupby
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.errors import UsageError
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.manifests.kinds import built_in_groups, kinds
from nexus_gitops.schemas import Catalog, custom, kubernetes
from nexus_gitops.schemas.lists import repetitions
from nexus_gitops.schemas.rules import broken_rules
from nexus_gitops.schemas.violations import Violation, violations

RULE: Final = "schema"
UNKNOWN_KIND_RULE: Final = "schema-unknown-kind"

_LIST_OF: Final = re.compile(r"(\w+)\[\d+\]")
_TOLD_APART: Final = frozenset(
    {"containers", "env", "initContainers", "ports", "volumeDevices", "volumeMounts", "volumes"}
)
"""Lists of built-in kinds that have rules of their own against what is there twice."""


@cache
def bundled_versions() -> tuple[str, ...]:
    """The Kubernetes minor versions there are schemas for, as `1.27`, oldest first."""
    versions = {version for releases in kubernetes().kinds.values() for version in releases}
    return tuple(sorted(versions, key=lambda version: [int(n) for n in version.split(".")]))


def check_schema(
    objects: Iterable[KubeObject],
    versions: Sequence[str],
    unknown_kinds: Iterable[str] = (),
) -> tuple[Finding, ...]:
    """Rules `schema` and `schema-unknown-kind`, in any of the Kubernetes minor `versions`.

    A finding names all the versions that it holds for. Objects keep their order.

    Args:
        objects: each with `apiVersion`, `kind` and `metadata`.
        versions: as `1.27`, oldest first, all of them bundled.
        unknown_kinds: custom resources that are not judged because no schema of theirs is
            bundled, as `group/Kind`.

    Raises:
        UsageError: there are no schemas for one of `versions`, or none is given.
    """
    bundled = bundled_versions()
    if not versions or not set(versions) <= set(bundled):
        raise UsageError(
            f"no schemas for Kubernetes {', '.join(versions) or 'versions: none was named'}",
            f"choose from {bundled[0]} to {bundled[-1]}",
        )
    allowed = frozenset(unknown_kinds)
    return tuple(finding for obj in objects for finding in _check(obj, versions, allowed))


def _check(obj: KubeObject, versions: Sequence[str], allowed: frozenset[str]) -> Iterator[Finding]:
    key, group = f"{obj['apiVersion']} {obj['kind']}", _group(obj)
    catalog = custom(group)
    if key in catalog.kinds:
        yield from _against(catalog, catalog.kinds[key], obj)
        return
    if f"{group}/{obj['kind']}" in allowed and (group, obj["kind"]) not in kinds():
        return
    known = kubernetes().kinds.get(key, {})
    present = {version: known[version] for version in versions if version in known}
    if len(present) < len(versions):
        yield _unknown_kind(obj, versions, present)
    yield from _against(kubernetes(), present, obj)


def _against(catalog: Catalog, releases: Mapping[str, int], obj: KubeObject) -> Iterator[Finding]:
    """The findings of `obj` in `releases`, each distinct schema being validated once."""
    found: dict[Violation, list[str]] = {}
    for number in dict.fromkeys(releases.values()):
        same = [release for release, other in releases.items() if other == number]
        for violation in (
            *violations(catalog, number, obj),
            *broken_rules(catalog, number, obj),
        ):
            found.setdefault(violation, []).extend(same)
    # By what a list's items are told apart is the same in all versions that know the list.
    if releases:
        *_, newest = releases.values()
        found |= {violation: [*releases] for violation in _repeated(catalog, newest, obj)}
    for violation in sorted(found):
        broken = [release for release in releases if release in found[violation]]
        fine = [release for release in releases if release not in found[violation]]
        yield Finding(
            object=_label(obj),
            field=violation.field,
            rule=RULE,
            message=f"{violation.message} in {_product(broken)}",
            fix=violation.fix + (f", or support {_product(fine)} only" if fine else ""),
        )
    if not _name(obj):
        yield Finding(
            object=_label(obj),
            field="metadata.name",
            rule=RULE,
            message="required field is missing",
            fix="add it: a manifest is one object with a name of its own",
        )


def _repeated(catalog: Catalog, number: int, obj: KubeObject) -> Iterator[Violation]:
    for violation in repetitions(catalog, number, obj):
        if catalog is not kubernetes() or _LIST_OF.findall(violation.field)[-1] not in _TOLD_APART:
            yield violation


def _unknown_kind(obj: KubeObject, versions: Sequence[str], present: Mapping[str, int]) -> Finding:
    api_version, kind = str(obj["apiVersion"]), str(obj["kind"])
    missing = [version for version in versions if version not in present]
    replacements = _api_versions(_group(obj), kind, versions)
    return Finding(
        object=_label(obj),
        field="apiVersion" if replacements or present else "kind",
        rule=UNKNOWN_KIND_RULE,
        message=f"{api_version} has no kind {kind} in {_product(_projects(_group(obj)) or missing)}"
        + _history(f"{api_version} {kind}", missing),
        fix=_way_out(api_version, kind, replacements, list(present)),
    )


def _projects(group: str) -> list[str]:
    """Releases of the projects that define custom resources in `group`."""
    return list(dict.fromkeys(name for known in custom(group).kinds.values() for name in known))


def _history(key: str, missing: Sequence[str]) -> str:
    """Why a kind is not there: it came later, or was removed before."""
    bundled = bundled_versions()
    known = [bundled.index(version) for version in kubernetes().kinds.get(key, {})]
    if not known:
        return ""
    reasons = []
    if bundled.index(missing[0]) < min(known):
        reasons.append(f"new in {bundled[min(known)]}")
    if bundled.index(missing[-1]) > max(known):
        reasons.append(f"removed in {bundled[max(known) + 1]}")
    return f" ({', '.join(reasons)})"


def _api_versions(group: str, kind: str, versions: Sequence[str]) -> list[str]:
    """The apiVersions that have `kind` in all of `versions`: those of `group`, or else any."""
    built_in = [key for key, known in kubernetes().kinds.items() if known.keys() >= set(versions)]
    found = [api_version for api_version, name in map(str.split, built_in) if name == kind]
    for known in kinds().values():
        if known.name == kind and not known.is_built_in:
            found += [f"{known.group}/{version}" for version in known.versions]
    return [each for each in found if each.rpartition("/")[0] == group] or found


def _way_out(
    api_version: str, kind: str, replacements: Sequence[str], present: Sequence[str]
) -> str:
    if replacements:
        return f"use apiVersion {' or '.join(replacements)}"
    if present:
        return f"support {_product(present)} only, or use another kind"
    group = api_version.rpartition("/")[0]
    known = [key.split() for key in (*kubernetes().kinds, *custom(group).kinds)]
    siblings = [name for version, name in known if version == api_version]
    if nearest := get_close_matches(kind, siblings, n=1):
        return f"write {nearest[0]}"
    if group in built_in_groups():
        return "correct it"
    return (
        f'correct it, or name "{group}/{kind}" in unknown_kinds of the environment:'
        " then nothing but its metadata is checked"
    )


def _product(releases: Sequence[str]) -> str:
    """`releases` in words: minor versions as ranges, `Kubernetes 1.27-1.30, 1.33`."""
    bundled = bundled_versions()
    if releases[0] not in bundled:
        return ", ".join(releases)
    positions = enumerate(bundled.index(release) for release in releases)
    runs = (list(run) for _, run in groupby(positions, key=lambda pair: pair[1] - pair[0]))
    spans = ((bundled[run[0][1]], bundled[run[-1][1]]) for run in runs)
    return "Kubernetes " + ", ".join(
        first if first == last else f"{first}-{last}" for first, last in spans
    )


def _name(obj: KubeObject) -> str:
    metadata = obj.get("metadata")
    return str(metadata.get("name") or "") if isinstance(metadata, Mapping) else ""


def _group(obj: KubeObject) -> str:
    return str(obj["apiVersion"]).rpartition("/")[0]


def _label(obj: KubeObject) -> str:
    return f"{obj['kind']}/{_name(obj)}"
