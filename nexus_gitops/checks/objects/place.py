"""A place in an object, and what may be wrong with the value there.

Whatever is missing or of another type is passed over: that is for the schema to say.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nexus_gitops.checks.findings import Finding, Severity
from nexus_gitops.checks.objects.fields import quantity, shown
from nexus_gitops.checks.objects.formats import Format


@dataclass(frozen=True, slots=True)
class Place:
    """A place in an object.

    Attributes:
        owner: title of the object.
        path: to the place from it; "" for the object itself.
        value: what is there; None where nothing is.
    """

    owner: str
    path: str
    value: Any

    def at(self, *keys: str) -> "Place":
        """The place at `keys` below this one."""
        value = self.value
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        path = ".".join((self.path, *keys) if self.path else keys)
        return Place(self.owner, path, value)

    def has(self, key: str) -> bool:
        """Whether something is there at `key`; null is nothing."""
        return isinstance(self.value, dict) and self.value.get(key) is not None

    def items(self, *keys: str) -> Iterator["Place"]:
        """The items of the list at `keys`."""
        below = self.at(*keys)
        for index, item in enumerate(below.value if isinstance(below.value, list) else ()):
            yield Place(self.owner, f"{below.path}[{index}]", item)

    def entries(self, *keys: str) -> Iterator[tuple[str, "Place"]]:
        """Key and place of each entry of the mapping at `keys`."""
        below = self.at(*keys)
        for key, value in (below.value if isinstance(below.value, dict) else {}).items():
            yield str(key), Place(self.owner, f"{below.path}.{key}", value)

    def text(self, *keys: str) -> str:
        """The string at `keys`; "" where there is none."""
        value = self.at(*keys).value
        return value if isinstance(value, str) else ""

    def number(self, *keys: str) -> int | None:
        """The integer at `keys`; None where there is none."""
        value = self.at(*keys).value
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def refused(self, rule: str, why: str, fix: str) -> Finding:
        """The finding that an API server does not take the value.

        Args:
            rule: id of the rule.
            why: is read after the value, as `is no port number`.
            fix: the way out.
        """
        return self.found(rule, f"{why}, and the API server refuses it", fix)

    def found(self, rule: str, why: str, fix: str, severity: Severity = Severity.ERROR) -> Finding:
        """A finding of the value; see `refused`."""
        said = f"{shown(self.value)} {why}" if self.value is not None else why
        return Finding(
            object=self.owner,
            field=self.path,
            rule=rule,
            message=said,
            fix=fix,
            severity=severity,
        )

    @property
    def bare(self) -> "Place":
        """The place without its value, which may be long or tell nothing."""
        return Place(self.owner, self.path, None)


def unlike(place: Place, wanted: Format, rule: str) -> Iterator[Finding]:
    """The finding that a text at `place` is not what `wanted` says; the empty one counts too."""
    if isinstance(place.value, str) and not wanted.fits(place.value):
        yield place.refused(rule, f"is no {wanted.name}", wanted.says)


def unlike_if_set(place: Place, wanted: Format, rule: str) -> Iterator[Finding]:
    """As `unlike`, where the empty text stands for a field that is not there."""
    if place.value:
        yield from unlike(place, wanted, rule)


def missing(place: Place, rule: str, fix: str = "set it") -> Iterator[Finding]:
    """The finding that nothing, or an empty text, list or mapping, is at `place`."""
    if place.value is None or place.value in ("", [], {}):
        yield place.refused(rule, "is not set" if place.value is None else "is empty", fix)


def outside(place: Place, low: int | None, high: int | None, rule: str) -> Iterator[Finding]:
    """The finding that an integer at `place` is below `low` or above `high`."""
    value = place.number()
    if value is not None and low is not None and value < low:
        yield place.refused(rule, f"is below {low}", f"write {low} or more")
    if value is not None and high is not None and value > high:
        yield place.refused(rule, f"is above {high}", f"write {high} or less")


def negative(place: Place, *fields: str, rule: str) -> Iterator[Finding]:
    """The findings that integers at `fields` below `place` are negative."""
    for field in fields:
        yield from outside(place.at(field), 0, None, rule)


def not_positive_quantity(place: Place, rule: str) -> Iterator[Finding]:
    """The finding that what is at `place` is no quantity above zero."""
    if place.value is None:
        return
    amount = quantity(place.value)
    if amount is None:
        yield place.refused(rule, "is no quantity", "write one as 500m, 2 or 1Gi")
    elif amount <= 0:
        yield place.refused(rule, "is not above zero", "write more than 0")


def none_of(place: Place, allowed: tuple[str, ...], rule: str) -> Iterator[Finding]:
    """The finding that a text at `place` is not one of `allowed`."""
    if isinstance(place.value, str) and place.value not in allowed:
        fix = f"write one of {', '.join(allowed)}"
        yield place.refused(rule, "is none of the values there are", fix)


def not_one_of_fields(place: Place, fields: tuple[str, ...], rule: str) -> Iterator[Finding]:
    """The finding that not exactly one of `fields` is set below `place`."""
    if isinstance(place.value, dict) and (names := _set(place, fields)) is not None:
        if len(names) == 1:
            return
        said = f"names {' and '.join(names)}" if names else f"names none of {', '.join(fields)}"
        yield Place(place.owner, place.path, None).refused(rule, said, "name exactly one of them")


def together(place: Place, first: str, second: str, rule: str) -> Iterator[Finding]:
    """The finding that two fields are set which exclude each other."""
    if place.has(first) and place.has(second):
        said = f"cannot be set beside {first}"
        yield place.at(second).refused(rule, said, "remove one of the two")


def twice(places: Iterator[Place], key: str, rule: str) -> Iterator[Finding]:
    """The findings that several of `places` have the same text or number at `key`."""
    seen: set[Any] = set()
    for place in places:
        below = place.at(key)
        if isinstance(below.value, str | int) and below.value != "":
            if below.value in seen:
                yield below.refused(rule, "is there twice", "give each a value of its own")
            seen.add(below.value)


def same(places: Iterator[Place], rule: str) -> Iterator[Finding]:
    """The findings that several of `places` hold the same text."""
    seen: set[str] = set()
    for place in places:
        if place.text() in seen:
            yield place.refused(rule, "is there twice", "remove one of them")
        seen.add(place.text())


def share_out_of_range(place: Place, rule: str, highest: int | None = 100) -> Iterator[Finding]:
    """The finding that an int-or-percentage is negative, or above `highest` percent."""
    if isinstance(place.value, str):
        digits = place.value.removesuffix("%")
        if not (place.value.endswith("%") and digits.isdecimal() and digits.isascii()):
            yield place.refused(rule, "is no percentage", "write a number, or one as 25%")
        elif highest is not None and int(digits) > highest:
            yield place.refused(rule, f"is above {highest}%", f"write {highest}% or less")
    else:
        yield from outside(place, 0, None, rule)


def _set(place: Place, fields: tuple[str, ...]) -> list[str]:
    value: Mapping[str, Any] = place.value
    return [field for field in fields if value.get(field) is not None]
