"""`python -m tests.e2e_node`: fetches and builds what a node needs, and runs the tests on one."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.e2e_node import addresses, cgroups, images, machine, parts
from tests.e2e_node.node import HERE

_APART: Final = (
    *("setpriv", "--pdeathsig", "KILL"),
    *("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"),
    *("--propagation", "private"),
)
"""Who ends this program ends all that it started, however that is done."""
_ENDED: Final = 128 + signal.SIGTERM


def main(arguments: list[str]) -> int:
    """Run the tests; says why where a node cannot be had here."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(_ENDED))
    try:
        machine.check()
        parts.prepare()
        images.fetch()
    except machine.UnableError as reason:
        print(f"SKIPPED make e2e-node: {reason}")
        return 0
    for left in cgroups.abandoned():
        left.remove()
    group = cgroups.of_process(os.getpid())
    folder = Path(tempfile.mkdtemp(prefix="nexus-node-"))
    group.make()
    try:
        return _run(arguments, folder, group)
    finally:
        group.remove()
        shutil.rmtree(folder, ignore_errors=True)


def _run(arguments: list[str], folder: Path, group: cgroups.Cgroup) -> int:
    tests = [sys.executable, "-m", "pytest", str(HERE), *arguments]
    variables = {
        **os.environ,
        "NEXUS_NODE_ADDRESS": addresses.NODE,
        "NEXUS_NODE_BRIDGE": addresses.BRIDGE,
        "NEXUS_NODE_SERVICES": addresses.SERVICES,
        "NEXUS_NODE_CGROUP": group.name,
        "NEXUS_NODE_FOLDER": str(folder),
    }
    with subprocess.Popen([*_APART, str(HERE / "enclosure.sh"), *tests], env=variables) as running:
        try:
            while True:
                try:
                    return running.wait()
                except KeyboardInterrupt:  # the tests got it too, and end by themselves
                    continue
        finally:
            running.kill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
