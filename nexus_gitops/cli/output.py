"""Shows a command's result: lines for a person, or one JSON document of a pinned shape."""

import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Protocol, TextIO, runtime_checkable

from nexus_gitops.cli import screen
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


@runtime_checkable
class Wide(Protocol):
    """A result that has more to say where lines may be as long as they are."""

    def wide(self) -> Iterable[str]:
        """The result for a person with room."""


def show(result: Result, output: Output) -> None:
    """Print the result on stdout."""
    match output:
        case Output.JSON:
            show_json({"apiVersion": API_VERSION, "kind": result.kind, **result.document()})
        case Output.WIDE:
            lines = result.wide() if isinstance(result, Wide) else result.lines()
            _write(lines, sys.stdout, None)
        case Output.TEXT:
            _write(result.lines(), sys.stdout, screen.width_of(sys.stdout))


def say(lines: Iterable[str]) -> None:
    """Print lines on stderr, for a person: what a result does not hold."""
    _write(lines, sys.stderr, screen.width_of(sys.stderr))


def show_data(text: str) -> None:
    """Print what a program can read, as YAML, on stdout as it is."""
    print(*map(printable, text.split("\n")), sep="\n")


def show_json(document: Mapping[str, Any]) -> None:
    """Print a JSON document on stdout, in ASCII: valid whatever the encoding of the locale."""
    print(json.dumps(document, indent=2))


def _write(lines: Iterable[str], stream: TextIO, width: int | None) -> None:
    for text in lines:
        # Names and messages may come from a repository that others write to.
        for line in text.split("\n"):
            screen.write(printable(line), stream, width)
