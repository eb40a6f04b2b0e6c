"""Checks that Argo CD understands what annotations and options tell it.

It ignores what it does not know, without a word.
Sources: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/, .../sync-waves/,
.../compare-options/ and .../resource_hooks/
"""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from nexus_gitops.checks.findings import Finding
from nexus_gitops.checks.objects.fields import is_a
from nexus_gitops.checks.objects.place import Place
from nexus_gitops.checks.objects.places import place_of
from nexus_gitops.manifests.identity import KubeObject

_PREFIX: Final = "argocd.argoproj.io/"
_BOTH: Final = ("true", "false")
_OF_OBJECTS: Final[Mapping[str, tuple[str, ...]]] = {
    "ClientSideApplyMigration": _BOTH,
    "Delete": (*_BOTH, "confirm"),
    "Force": _BOTH,
    "Prune": (*_BOTH, "confirm"),
    "PruneLast": _BOTH,
    "Replace": _BOTH,
    "ServerSideApply": _BOTH,
    "SkipDryRunOnMissingResource": _BOTH,
    "Validate": _BOTH,
}
_OF_APPLICATIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "ApplyOutOfSyncOnly": _BOTH,
    "ClientSideApplyMigration": _BOTH,
    "CreateNamespace": _BOTH,
    "FailOnSharedResource": _BOTH,
    "Force": _BOTH,
    "PrunePropagationPolicy": ("background", "foreground", "orphan"),
    "PruneLast": _BOTH,
    "Replace": _BOTH,
    "RespectIgnoreDifferences": _BOTH,
    "ServerSideApply": _BOTH,
    "SkipDryRunOnMissingResource": _BOTH,
    "Validate": _BOTH,
}
_OF_COMPARING: Final[Mapping[str, tuple[str, ...]]] = {
    "IgnoreExtraneous": (),
    "IncludeMutationWebhook": _BOTH,
    "ServerSideDiff": _BOTH,
}
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "hook": ("PostDelete", "PostSync", "PreDelete", "PreSync", "Skip", "Sync", "SyncFail"),
    "hook-delete-policy": ("BeforeHookCreation", "HookFailed", "HookSucceeded"),
}
_FINALIZERS: Final = (
    "post-delete-finalizer.argocd.argoproj.io",
    "post-delete-finalizer.argocd.argoproj.io/cleanup",
    "pre-delete-finalizer.argocd.argoproj.io",
    "pre-delete-finalizer.argocd.argoproj.io/cleanup",
    "resources-finalizer.argocd.argoproj.io",
    "resources-finalizer.argocd.argoproj.io/background",
    "resources-finalizer.argocd.argoproj.io/foreground",
)
_KNOWN: Final = frozenset(
    {
        "application-set-refresh", "compare-options", "hook", "hook-delete-policy",
        "ignore-healthcheck", "ignore-resource-updates", "manifest-generate-paths", "refresh",
        "skip-reconcile", "sync-options", "sync-wave", "tracking-id", "installation-id",
    }
)  # fmt: skip


def check_argocd_options(objects: Sequence[KubeObject]) -> tuple[Finding, ...]:
    """Rule `argo-option`: an annotation, option, hook or finalizer that Argo CD does not know.

    Rule `argo-skipped`: a hook of no phase, which is never applied.
    """
    return tuple(finding for obj in objects for finding in _check(obj))


def _check(obj: KubeObject) -> Iterator[Finding]:
    place = place_of(obj)
    for key, value in place.entries("metadata", "annotations"):
        name = key.removeprefix(_PREFIX)
        if name == key:
            continue
        if name not in _KNOWN:
            yield _unknown(Place(place.owner, value.path, key), name, _KNOWN, _PREFIX)
        elif name == "sync-options":
            yield from _options(value, _OF_OBJECTS)
        elif name == "compare-options":
            yield from _options(value, _OF_COMPARING)
        elif name in _WORDS:
            for word in _parts(value):
                if word and word not in _WORDS[name]:
                    yield _unknown(value, word, _WORDS[name])
                elif name == "hook" and word == "Skip":
                    yield value.found("argo-skipped", "is never applied", "remove the annotation")
    for finalizer in place.items("metadata", "finalizers"):
        known = _FINALIZERS if "argocd.argoproj.io" in finalizer.text() else ()
        if known and finalizer.text() not in known:
            yield _unknown(finalizer, finalizer.text(), known)
    if is_a(obj, "argoproj.io", "Application"):
        for option in place.items("spec", "syncPolicy", "syncOptions"):
            yield from _options(option, _OF_APPLICATIONS)


def _options(place: Place, known: Mapping[str, tuple[str, ...]]) -> Iterator[Finding]:
    for option in _parts(place):
        name, _, value = option.partition("=")
        if option and name not in known:
            yield _unknown(place, name, known)
        elif option and known[name] and value not in known[name]:
            yield place.found(
                "argo-option",
                f"has {value or 'nothing'} for {name}, and Argo CD ignores it",
                f"write one of {', '.join(f'{name}={word}' for word in known[name])}",
            )


def _parts(place: Place) -> list[str]:
    return [part.strip() for part in place.text().split(",")]


def _unknown(
    place: Place, name: str, known: Mapping[str, object] | frozenset[str] | Sequence[str],
    prefix: str = "",
) -> Finding:  # fmt: skip
    by_lower = {word.lower(): word for word in known}
    near = get_close_matches(name.lower(), by_lower, n=1)
    fix = (
        f"write {prefix}{by_lower[near[0]]}" if near else f"write one of {', '.join(sorted(known))}"
    )
    return place.found("argo-option", f"is nothing that Argo CD knows ({name}): it ignores it", fix)
