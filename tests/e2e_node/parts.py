"""The programs of a node, built or fetched before it starts, as it reaches nobody then.

`python -m tests.e2e_node.parts` does that alone, where a node can run.
"""

import subprocess
from pathlib import Path

from debian_packages import PackageError

from tests.e2e.controlplane import binaries
from tests.e2e_node import machine, packages
from tests.e2e_node.node import KUBELET, NETWORK


def prepare() -> None:
    """See that everything is there.

    Raises:
        UnableError: something is not to be had.
    """
    try:
        packages.fetch()
    except PackageError as error:
        raise machine.UnableError(f"Debian's packages are not reached: {error}") from error
    for source in (binaries.HERE, binaries.METRICS, KUBELET, NETWORK):
        _download(source)
        binaries.build(source)


def _download(source: Path) -> None:
    done = subprocess.run(
        ["go", "mod", "download"], cwd=source, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise machine.UnableError(f"Go modules are not reached: {done.stderr.strip()}")


if __name__ == "__main__":
    try:
        machine.check()
        prepare()
    except machine.UnableError as reason:
        print(f"no node is built: {reason}")
