"""Two sets of manifests compared: which objects belong together, and what became of each."""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from itertools import chain, takewhile
from typing import Any, Final

from nexus_gitops.argocd.layout import application_of
from nexus_gitops.diff import risk
from nexus_gitops.diff.fields import Change, Note, Path, compare, field_name
from nexus_gitops.diff.hidden import hide_secrets
from nexus_gitops.diff.model import Action, Diff, FieldChange, ObjectChange, Risk, worst_first
from nexus_gitops.errors import LocalError
from nexus_gitops.manifests.identity import Identity, KubeObject, identity, without_hash
from nexus_gitops.manifests.reader import from_yaml

_INSTANCE: Final = "app.kubernetes.io/instance"


@dataclass(frozen=True, slots=True)
class _Manifest:
    """A file that holds an object.

    Attributes:
        path: of the file.
        identity: of the object.
        obj: the object.
        names: of the installation that it belongs to: its namespace, and its label `instance`.
    """

    path: str
    identity: Identity
    obj: KubeObject
    names: tuple[str, str] = ("", "")


_Key = Callable[[_Manifest], Hashable]


def _names_of(old: _Manifest, new: _Manifest) -> Mapping[str, str]:
    """What the installation's namespace and label `instance` are called now, by what they were."""
    return dict(zip(old.names, new.names, strict=True))


def _none(_old: _Manifest, _new: _Manifest) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class _Rules:
    """How two sides are compared.

    Attributes:
        keys: by which objects belong together, the most exact one first.
        ignored: risks that this comparison has not.
        expected: texts that differ between two objects in any case, new ones by old ones.
    """

    keys: tuple[_Key, ...]
    ignored: frozenset[Risk] = frozenset()
    expected: Callable[[_Manifest, _Manifest], Mapping[str, str]] = _none


def diff(before: Mapping[str, str], after: Mapping[str, str]) -> Diff:
    """What applying `after` would change where `before` is applied.

    Objects belong together by identity, else as a ConfigMap of the same name but for the
    hash of its content, else as one object that moved to another namespace. Where a file
    lies, and how its text is written, changes no object; such a file is `rewritten`.

    Args:
        before: YAML text by path, one Kubernetes object each.
        after: likewise.

    Raises:
        LocalError: a file that is not the same on both sides holds no Kubernetes object.
    """
    unchanged = {path for path, text in before.items() if after.get(path) == text}
    old, new = (_read(side, unchanged) for side in (before, after))
    keys: tuple[_Key, ...] = (lambda it: it.identity, _stem_in_namespace, _stem)
    changes, same = _diff(old, new, _Rules(keys))
    return Diff(changes, tuple(sorted(same)))


def diff_environments(before: Mapping[str, str], after: Mapping[str, str]) -> Diff:
    """How the environment `after` differs from the environment `before`.

    Paths, namespaces and the names of the Namespace objects differ by construction, so
    objects belong together by group, kind and name, and `metadata.namespace` is not
    compared; neither is a text that is nothing but its namespace or its label `instance`. Nothing
    is applied, so only the risks that lie in a value are marked.

    Args:
        before: YAML text by path, one Kubernetes object each.
        after: likewise.

    Raises:
        LocalError: a file holds no Kubernetes object.
    """
    old, new = ([_without_namespace(m) for m in _read(side)] for side in (before, after))
    keys: tuple[_Key, ...] = (lambda it: it.identity, _stem, _namespace)
    changes, _ = _diff(old, new, _Rules(keys, risk.OF_APPLYING, _names_of))
    return Diff(changes)


def _diff(
    before: list[_Manifest], after: list[_Manifest], rules: _Rules
) -> tuple[tuple[ObjectChange, ...], list[str]]:
    """The objects that changed, and the new paths of those that did not."""
    pairs, removed, added = _matched(before, after, rules.keys)
    names = ((old.identity.name, new.identity.name) for old, new in pairs)
    renamed = {was: name for was, name in names if was != name}
    compared = [(new.path, _changed(old, new, renamed, rules)) for old, new in pairs]
    changes = [
        *(_removed(manifest, rules.ignored) for manifest in removed),
        *(ObjectChange(manifest.identity, Action.ADDED, manifest.path) for manifest in added),
        *(change for _, change in compared if change),
    ]
    by_identity = sorted(changes, key=lambda change: (change.identity, change.path))
    return tuple(by_identity), [path for path, change in compared if not change]


def _read(files: Mapping[str, str], unchanged: Iterable[str] = ()) -> list[_Manifest]:
    paths = sorted(files.keys() - set(unchanged))
    return [_manifest(path, from_yaml(files[path], path)) for path in paths]


def _manifest(path: str, obj: KubeObject) -> _Manifest:
    try:
        who = identity(obj)
    except (AttributeError, KeyError, TypeError) as error:
        raise _nameless(path) from error
    if not all(isinstance(part, str) for part in astuple(who)):
        raise _nameless(path)
    labels = obj["metadata"].get("labels")
    instance = labels.get(_INSTANCE, "") if isinstance(labels, dict) else ""
    return _Manifest(path, who, hide_secrets(obj), (who.namespace, str(instance)))


def _nameless(path: str) -> LocalError:
    return LocalError(
        f"{path} holds an object without a usable kind, metadata.name or metadata.namespace",
        "give each a string",
    )


def _without_namespace(manifest: _Manifest) -> _Manifest:
    metadata = {k: v for k, v in manifest.obj["metadata"].items() if k != "namespace"}
    obj = {**manifest.obj, "metadata": metadata}
    return _Manifest(manifest.path, identity(obj), obj, manifest.names)


def _stem_in_namespace(manifest: _Manifest) -> Hashable:
    return _stem(manifest), manifest.identity.namespace


def _stem(manifest: _Manifest) -> Hashable:
    it = manifest.identity
    is_config = (it.group, it.kind) == ("", "ConfigMap")
    return it.group, it.kind, without_hash(it.name) if is_config else it.name


def _namespace(manifest: _Manifest) -> Hashable:
    """An Application has one of its own, under another name in each environment."""
    it = manifest.identity
    is_namespace = (it.group, it.kind) == ("", "Namespace")
    return (it.kind, application_of(manifest.path)) if is_namespace else it


def _matched(
    before: list[_Manifest], after: list[_Manifest], keys: Iterable[_Key]
) -> tuple[list[tuple[_Manifest, _Manifest]], list[_Manifest], list[_Manifest]]:
    """Pairs by the first of `keys` under which both are found; who is left of each side."""
    pairs = []
    for key in keys:
        waiting: defaultdict[Hashable, deque[_Manifest]] = defaultdict(deque)
        for manifest in before:
            waiting[key(manifest)].append(manifest)
        alone = []
        for manifest in after:
            counterparts = waiting[key(manifest)]
            if counterparts:
                pairs.append((counterparts.popleft(), manifest))
            else:
                alone.append(manifest)
        before, after = list(chain.from_iterable(waiting.values())), alone
    return pairs, before, after


def _removed(manifest: _Manifest, ignored: frozenset[Risk]) -> ObjectChange:
    risks = worst_first(set(risk.of_removal(manifest.identity)) - ignored)
    return ObjectChange(manifest.identity, Action.REMOVED, manifest.path, risks=risks)


def _changed(
    old: _Manifest, new: _Manifest, renamed: Mapping[str, str], rules: _Rules
) -> ObjectChange | None:
    was = old.identity.name if old.identity.name != new.identity.name else ""
    expected = rules.expected(old, new)
    fields = tuple(
        FieldChange(
            _shared_name([change.path for change in group]),
            group[0].before,
            group[0].after,
            worst_first(_field_risks(old, new, group) - rules.ignored),
        )
        for group in _grouped(compare(old.obj, new.obj), renamed)
        if group[0].path != ("metadata", "name") and not _is_expected(group[0], expected)
    )
    if not fields and not was:
        return None
    whole = set(risk.of_object(old.identity, old.obj, new.identity, new.obj, _names_of(old, new)))
    risks = worst_first((whole - rules.ignored).union(*(field.risks for field in fields)))
    return ObjectChange(new.identity, Action.CHANGED, new.path, fields, risks, was)


def _is_expected(change: Change, expected: Mapping[str, str]) -> bool:
    was = change.before
    return isinstance(was, str) and was in expected and bool(expected[was] == change.after)


def _field_risks(old: _Manifest, new: _Manifest, group: Iterable[Change]) -> set[Risk]:
    return {
        found
        for change in group
        for found in risk.of_field(old.identity, old.obj, new.identity, change)
    }


def _grouped(changes: Iterable[Change], renamed: Mapping[str, str]) -> list[list[Change]]:
    """Each change alone, but all references to one renamed object together.

    A ConfigMap that is named after its content may be referred to once a variable; its new
    name is one piece of news.
    """
    groups: dict[Hashable, list[Change]] = {}
    for change in changes:
        refers = _is_reference(change, renamed)
        groups.setdefault(change.before if refers else change.path, []).append(change)
    return list(groups.values())


def _is_reference(change: Change, renamed: Mapping[str, str]) -> bool:
    if change.path == ("metadata", "name") or not isinstance(change.before, str):
        return False
    return change.before in renamed and bool(renamed[change.before] == change.after)


def _shared_name(paths: Sequence[Path]) -> str:
    if len(paths) == 1:
        return field_name(paths[0])
    steps: Any = zip(*paths, strict=False)
    shared = (step[0] for step in takewhile(lambda step: len(set(step)) == 1, steps))
    return field_name((*shared, Note(f"{len(paths)} references")))
