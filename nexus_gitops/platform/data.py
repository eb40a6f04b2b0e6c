"""Frozen data that people write in Python, checked as it is made.

msgspec checks values against the types that a class declares; it does so where it reads JSON,
and here also where a constructor is called, so that a mistake is told with the line that it is
on. It takes 5 ms to import, which every cold render waits for.
"""

from collections.abc import Iterator
from functools import cache
from reprlib import repr as shortened
from typing import Annotated, Any, Final

import msgspec

_LABEL: Final = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"

DnsLabel = Annotated[str, msgspec.Meta(pattern=rf"^{_LABEL}\Z", max_length=63)]
"""A name as RFC 1123 allows it for a namespace."""

ShortDnsLabel = Annotated[str, msgspec.Meta(pattern=rf"^{_LABEL}\Z", max_length=40)]
"""A DNS label short enough for the names and labels that are made from it."""

DnsName = Annotated[str, msgspec.Meta(pattern=rf"^{_LABEL}(\.{_LABEL})*\Z", max_length=253)]
"""A host name as RFC 1123 allows it for an Ingress."""


class InvalidError(ValueError):
    """A value breaks a rule; the message names field and value."""


class Data(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Frozen data that refuses what it does not know.

    Raises:
        InvalidError: a value is not of the type that is declared for its field.
        TypeError: a field is missing, or not known.
    """

    def __post_init__(self) -> None:
        if wrong := list(self._mistakes()):
            raise InvalidError("; ".join(wrong))

    def _mistakes(self) -> Iterator[str]:
        for name, declared in _declared(type(self)):
            value = getattr(self, name)
            try:
                msgspec.structs.force_setattr(self, name, checked(name, value, declared))
            except InvalidError as error:
                yield str(error)


def checked(field: str, value: Any, declared: Any) -> Any:
    """The value, as its declared type has it: a mapping that is given for data becomes it.

    Raises:
        InvalidError: it is not of that type.
    """
    try:
        return msgspec.convert(value, declared)
    except msgspec.ValidationError as error:
        raise InvalidError(f"{field}: {error} (got {shortened(value)})") from error


@cache
def _declared(cls: type[msgspec.Struct]) -> tuple[tuple[str, Any], ...]:
    return tuple((field.name, field.type) for field in msgspec.structs.fields(cls))
