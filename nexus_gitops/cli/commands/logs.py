"""`logs`: what pods write, or wrote, as one."""

import json
import re
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from nexus_gitops.cli.options import Context, OneEnvironment, Output, OutputFormat
from nexus_gitops.cli.screen import is_colored

if TYPE_CHECKING:
    from nexus_gitops.operations.log_lines import LogLine

EXAMPLES = (
    "Examples: nexus-gitops logs workspace-kernel --env dev -f,"
    " nexus-gitops logs --env staging --workspace ws-123 --since 1h --level warn"
)
_DURATION = re.compile(r"(\d+)([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def _seconds(text: str | None) -> int | None:
    if text is None:
        return None
    found = _DURATION.fullmatch(text)
    if found is None:
        raise typer.BadParameter(f"{text!r} is no duration; write it as 30s, 10m, 1h or 2d")
    return int(found[1]) * _SECONDS[found[2]]


def logs(
    env: OneEnvironment,
    service: Annotated[
        str,
        typer.Argument(help="Name of the service, as workspace-kernel; all where none is named."),
    ] = "",
    context: Context = None,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Wait for more, also of new pods.")
    ] = False,
    tail: Annotated[
        int | None,
        typer.Option(
            "--tail",
            min=0,
            help="Lines of each pod, or of a store; 200, or all with --since, where it is not given.",
            show_default=False,
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", help="Not older than this, as 10m or 1h.", show_default=False),
    ] = None,
    level: Annotated[
        str | None,
        typer.Option(
            "--level", help="debug, info, warn or error: this or more serious.", show_default=False
        ),
    ] = None,
    workspace: Annotated[
        str, typer.Option("--workspace", help="About this workspace alone.", show_default=False)
    ] = "",
    user: Annotated[
        str, typer.Option("--user", help="About this user alone.", show_default=False)
    ] = "",
    pods: Annotated[
        bool, typer.Option("--pods", help="Ask the pods, even where a store keeps their lines.")
    ] = False,
    raw: Annotated[bool, typer.Option("--raw", help="Lines as the pods wrote them.")] = False,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Show what pods write, all of them in the order of time.

    Where the environment keeps their lines, that store is asked, which knows those of pods that are
    gone; the pods themselves with --follow or --pods, and where there is none.

    With --output json each line is a JSON object: `time`, `pod`, `level`, `text`, `fields`.
    """
    from nexus_gitops.cluster.api import connect
    from nexus_gitops.cluster.logs import Extent
    from nexus_gitops.operations import logs, stored_lines
    from nexus_gitops.operations.log_lines import Wanted
    from nexus_gitops.operations.log_question import MOST, Question
    from nexus_gitops.platform import loading

    (name,) = loading.select((env,))
    seconds = _seconds(since)
    wanted = Wanted(logs.level_of(level), workspace, user)
    if tail is None and seconds is None:
        tail = 200
    api = connect(context)
    shape = _shape(raw=raw, output=output)
    store = None if follow or pods else stored_lines.store_of(api, name)
    if store is not None:
        question = Question(service, tail, seconds, wanted)
        lines = stored_lines.search(api, store, question, _complain)
        _show(lines, shape)
        if len(lines) == MOST:
            _complain(f"there are more than {MOST} lines; these are the newest")
        return
    written = logs.read(api, name, service, Extent(tail, seconds), follow=follow)
    with suppress(KeyboardInterrupt):  # which is how following ends
        _show((line for line in written if wanted.takes(line)), shape)


def _complain(words: str) -> None:
    print(words, file=sys.stderr)


def _shape(*, raw: bool, output: Output) -> "Callable[[LogLine], str]":
    from nexus_gitops.operations.log_lines import shown
    from nexus_gitops.terminal import printable

    if output is Output.JSON:
        return _document
    if raw:
        return lambda line: printable(line.text) if sys.stdout.isatty() else line.text
    return lambda line: shown(line, colour=is_colored(sys.stdout))


def _document(line: "LogLine") -> str:
    return json.dumps(
        {
            "time": line.moment,
            "pod": line.pod,
            "level": line.level,
            "text": line.text,
            "fields": line.fields,
        }
    )


def _show(lines: "Iterable[LogLine]", shape: "Callable[[LogLine], str]") -> None:
    for line in lines:
        print(shape(line), flush=True)
