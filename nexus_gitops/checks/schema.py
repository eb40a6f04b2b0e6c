"""Checks objects against the schemas of the Kubernetes versions that a cluster may run.

Strict, as the API server is with `fieldValidation=Strict` (KEP-2885): an unknown field, kind
or apiVersion is an error. Custom resources are held against the CRD of the project that
defines them, whatever the Kubernetes version.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from itertools import groupby
from typing import Final

from nexus_gitops.errors import UsageError
from nexus_gitops.findings import Finding
from nexus_gitops.manifests.identity import KubeObject
from nexus_gitops.schemas import Catalog, custom, kubernetes
from nexus_gitops.schemas.violations import Violation, violations

RULE: Final = "schema"
UNKNOWN_KIND_RULE: Final = "schema-unknown-kind"


@cache
def bundled_versions() -> tuple[str, ...]:
    """The Kubernetes minor versions there are schemas for, as `1.27`, oldest first."""
    versions = {version for releases in kubernetes().kinds.values() for version in releases}
    return tuple(sorted(versions, key=lambda version: [int(n) for n in version.split(".")]))


def check_schema(objects: Iterable[KubeObject], versions: Sequence[str]) -> tuple[Finding, ...]:
    """What is wrong with `objects` in any of the Kubernetes minor `versions`.

    A finding names all the versions that it holds for. Objects keep their order.

    Args:
        objects: each with `apiVersion`, `kind` and `metadata`.
        versions: as `1.27`, oldest first, all of them bundled.

    Raises:
        UsageError: there are no schemas for one of `versions`, or none is given.
    """
    bundled = bundled_versions()
    if not versions or not set(versions) <= set(bundled):
        raise UsageError(
            f"no schemas for Kubernetes {', '.join(versions) or 'versions: none was named'}",
            f"choose from {bundled[0]} to {bundled[-1]}",
        )
    return tuple(finding for obj in objects for finding in _check(obj, versions))


def _check(obj: KubeObject, versions: Sequence[str]) -> Iterator[Finding]:
    key = f"{obj['apiVersion']} {obj['kind']}"
    if key in custom().kinds:
        yield from _against(custom(), custom().kinds[key], obj)
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
        for violation in violations(catalog, number, obj):
            found.setdefault(violation, []).extend(same)
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


def _unknown_kind(obj: KubeObject, versions: Sequence[str], present: Mapping[str, int]) -> Finding:
    api_version, kind = str(obj["apiVersion"]), str(obj["kind"])
    missing = [version for version in versions if version not in present]
    replacements = _api_versions(kind, versions)
    return Finding(
        object=_label(obj),
        field="apiVersion" if replacements or present else "kind",
        rule=UNKNOWN_KIND_RULE,
        message=f"{api_version} has no kind {kind} in {_product(_projects(api_version) or missing)}"
        + _history(f"{api_version} {kind}", missing),
        fix=_way_out(api_version, kind, replacements, list(present)),
    )


def _projects(api_version: str) -> list[str]:
    """Releases of the projects that define custom resources in the group of `api_version`."""
    group = f"{api_version.rpartition('/')[0]}/"
    releases = (known for key, known in custom().kinds.items() if key.startswith(group))
    return list(dict.fromkeys(release for known in releases for release in known))


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


def _api_versions(kind: str, versions: Sequence[str]) -> list[str]:
    """The apiVersions that have `kind` in all of `versions`."""
    built_in = [key for key, known in kubernetes().kinds.items() if known.keys() >= set(versions)]
    keys = (key.split() for key in (*built_in, *custom().kinds))
    return [api_version for api_version, name in keys if name == kind]


def _way_out(
    api_version: str, kind: str, replacements: Sequence[str], present: Sequence[str]
) -> str:
    if replacements:
        return f"use apiVersion {' or '.join(replacements)}"
    if present:
        return f"support {_product(present)} only, or use another kind"
    known = [key.split() for key in (*kubernetes().kinds, *custom().kinds)]
    siblings = [name for version, name in known if version == api_version]
    if nearest := get_close_matches(kind, siblings, n=1):
        return f"write {nearest[0]}"
    return "correct it, or add the CRD that defines it to scripts/crds.py"


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


def _label(obj: KubeObject) -> str:
    return f"{obj['kind']}/{_name(obj)}"
