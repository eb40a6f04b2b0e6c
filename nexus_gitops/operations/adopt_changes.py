"""What was changed by hand in the GitOps repository, as changes of the environment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nexus_gitops.diff import Action, FieldChange, ObjectChange, diff
from nexus_gitops.errors import LocalError
from nexus_gitops.operations.release import Target, release_of, synthesise_for
from nexus_gitops.publish import Edit, edits
from nexus_gitops.publish.release import Source


@dataclass(frozen=True, slots=True)
class FieldToAdopt:
    """A field that was changed by hand.

    Attributes:
        change: from its value as released to its value now.
        origins: what of the environment it comes from, as `nexus_os.replicas`, or `images.redis`
            for what its lock file says; none if not known.
        adopted: whether the environment gives this value already.
    """

    change: FieldChange
    origins: tuple[str, ...]
    adopted: bool


@dataclass(frozen=True, slots=True)
class ChangeToAdopt:
    """A managed file that was changed by hand.

    Attributes:
        edit: see `Edit`.
        object: as `Deployment/nexus-os`; "" where the file holds no object, before or now.
        action: what happened to the file.
        fields: what changed in the object; none where it was added or removed.
        adopted: whether the environment gives all of it already.
    """

    edit: Edit
    object: str
    action: Action
    fields: tuple[FieldToAdopt, ...]
    adopted: bool


def changes_to_adopt(target: Target) -> tuple[ChangeToAdopt, ...]:
    """What somebody changed by hand since the newest release of an environment, by path.

    Raises:
        RefusedError: the release record is damaged.
        NexusError: the repository cannot be read, or the environment not be rendered.
    """
    found = edits(target.address, target.branch, target.environment)
    if not found:
        return ()
    (synthesis,) = synthesise_for([target])
    rendered = release_of(synthesis, Source()).files
    known = _origins(target.environment)
    return tuple(_change(edit, rendered, known) for edit in found)


def _change(
    edit: Edit, rendered: Mapping[str, str], origins: Mapping[str, Mapping[str, list[str]]]
) -> ChangeToAdopt:
    action = Action.CHANGED
    if edit.before is None or edit.after is None:
        action = Action.ADDED if edit.before is None else Action.REMOVED
    changed = _object_change(edit.path, edit.before, edit.after)
    name = str(changed.identity) if changed else ""
    left = _object_change(edit.path, rendered.get(edit.path), edit.after)
    missing = {field.field for field in left.fields} if left else set()
    fields = tuple(
        FieldToAdopt(
            field,
            tuple(_leading_to(field.field, origins.get(name, {}))),
            field.field not in missing,
        )
        for field in (changed.fields if changed else ())
    )
    return ChangeToAdopt(
        edit=edit,
        object=name,
        action=action,
        fields=fields,
        adopted=edit.after == rendered.get(edit.path)
        or bool(fields and all(field.adopted for field in fields)),
    )


def _object_change(path: str, before: str | None, after: str | None) -> ObjectChange | None:
    sides = [{} if text is None else {path: text} for text in (before, after)]
    try:
        return next(iter(diff(*sides).changes), None)
    except LocalError:
        return None  # it is no manifest any more


def _leading_to(field: str, origins: Mapping[str, Iterable[str]]) -> Iterable[str]:
    """The values that the field, what is in it or what it is in comes from."""
    found = dict.fromkeys(
        value
        for known, values in origins.items()
        if any(_is_in(*pair) for pair in ((field, known), (known, field)))
        for value in values
    )
    images = dict.fromkeys(".".join(value.split(".")[:2]) for value in found if _is_image(value))
    return images or found


def _is_image(value: str) -> bool:
    return value.startswith("images.")


def _is_in(field: str, whole: str) -> bool:
    return field == whole or field.startswith((f"{whole}.", f"{whole}["))


def _origins(environment: str) -> Mapping[str, Mapping[str, list[str]]]:
    from nexus_gitops.chart.process import origins

    try:
        return origins(environment)
    except LocalError:
        return {}  # some of the platform's code can be run on known values alone
