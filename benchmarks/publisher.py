"""One of many publishers: python -m benchmarks.publisher REPOSITORY ENVIRONMENT RELEASES.

Says that it is ready, waits for a line, and publishes one release after another.
"""

import sys
from typing import Final

from nexus_gitops.argocd.layout import CORE, application_path
from nexus_gitops.errors import ContentionError
from nexus_gitops.publish import Author, Permission, parse_address, publish
from nexus_gitops.publish.release import Release

_AUTHOR: Final = Author("Benchmark", "benchmark@example.com")
_OBJECTS: Final = 40


def main() -> None:
    """Publish, and print a line for each release that nobody was faster than for ever."""
    repository, environment, releases = sys.argv[1:]
    address = parse_address(repository)
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(int(releases)):
        try:
            publish(
                address,
                "main",
                [_release(environment, number)],
                permissions=frozenset({Permission.INIT}),
                author=_AUTHOR,
            )
        except ContentionError:
            print("lost", flush=True)
        else:
            print("published", flush=True)


def _release(environment: str, number: int) -> Release:
    folder = application_path(environment, CORE)
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c{0}\ndata:\n  value: '{1}'\n"
    files = {f"{folder}/c{item}.yaml": text.format(item, 0) for item in range(1, _OBJECTS)}
    return Release(environment, {**files, f"{folder}/c0.yaml": text.format(0, number)})


if __name__ == "__main__":
    main()
