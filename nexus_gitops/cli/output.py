"""Shows a command's result: lines for a person, or one JSON document of a pinned shape."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Protocol

from nexus_gitops.cli.options import Output
from nexus_gitops.terminal import printable

API_VERSION = "nexus-gitops/v1"


class Result(Protocol):
    """What a command answers."""

    kind: ClassVar[str]
    """Names the shape of `document`, as `SynthResult`."""

    def document(self) -> Mapping[str, Any]:
        """The result as JSON data; its keys never change their meaning within API_VERSION."""

    def lines(self) -> Iterable[str]:
        """The result for a person."""


def show(result: Result, output: Output) -> None:
    """Print the result on stdout."""
    if output is Output.JSON:
        show_json({"apiVersion": API_VERSION, "kind": result.kind, **result.document()})
    else:
        for lines in result.lines():
            # Names and messages may come from a repository that others write to.
            print(*map(printable, lines.split("\n")), sep="\n")


def show_json(document: Mapping[str, Any]) -> None:
    """Print a JSON document on stdout, in ASCII: valid whatever the encoding of the locale."""
    print(json.dumps(document, indent=2))
