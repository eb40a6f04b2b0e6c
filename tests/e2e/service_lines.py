"""What somebody's day leaves in the logs: lines of real kernels, a nexus-os and a PostgreSQL."""

import json
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fluent_bit_lines import merged, to_contract

from tests.e2e.controlplane import binaries

SERVICES: Final = ("workspace-kernel", "nexus-os")
_PYTHON: Final = binaries.ROOT / ".venv-services" / "bin" / "python"
# Each program's lines in a file of its own.
_WORK: Final = """
import json, sys
from pathlib import Path
from nexus_testbed.platform import migrated_platform

to = Path(sys.argv[1])
with migrated_platform(["fsync=off"]) as platform:
    nexus_os = platform.nexus_os()
    kernel = platform.kernel(nexus_os_url=nexus_os.url)
    kernel.wait_for_record("database connected")
    with platform.client(kernel, "acme", "ann") as ann, platform.client(kernel, "acme", "bob") as bob:
        plan, other = [one.post("/api/workspaces", json={"name": "plan"}).json()["id"] for one in (ann, bob)]
        for one, workspace in ((ann, plan), (bob, other)):
            one.get(f"/api/workspaces/{workspace}/graph").raise_for_status()
            one.post(f"/api/workspaces/{workspace}/proposals", json={"request": "a panel"})
        ann.delete(f"/api/workspaces/{plan}").raise_for_status()
    for service in (kernel, nexus_os):
        service.terminate()
        service.wait()
    try:
        platform.postgres.run("SELECT nobody", database=platform.database)
    except Exception:
        pass  # which is what it writes a line of
    for service, found in (("workspace-kernel", kernel), ("nexus-os", nexus_os)):
        (to / service).write_text("".join(json.dumps(one) + "\\n" for one in found.records))
    (to / "postgres").write_bytes(platform.postgres.log.read_bytes())
    print(json.dumps({"plan": plan, "other": other}))
"""


@dataclass(frozen=True)
class Written:
    """What the services wrote.

    Attributes:
        folder: a file a service.
        workspaces: that it is about, by name.
    """

    folder: Path
    workspaces: Mapping[str, str]

    def records(self) -> Sequence[dict[str, Any]]:
        """The lines as Fluent Bit sends them."""
        found = [
            merged(f"{moment()} stdout F {line}", file.name, "nexus-staging")
            for file in sorted(self.folder.iterdir())
            for line in file.read_text().splitlines()
        ]
        for record in found:
            record["kubernetes"]["pod_name"] = f"{record['kubernetes']['container_name']}-0"
        return to_contract(found)


def work(folder: Path) -> Written:
    """Have them work for two users, and keep what they write."""
    done = subprocess.run(
        [_PYTHON, "-c", _WORK, folder],
        cwd=binaries.ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return Written(folder, json.loads(done.stdout))


def moment(days_ago: float = 0) -> str:
    """A time as the runtime writes it."""
    then = time.gmtime(time.time() - days_ago * 86400)
    return time.strftime("%Y-%m-%dT%H:%M:%S.000000000Z", then)
