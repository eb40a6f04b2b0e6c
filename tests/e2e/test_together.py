"""Three environments published at the same time, each by a process of its own."""

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tests.cli.conftest import Machine
from tests.e2e.conftest import ENVIRONMENTS, Edits, FirstSync, Platform

_ALL = (*ENVIRONMENTS, "prod")


def test_all_of_them_arrive(
    machine: Machine,
    first_sync: Callable[[str], FirstSync],
    edit: Callable[[Edits], Machine],
) -> None:
    cluster = first_sync("dev").platform.cluster
    first_sync("staging")
    changed = edit(
        {
            "nexus_platform/limits.py": (
                "_MILLISECONDS_A_MINUTE = ",
                "_MILLISECONDS_A_MINUTE = 1 + ",
            ),
            **_pinned(machine),
        }
    )

    def publish(environment: str) -> Platform:
        namespace = changed.run("env", "show", environment, "--output", "json").json["environment"][
            "namespace"
        ]
        platform = Platform(environment, namespace, changed, cluster)
        done = platform.publish()
        assert done.code == 0, done.err
        return platform

    with ThreadPoolExecutor(len(_ALL)) as together:
        platforms = list(together.map(publish, _ALL))
    for platform in platforms:
        status = platform.settle()
        assert status["running"] == status["published"]


def _pinned(machine: Machine) -> Edits:
    """prod with digests, as `images pin` leaves it; nobody pulls them here."""
    path = "nexus_platform/environments/prod.images.json"
    text = (machine.source / path).read_text()
    images = json.loads(text)
    for name, image in images.items():
        image["digest"] = f"sha256:{hashlib.sha256(name.encode()).hexdigest()}"
    return {path: (text, json.dumps(images, indent=2) + "\n")}
