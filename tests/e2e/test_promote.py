"""What runs in one environment, carried into the next one; what does not run there is not."""

import json
from collections.abc import Callable

from tests.cli.conftest import Machine
from tests.e2e.conftest import FirstSync, Platform
from tests.e2e.controlplane.nodes import UNPULLABLE

_LOCK = "nexus_platform/environments/dev.images.json"
_PROMOTE = ("promote", "--from", "dev", "--to", "staging", "--service", "nexus-os")


def test_images_go_on_once_they_are_healthy(
    first_sync: Callable[[str], FirstSync], edit: Callable[..., Machine]
) -> None:
    dev, staging = first_sync("dev").platform, first_sync("staging").platform
    image = json.loads((dev.machine.source / _LOCK).read_text())["nexus-os"]
    before = f'"{image["repository"]}",\n    "tag": "{image["tag"]}"'
    repository = f"{image['repository']}-{UNPULLABLE}"
    bad = edit({_LOCK: (before, f'"{repository}",\n    "tag": "0.2.0"')})
    good = edit({_LOCK: (before, before.replace(image["tag"], "0.2.0"))})
    try:
        assert dev.publish(by=bad).code == 0
        refused = bad.run(*_PROMOTE)
        assert refused.code == 4, refused.out + refused.err
        assert "of dev is " in refused.complaint
        assert "--even-if-degraded" in refused.complaint

        assert bad.run("rollback", "--env", "dev", "--wait").code == 0
        assert dev.publish(by=good).code == 0
        released = dev.settle()["published"]
        done = good.run(*_PROMOTE, "--output", "json")
        assert done.code == 0, done.err
        assert done.json["promotedFrom"] == released
        assert staging.settle()["running"] == done.json["commit"]
        assert _tags(staging) == {"0.2.0"}
    finally:
        for platform in (dev, staging):
            platform.publish()
            platform.settle()
    assert _tags(staging) == {image["tag"]}


def _tags(platform: Platform) -> set[str]:
    """Of the images that pods of nexus-os run."""
    return {
        pod["spec"]["containers"][0]["image"].rpartition(":")[2]
        for pod in platform.pods("nexus-os").values()
    }
