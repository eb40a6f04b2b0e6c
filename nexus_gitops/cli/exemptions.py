"""How the exemptions from the secret guard are shown, wherever a release is."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nexus_gitops.checks.secrets.exemptions import Exemption


def lines(exemptions: "Iterable[Exemption]") -> Iterator[str]:
    """A line an exemption, for a person."""
    return (f"  exempted  {exemption}" for exemption in exemptions)


def markdown(exemptions: "Iterable[Exemption]") -> Iterator[str]:
    """The exemptions for a pull request; nothing where there are none."""
    listed = [f"- `{one.object}` `{one.field}` ({one.rule}): {one.reason}" for one in exemptions]
    if listed:
        yield from ("", "**Exempted from the secret guard:**", "", *listed)


def documents(exemptions: "Iterable[Exemption]") -> list[Mapping[str, str]]:
    """The exemptions as JSON data."""
    return [
        {"object": one.object, "field": one.field, "rule": one.rule, "reason": one.reason}
        for one in exemptions
    ]
