"""`python -m tests.e2e.controlplane`: a control plane to try things in, until interrupted."""

import contextlib
import signal
import sys
import tempfile
from pathlib import Path

from tests.e2e import gitops
from tests.e2e.controlplane.plane import control_plane

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    with (
        tempfile.TemporaryDirectory(prefix="nexus-gitops-") as folder,
        gitops.served(Path(folder)) as repository,
        control_plane() as plane,
        contextlib.suppress(KeyboardInterrupt),
    ):
        print(f"started in {plane.seconds:.1f} s; ctrl-c ends it", file=sys.stderr)
        print(f"export KUBECONFIG={plane.kube.kubeconfig} NEXUS_E2E_REPO={repository}", flush=True)
        signal.pause()
